// Specs of cells: written and read again, built by a program, varied by key.
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/units.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/spec_reader.hpp"
#include "formats/yaml/spec_writer.hpp"
#include "io/yaml_input.hpp"
#include "models/coefficients.hpp"
#include "models/derived.hpp"
#include "models/parameters/close.hpp"
#include "tests/error_of.hpp"
#include "tests/stated_cells.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shipped(const char* folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(CLOSO_SOURCE_DIR) / folder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  return files;
}

/// What a cell comes to, as numbers.
std::vector<double> numbers(const CellSpec& spec) {
  std::vector<double> all;
  for (const DerivedQuantity& d : derived_quantities(close(spec))) all.push_back(d.value);
  return all;
}

void expect_same_log(const ParameterList& log, const ParameterList& again) {
  ASSERT_EQ(log.size(), again.size());
  for (std::size_t k = 0; k < log.size(); ++k) {
    EXPECT_EQ(log[k].key, again[k].key);
    EXPECT_EQ(log[k].text, again[k].text) << log[k].key;
    EXPECT_EQ(log[k].value, again[k].value) << log[k].key;
    EXPECT_EQ(log[k].status, again[k].status) << log[k].key;
    EXPECT_EQ(log[k].source, again[k].source) << log[k].key;
  }
}

/// Reads, writes and reads a cell.
void expect_written_as_read(const InputNode& tree) {
  ParameterList log, again;
  const CellSpec spec = read_cell_spec(InputReader(tree, "", &log));
  const InputNode written = parse_yaml(write_yaml(write_cell_spec(spec)), "written");
  const CellSpec back = read_cell_spec(InputReader(written, "", &again));
  expect_same_log(log, again);
  EXPECT_EQ(numbers(spec), numbers(back));
}

TEST(CellSpec, OfAllShippedCellsIsWrittenAsItWasRead) {
  for (const fs::path& file : shipped("params/cells")) {
    SCOPED_TRACE(file);
    expect_written_as_read(resolve_file(file, {}).tree);
  }
}

TEST(CellSpec, WithEveryKeyIsWrittenAsItWasRead) {
  for (const char* text : {test::stated_solid, test::stated_liquid})
    expect_written_as_read(resolve_text(text, "cell.yaml", {}).tree);
}

TEST(MaterialSpec, OfAllShippedMaterialsIsWrittenAsItWasRead) {
  for (const fs::path& file : shipped("params/materials")) {
    SCOPED_TRACE(file);
    const InputNode tree = resolve_file(file, {}).tree;
    ParameterList log, again;
    const MaterialSpec spec = read_material_spec(InputReader(tree, "", &log));
    const InputNode written = parse_yaml(write_yaml(write_material_spec(spec)), "written");
    read_material_spec(InputReader(written, "", &again));
    expect_same_log(log, again);
  }
}

/// The thin reference cell in SI, without any text.
CellSpec assembled_by_a_program() {
  CellSpec cell;
  cell.format = Word("1"), cell.title = Word("built");
  cell.area = 1e-4, cell.pressure = 2e5, cell.temperature = 298.15, cell.nominal_capacity = 130 * 3600.0;
  cell.limits = LimitsSpec{{}, 2.5, 4.15};
  MaterialSpec metal, electrolyte, active, carbon;
  for (MaterialSpec* m : {&metal, &electrolyte, &active, &carbon}) m->format = Word("1");
  metal.kind = Word("metal"), metal.formula = Word("Na"), metal.density = 968.0;
  electrolyte.kind = Word("electrolyte"), electrolyte.density = 1100.0, electrolyte.conductivity.number.value = 0.12;
  carbon.kind = Word("additive"), carbon.density = 1900.0;
  active.kind = Word("active"), active.formula = Word("Na3(VOPO4)2F"), active.density = 3160.0;
  active.exchanged_ions = 2.0;
  active.diffusivity.number.value = 1e-15;
  active.kinetics.exchange_current_density.number.value = 0.7;
  OpenCircuitVoltageSpec ocv;
  ocv.galleries = {{{}, 0.5, 3.6, 0.5}, {{}, 0.5, 4.0, 0.5}};
  ocv.empty = 5.0, ocv.full = 2.0;
  active.open_circuit_voltage = ocv;
  cell.materials = {{"sodium", metal}, {"se", electrolyte}, {"host", active}, {"carbon", carbon}};
  ElectrodeSpec negative, positive;
  negative.metal = Word("sodium"), negative.thickness = 1e-4;
  negative.kinetics.exchange_current_density.number.value = 8.3;
  positive.composition = CompositionSpec{{}, {{"host", 0.7}, {"se", 0.2}, {"carbon", 0.1}}};
  positive.active_loading = 1.24e-2, positive.porosity = 0.15;
  positive.ion_path = IonPathSpec{{}, 2.0, {}, {}, {}};
  positive.electron_path.emplace().effective_conductivity.number.value = 10.0;
  positive.particles = {{{}, 2.5e-6, 1.0, {}, {}}};
  cell.negative = negative, cell.positive = positive;
  SeparatorSpec separator;
  separator.electrolyte = Word("se"), separator.thickness = 6e-4;
  cell.separator = separator;
  complete(cell);
  return cell;
}

