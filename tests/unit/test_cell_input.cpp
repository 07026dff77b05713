// Cells and runs as they are read from the shipped files, overridden and written again.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "formats/yaml/run_input.hpp"
#include "io/yaml_input.hpp"
#include "models/coefficients.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

const std::filesystem::path cell_file = CLOSO_SOURCE_DIR "/params/cells/asakura2020_swagelok.yaml";
const std::filesystem::path run_file = CLOSO_SOURCE_DIR "/examples/01_first_cycle/run.yaml";

CellParameters cell_with(const std::vector<std::string>& overrides) {
  return read_cell_parameters(resolve_file(cell_file, overrides), nullptr);
}

/// The cell without one key of its positive electrode.
CellParameters cell_without(const std::string& key, const std::vector<std::string>& overrides) {
  ResolvedInput input = resolve_file(cell_file, overrides);
  InputNode* positive = input.tree.find("cell")->find("positive");
  EXPECT_EQ(std::erase_if(positive->children, [&](const auto& entry) { return entry.first == key; }), 1u);
  return read_cell_parameters(input, nullptr);
}

std::string error_of(const std::vector<std::string>& overrides) {
  return test::error_of([&] { cell_with(overrides); });
}

TEST(CellGeometry, TwoOfLoadingPorosityAndThicknessGiveTheThird) {
  const Composite p = cell_with({}).composite();
  EXPECT_NEAR(p.active_loading, 1.24e-2, 1e-15);
  EXPECT_NEAR(p.porosity, 0.15, 1e-15);
  // 1.24 mg/cm2 over 70 wt% is 1.771 mg/cm2 of composite, of 2.193 g/cm3 without pores: 9.502 um with 15 % of them.
  EXPECT_NEAR(p.thickness, 9.502e-6, 0.01e-6);
  // From here on exact, to the 15 digits of the texts.
  const std::string thickness = fmt::format("positive.thickness={:.17g} m", p.thickness);
  EXPECT_NEAR(cell_without("porosity", {thickness}).composite().porosity, p.porosity, 1e-12);
  EXPECT_NEAR(cell_without("active_loading", {thickness}).composite().active_loading / p.active_loading, 1, 1e-12);
}

TEST(CellSeparator, LayersAddUpToTheirResistance) {
  const std::string se = "{electrolyte: na4_cb11h12_2_b12h12, thickness: ";
  const CellParameters one = cell_with({}),
                       two = cell_with({"separator={layers: [" + se + "0.2 mm}, " + se + "400 um}]}"});
  EXPECT_EQ(two.separator.layers.size(), 2u);
  EXPECT_NEAR(two.separator.thickness(), one.separator.thickness(), 1e-18);
  EXPECT_NEAR(coefficients_of(two).R_separator / coefficients_of(one).R_separator, 1, 1e-14);
  CellParameters mixed = two;
  mixed.separator.layers[0].electrolyte.conductivity.value /= 3;
  EXPECT_NEAR(coefficients_of(mixed).R_separator / coefficients_of(one).R_separator, 5.0 / 3, 1e-14);
  EXPECT_TRUE(test::contains(error_of({"separator={layers: []}"}), "separator.layers"));
  EXPECT_TRUE(
      test::contains(error_of({"separator={layers: [" + se + "1 um}], thickness: 1 um}"}), "separator.thickness"));
  EXPECT_TRUE(
      test::contains(error_of({"separator={layers: [{electrolyte: sodium, thickness: 1 um}]}"}), "electrolyte"));
}

TEST(CellGeometry, AcceptsAllThreeWhenTheyAgreeAndRefusesAContradiction) {
  const double thickness = cell_with({}).composite().thickness;
  const auto all_three = [](double t) { return fmt::format("positive.thickness={:.17g} m", t); };
  EXPECT_NEAR(cell_with({all_three(thickness)}).composite().thickness, thickness, 1e-18);
  for (const double factor : {0.98, 1.02}) {
    const std::string error = error_of({all_three(factor * thickness)});
    EXPECT_TRUE(test::contains(error, "positive.thickness") && test::contains(error, "9.502 um")) << error;
  }
}

TEST(CellGeometry, RefusesAThicknessBelowThatOfTheSolids) {
  EXPECT_THROW(cell_without("porosity", {"positive.thickness=8 um"}), InputError);
  EXPECT_NEAR(cell_without("porosity", {"positive.thickness=8.1 um"}).composite().porosity, 0.0028, 0.001);
}

TEST(CellGeometry, AsksForTheSecondOfThem) {
  try {
    cell_without("porosity", {});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_TRUE(test::contains(error.what(), "positive.porosity")) << error.what();
  }
}

TEST(CellComposition, DensityFollowsFromTheLattice) {
  // 2 x 411.790 g/mol over N_A x 6.38^2 x 10.63 cubic angstrom.
  EXPECT_NEAR(cell_with({}).composite().active().density, 3160.7, 0.5);
  EXPECT_NEAR(cell_with({}).composite().active().molar_mass, 0.411790, 1e-9);
}

TEST(CellComposition, VolumeFractionsOfTheDenseComposite) {
  const Coefficients c = coefficients_of(cell_with({"positive.porosity=0 %"}));
  EXPECT_NEAR(c.composite().eps_active, 0.486, 1e-3);
  EXPECT_NEAR(c.composite().eps_electrolyte, 0.399, 1e-3);
  EXPECT_NEAR(c.composite().eps_additives, 0.115, 1e-3);
  EXPECT_NEAR(c.composite().eps_active + c.composite().eps_electrolyte + c.composite().eps_additives, 1, 1e-14);
  const Coefficients porous = coefficients_of(cell_with({"positive.porosity=15 %"}));
  EXPECT_NEAR(porous.composite().eps_electrolyte, 0.85 * c.composite().eps_electrolyte, 1e-14);
}

TEST(CellComposition, FractionsThatDoNotSumToOneAreRefusedWithTheirSum) {
  EXPECT_TRUE(test::contains(
      error_of({"positive.composition={nvopf: 70 wt%, na4_cb11h12_2_b12h12: 15 wt%, super_c65: 10 wt%}"}),
      "weight fractions that sum to 100 %, not 95 %"))
      << error_of({"positive.composition={nvopf: 70 wt%, na4_cb11h12_2_b12h12: 15 wt%, super_c65: 10 wt%}"});
}

TEST(CellContact, FollowsThePressureUnderWhichTheCellIsAssembled) {
  const std::string contact = "positive.contact=83.7 %",
                    law = "positive.contact_pressure={reference: 0.2 MPa, exponent: 0.41}";
  EXPECT_NEAR(cell_with({contact, law}).composite().contact, 0.837, 1e-12);  // at the pressure where it is stated
  const double odds = 0.837 / 0.163 * std::pow(16, 0.41);
  EXPECT_NEAR(cell_with({contact, law, "pressure=3.2 MPa"}).composite().contact, odds / (1 + odds), 1e-12);
  EXPECT_NEAR(cell_with({contact, "pressure=3.2 MPa"}).composite().contact, 0.837, 1e-12);  // without a law
  EXPECT_TRUE(test::contains(error_of({"pressure=0 MPa"}), "cell.pressure"));
}

/// R T / F over i_0 (alpha_a + alpha_c): what impedance reads, in the place of the exchange-current density.
TEST(CellKinetics, AreThoseOfAChargeTransferResistance) {
  const double RT_F = gas_constant * 298.15 / faraday;
  ResolvedInput input = resolve_file(cell_file, {"negative.charge_transfer_resistance=31 ohm cm2"});
  InputNode* negative = input.tree.find("cell")->find("negative");
  std::erase_if(negative->children, [&](const auto& entry) { return entry.first == "exchange_current_density"; });
  CellParameters c = read_cell_parameters(input, nullptr);
  const Kinetics& metal = c.flat(Side::negative).kinetics;
  EXPECT_NEAR(metal.exchange_current_density.at(298.15), RT_F / (31e-4 * (metal.alpha_a + metal.alpha_c)), 1e-9);
  EXPECT_TRUE(test::contains(error_of({"negative.charge_transfer_resistance=31 ohm cm2"}),
                             "the exchange-current density is stated beside it"));

  const std::string stated = "{value: 80 ohm cm2, activation_energy: 0.4 eV, reference_temperature: 40 degC}";
  c = cell_with({"positive.charge_transfer_resistance=" + stated});
  const Coefficients k = coefficients_of(c, 313.15, c.pressure);
  const Kinetics& particles = c.composite().active().kinetics;
  double area = 0;
  for (const ParticleCoefficients& p : k.composite().particles) area += p.a * c.composite().thickness;
  EXPECT_NEAR(1 / (k.f * k.composite().particles[0].i_ref * (particles.alpha_a + particles.alpha_c) * area), 80e-4,
              1e-12);
  EXPECT_NEAR(coefficients_of(c, 300, c.pressure).composite().particles[0].i_ref / k.composite().particles[0].i_ref,
              std::exp(0.4 * 96485.33212 / gas_constant * (1 / 313.15 - 1 / 300.0)), 1e-9);
}