TEST(CellSpec, OfAProgramIsThatOfItsText) {
  const CellSpec spec = assembled_by_a_program();
  const InputNode written = parse_yaml(write_yaml(write_cell_spec(spec)), "written");
  ParameterList log;
  const CellSpec read = read_cell_spec(InputReader(written, "", &log));
  EXPECT_EQ(numbers(spec), numbers(read));
  const CellParameters cell = close(spec);
  EXPECT_NEAR(cell.composite().thickness, 1.24e-2 / 0.7 / 0.85 * (0.7 / 3160 + 0.2 / 1100 + 0.1 / 1900), 1e-18);
  EXPECT_EQ(cell.composite().contact, 1);  // by default
  EXPECT_EQ(cell.flat(Side::negative).kinetics.alpha_a, 0.5);
  const auto contact = std::ranges::find_if(log, [](const auto& p) { return p.key == "cell.positive.contact"; });
  ASSERT_NE(contact, log.end());
  EXPECT_EQ(contact->status, "default");
}

TEST(CellSpec, OfAProgramIsRefusedAsThatOfAFile) {
  const auto refused = [](const auto& change) {
    CellSpec spec = assembled_by_a_program();
    change(spec);
    try {
      close(spec);
    } catch (const InputError& error) {
      return std::vector<std::string>{error.key(), error.value(), error.expected()};
    }
    return std::vector<std::string>{};
  };
  using Fields = std::vector<std::string>;
  EXPECT_EQ(refused([](CellSpec&) {}), Fields{});
  EXPECT_EQ(refused([](CellSpec& s) { s.positive->porosity = 1.2; }),
            (Fields{"cell.positive.porosity", "1.2", "a number, 0 <= value < 1"}));
  EXPECT_EQ(refused([](CellSpec& s) { s.area = Quantity(); }),
            (Fields{"cell.area", "", "a quantity in m2, 0 < value"}));
  EXPECT_EQ(refused([](CellSpec& s) { s.materials[2].second.exchanged_ions = Quantity(); }),
            (Fields{"materials.host.exchanged_ions", "", "a number, 0 < value"}));
  EXPECT_EQ(refused([](CellSpec& s) { s.positive->particles[0].share = 1.5; }),
            (Fields{"cell.positive.particles.0.share", "1.5", "a number, 0 < value <= 1"}));
  EXPECT_EQ(refused([](CellSpec& s) { s.positive->composition->fractions[0].second = 0.6; })[2],
            "expected weight fractions that sum to 100 %, not 90 %");
  EXPECT_EQ(refused([](CellSpec& s) { s.positive->thickness = 5e-5; })[0], "cell.positive.thickness");
  EXPECT_EQ(refused([](CellSpec& s) { s.negative->metal = Word("se"); }),
            (Fields{"cell.negative.metal", "se", "the name of a metal"}));
  EXPECT_EQ(refused([](CellSpec& s) { s.negative->metal = Word("lithium"); })[0], "materials.lithium");
  EXPECT_EQ(refused([](CellSpec& s) { s.negative->blocking = Word("gold"); })[0], "cell.negative.metal");
  EXPECT_EQ(refused([](CellSpec& s) { s.materials[0].second.kind = Word("wood"); })[1], "wood");
  EXPECT_EQ(refused([](CellSpec& s) { s.negative.reset(); })[0], "cell.negative");
}

TEST(FindQuantity, FindsEveryQuantityThatIsReadByItsKey) {
  for (const char* text : {test::stated_solid, test::stated_liquid}) {
    const ResolvedInput input = resolve_text(text, "cell.yaml", {});
    ParameterList log;
    CellSpec spec = read_cell_spec(InputReader(input.tree, "", &log));
    ASSERT_GE(log.size(), 50u);
    for (const ReadParameter& p : log) {
      const auto found = find_quantity(spec, p.key);
      ASSERT_TRUE(found) << p.key;
      EXPECT_EQ(**found->entry, p.value) << p.key;
      EXPECT_EQ(found->row.unit, p.unit) << p.key;
    }
  }
  CellSpec spec = assembled_by_a_program();
  for (const char* key :
       {"", "cell", "cell.", "cell.positive", "cell.positive.particles", "cell.positive.particles.1.radius",
        "cell.positive.particles.0", "cell.positive.prosity", "materials", "materials.none.density", "area"})
    EXPECT_FALSE(find_quantity(spec, key)) << key;
  EXPECT_TRUE(find_quantity(spec, "cell.positive.thickness"));  // though it is not stated
}

TEST(FindQuantity, AChangedQuantityIsWhatTheSameTextMakes) {
  const std::string key = "cell.positive.active_loading", text = "2.5 mg/cm2";
  RunSpec spec = read_run_spec(resolve_text(test::stated_solid, "cell.yaml", {}), nullptr);
  const auto found = find_quantity(spec, key);
  ASSERT_TRUE(found);
  *found->entry = UnitConversion("mg/cm2", found->row.unit)(2.5);
  const CellParameters changed = close(spec).cell;
  const CellParameters set = test::read_stated(test::stated_solid, {key + "=" + text}).cell;
  EXPECT_EQ(changed.composite().thickness, set.composite().thickness);
  EXPECT_EQ(changed.composite().electrolyte_loading, set.composite().electrolyte_loading);
}

}  // namespace
}  // namespace closo