/// 90 mg on 1.23 cm2, as dense as its crystal.
TEST(CellSeparator, HasTheThicknessOfItsMass) {
  const CellParameters c = cell_with({"separator={electrolyte: na4_cb11h12_2_b12h12, loading: 73.2 mg/cm2}"});
  const Separator::Layer& layer = c.separator.layers.front();
  EXPECT_NEAR(layer.thickness, 0.732 / layer.electrolyte.density, 1e-12);
  EXPECT_NEAR(layer.loading, 0.732, 1e-12);
  EXPECT_TRUE(test::contains(error_of({"separator={electrolyte: na4_cb11h12_2_b12h12}"}), "cell.separator.thickness"));
}

/// A number is the growth per equivalent cycle of earlier files: that with the charge of two nominal capacities.
TEST(CellInterface, GrowsWithChargeAndTimeOrAsInEarlierFiles) {
  const CellParameters earlier = cell_with({"negative.interface.growth=7.3 ohm cm2"});
  EXPECT_NEAR(earlier.flat(Side::negative).interface->growth->per_cycle, 7.3e-4, 1e-15);
  const CellParameters c = cell_with({"negative.interface.growth={with_charge: 4 ohm cm2, with_time: 3 ohm cm2}"});
  EXPECT_NEAR(c.flat(Side::negative).interface->growth->with_charge, 4e-4, 1e-15);
  EXPECT_NEAR(c.flat(Side::negative).interface->growth->with_time.value, 3e-4, 1e-15);
  EXPECT_FALSE(cell_with({"negative.interface.growth=0 ohm cm2"}).flat(Side::negative).interface->growth);
}

TEST(CellOptions, AreReadInTheirUnits) {
  const CellParameters c = cell_with({"heat={capacity: 20 J/K, transfer: 50 mW/K}",
                                      "materials.na4_cb11h12_2_b12h12.electronic_conductivity=1e-9 S/cm"});
  EXPECT_NEAR(c.heat->capacity, 20, 1e-12);
  EXPECT_NEAR(c.heat->transfer, 0.05, 1e-12);
  EXPECT_NEAR(coefficients_of(c).electronic_conductance, 1e-7 / 600e-6, 1e-15);
  const Voids& voids = *c.flat(Side::negative).interface->voids;
  EXPECT_NEAR(voids.critical_current.value, 0.5, 1e-12);
  EXPECT_NEAR(voids.critical_current_per_pressure, 9.5e-6, 1e-17);
  EXPECT_FALSE(voids.stop);
  // 0.05 mA/cm2 and 0.95 mA/cm2 per MPa, under 0.2 MPa
  EXPECT_NEAR(coefficients_of(c).flat(Side::negative).critical_current, 10 * (0.05 + 0.95 * 0.2), 1e-9);
}

TEST(CellOptions, RefuseWhatMakesNoSense) {
  const std::string voids = "negative.interface.voids.";
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
           {"heat", "{capacity: 0 J/K, transfer: 1 W/K}"},
           {"heat", "{capacity: 1 J/K}"},
           {"heat", "{capacity: 1 J, transfer: 1 W/K}"},
           {voids + "depth", "0 um"},
           {voids + "critical_current", "0 mA/cm2"},
           {voids + "critical_current_per_pressure", "1 mA/MPa"},
           {voids + "creep_exponent", "5"},
           {voids + "at_critical_current", "explode"},
           {"positive.contact_pressure", "{reference: 0 MPa, exponent: 0.4}"},
           {"positive.contact_pressure", "{reference: 1 MPa, exponent: -1}"},
           {"positive.film.reactions.0.conductivity", "0 S/cm"},
           {"positive.film.reactions.0.charge", "14.7 mAh/g"},
           {"positive.film.electrolyte_molar_volume", "400 cm3/mol"},
           {"materials.na4_cb11h12_2_b12h12.electronic_conductivity", "-1 S/cm"}})
    EXPECT_TRUE(test::contains(error_of({key + "=" + value}), key))
        << key << " = " << value << ": " << error_of({key + "=" + value});
}

TEST(CellOptions, OfParticlesThatSwellAskForVolumesAndALawOfConduction) {
  const std::string key = "positive.swelling", swells = key + "={into_thickness: 50 %}",
                    volume = "materials.nvopf.relative_volume={expression: {formula: 0.978 + 0.022 * y}}";
  EXPECT_EQ(error_of({volume, swells}), "no error");
  EXPECT_TRUE(test::contains(error_of({swells}), "states no 'relative_volume'")) << error_of({swells});
  EXPECT_TRUE(test::contains(error_of({"materials.nvopf.relative_volume=1.1"}), "a curve of stoichiometry"));
  EXPECT_TRUE(test::contains(error_of({volume, key + "={into_thickness: 120 %}"}), key + ".into_thickness"));
  const std::string number = error_of({volume, swells, "positive.ion_path={effective_conductivity: 0.01 S/m}"});
  EXPECT_TRUE(test::contains(number, "'ion_path' with 'bruggeman'")) << number;
}

TEST(CellOptions, LetAFilmConsumeNoMoreElectrolyteThanThereIsAndAskForALawOfConduction) {
  const std::string key = "positive.film.electrolyte_molar_volume", all = "157.5";
  EXPECT_EQ(error_of({key + "=" + all + " cm3/mol"}), "no error");
  EXPECT_TRUE(test::contains(error_of({key + "=315 cm3/mol"}), "at most 0.5"));
  const std::string number = error_of({"positive.ion_path={effective_conductivity: 0.01 S/m}"});
  EXPECT_TRUE(test::contains(number, key)) << number;
  EXPECT_TRUE(test::contains(number, "'ion_path' with 'bruggeman'")) << number;
  EXPECT_EQ(error_of({"positive.ion_path={tortuosity_factor: 4}"}), "no error");
}

TEST(CellHysteresis, OfOneCurveHasAGap) {
  const std::string key = "materials.nvopf.open_circuit_voltage.";
  const Hysteresis stated = *cell_with({key + "gap=25 mV", key + "transition=5 %", key + "start=charge"})
                                 .composite()
                                 .active()
                                 .open_circuit_voltage.hysteresis;
  EXPECT_NEAR(stated.gap, 0.025, 1e-15);
  EXPECT_NEAR(stated.transition, 0.05, 1e-15);
  EXPECT_EQ(stated.start, 1);
  EXPECT_TRUE(test::contains(error_of({key + "gap=-1 mV"}), "gap"));
}

TEST(CellHysteresis, HasTwoBranchesWithTheirTransition) {
  const std::string key = "materials.nvopf.open_circuit_voltage";
  const std::string branch =
      "{galleries: [{fraction: 0.5, potential: %, width: 1}, {fraction: 0.5, potential: 3 V, width: 1}], empty: 5 V, "
      "full: 2 V}";
  const auto at = [&](const char* V) { return std::string(branch).replace(branch.find('%'), 1, V); };
  const std::string both = "charge: " + at("3.9 V") + ", discharge: " + at("3.8 V");
  const OpenCircuitVoltageData data =
      cell_with({key + "={" + both + ", transition: 5 %, start: discharge}"}).composite().active().open_circuit_voltage;
  EXPECT_NEAR(data.galleries.front().potential, 3.8, 1e-12);
  EXPECT_NEAR(data.hysteresis->charge.galleries.front().potential, 3.9, 1e-12);
  EXPECT_NEAR(data.hysteresis->transition, 0.05, 1e-12);
  EXPECT_EQ(data.hysteresis->start, -1);
  EXPECT_TRUE(test::contains(error_of({key + "={" + both + ", start: discharge}"}), "transition"));
  EXPECT_TRUE(
      test::contains(error_of({key + "={discharge: " + at("3.8 V") + ", transition: 5 %, start: charge}"}), "charge"));
  EXPECT_TRUE(test::contains(error_of({key + "={" + both + ", transition: 5 %, start: rest}"}), "start"));
}

TEST(CellInput, RefusesValuesOutOfRangeNamingTheKey) {
  const struct {
    const char *override, *key;
  } wrong[] = {
      {"positive.porosity=1.2", "positive.porosity"},
      {"positive.composition.nvopf=60 wt%", "positive.composition"},
      {"limits.upper=2.4 V", "limits.upper"},
      {"temperature=-60 degC", "temperature"},
      {"positive.particles.0.share=90 %", "positive.particles"},
      {"separator.electrolyte=sodium", "separator.electrolyte"},
      {"positive.ion_path.tortuosity_factor=3", "positive.ion_path"},
      {"positive.prosity=10 %", "prosity"},
  };
  for (const auto& [override, key] : wrong)
    EXPECT_TRUE(test::contains(error_of({override}), key)) << error_of({override});
}

TEST(CellInput, AnOverrideIsLoggedAsSetByTheUser) {
  ParameterList log;
  read_cell_parameters(resolve_file(cell_file, {"area=2 cm2"}), &log);
  const auto area = std::find_if(log.begin(), log.end(), [](const auto& p) { return p.key == "cell.area"; });
  ASSERT_NE(area, log.end());
  EXPECT_DOUBLE_EQ(area->value, 2e-4);
  EXPECT_EQ(area->status, "set");
}

TEST(ResolvedInput, NamesEveryFileThatWasRead) {
  const auto names = [](const std::filesystem::path& file) {
    std::set<std::string> found;
    for (const auto& path : resolve_file(file, {}).files) found.insert(path.filename().string());
    return found;
  };
  const std::filesystem::path materials = CLOSO_SOURCE_DIR "/params/materials";
  EXPECT_TRUE(names(materials / "nvpf.yaml").contains("nvpf.yaml"));
  EXPECT_GT(names(materials / "nvpf.yaml").size(), 1u);  // and its tables
  EXPECT_EQ(names(materials / "nvopf.yaml"), std::set<std::string>{"nvopf.yaml"});
  for (const char* name : {"run.yaml", "asakura2020_swagelok.yaml", "nvopf.yaml"})
    EXPECT_TRUE(names(run_file).contains(name)) << name;
}

TEST(ResolvedInput, ATableThatIsMissingIsNamedByItsKey) {
  const test::TestFolder folder;
  const std::filesystem::path file = folder / "table.yaml";
  std::ofstream(file) << "closo: 1\nmaterial: active\ntitle: x\nopen_circuit_voltage:\n  table: none.csv\n";
  EXPECT_EQ(
      test::error_of([&] { resolve_file(file, {}); }),
      file.string() + ":5: open_circuit_voltage.table: found 'none.csv', expected a CSV file (relative to this file)");
}

TEST(RunInput, WrittenAndReadAgainIsTheSameRun) {
  const std::vector<std::string> overrides{"temperature=40 degC", "tolerance=3e-5", "start.stoichiometry=0.9"};
  const ResolvedInput first = resolve_file(run_file, overrides);
  const ResolvedInput second = resolve_text(write_yaml(first.tree), "run.h5", {});
  ParameterList log, log_again;
  const RunInput run = read_run(first, &log), again = read_run(second, &log_again);
  ASSERT_EQ(log.size(), log_again.size());
  ASSERT_GT(log.size(), 50u);
  for (std::size_t k = 0; k < log.size(); ++k) {
    EXPECT_EQ(log[k].key, log_again[k].key);
    EXPECT_EQ(log[k].value, log_again[k].value) << log[k].key;
    EXPECT_EQ(log[k].status, log_again[k].status) << log[k].key;
    EXPECT_EQ(log[k].source, log_again[k].source) << log[k].key;
  }
  EXPECT_EQ(again.title, "First cycles of the reference cell");
  EXPECT_NEAR(again.cell.temperature, 313.15, 1e-12);
  EXPECT_EQ(again.settings.tolerance, 3e-5);
  EXPECT_EQ(again.settings.start_stoichiometry, 0.9);
  EXPECT_EQ(again.settings.mesh.n_x, run.settings.mesh.n_x);
  EXPECT_EQ(again.settings.sampling.profile_charge, 0.2);
  ASSERT_EQ(again.settings.protocol.size(), 4u);
  EXPECT_TRUE(again.settings.protocol == run.settings.protocol);
  EXPECT_EQ(print(std::get<ProtocolStep>(again.settings.protocol[1].content)), "Discharge at C/10 until 2.5 V");
}

// The sister compound brings tables, whose rows must travel with the text.
TEST(RunInput, WrittenTablesNeedNoFilesWhenReadAgain) {
  ResolvedInput cell = resolve_text(R"(
closo: 1
title: tables
cell: )" + cell_file.string() + "\nmaterials: {nvopf: {}}\nprotocol: []\n",
                                    "x.yaml", {});
  *cell.tree.find("materials")->find("nvopf") = resolve_file(CLOSO_SOURCE_DIR "/params/materials/nvpf.yaml", {}).tree;
  const CellParameters first = read_cell_parameters(cell, nullptr);
  const CellParameters second = read_cell_parameters(resolve_text(write_yaml(cell.tree), "elsewhere", {}), nullptr);
  ASSERT_TRUE(second.composite().active().open_circuit_voltage.table.has_value());
  for (const double y : {0.2, 0.5, 0.9})
    EXPECT_EQ(first.composite().active().open_circuit_voltage.table->at(y).value,
              second.composite().active().open_circuit_voltage.table->at(y).value);
}

TEST(RunInput, AWrongStepIsRefusedWithItsLineAndCharacter) {
  try {
    read_run(resolve_file(run_file, {"protocol.1=Discharge at C/10 until 10 uA"}), nullptr);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_TRUE(test::contains(error.what(), "protocol.1") && test::contains(error.what(), "at character 25"))
        << error.what();
  }
}

}  // namespace
}  // namespace closo
