// Composites of several active materials, and of one without electrolyte, as they are read.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "formats/yaml/run_input.hpp"
#include "io/yaml_input.hpp"
#include "models/coefficients.hpp"
#include "tests/error_of.hpp"

namespace closo {
namespace {

const std::filesystem::path blend_of = CLOSO_SOURCE_DIR "/params/cells/asakura2020_swagelok.yaml";

CellParameters blended(const std::vector<std::string>& overrides) {
  return read_cell_parameters(resolve_file(blend_of, overrides), nullptr);
}

std::string blending_error(const std::vector<std::string>& overrides) {
  return test::error_of([&] { blended(overrides); });
}

/// The cell with a second active material, of which the first one gives up some weight.
std::vector<std::string> blend(std::vector<std::string> more) {
  const std::string other =
      "materials.other={closo: 1, material: active, molar_mass: 100 g/mol, density: 4 g/cm3, exchanged_ions: 1, "
      "open_circuit_voltage: {galleries: [{fraction: 1, potential: 3.7 V, width: 2}], empty: 4.9 V, full: 2 V}, "
      "diffusivity: 1e-15 m2/s, exchange_current_density: 1 A/m2}";
  std::vector<std::string> overrides{
      other, "as_assembled.stoichiometry=0.9",
      "positive.composition={nvopf: 50 wt%, other: 20 wt%, na4_cb11h12_2_b12h12: 20 wt%, super_c65: 10 wt%}",
      "positive.particles=[{material: nvopf, radius: 0.3 um, share: 1}, {material: other, shape: rod, radius: 1 "
      "um, share: 1}]"};
  overrides.insert(overrides.end(), more.begin(), more.end());
  return overrides;
}

TEST(CellBlend, HasTheParticlesOfEachMaterial) {
  const CellParameters cell = blended(blend({}));
  const Composite& p = cell.composite();
  ASSERT_EQ(p.actives.size(), 2u);
  EXPECT_NEAR(p.active_weight_fraction, 0.7, 1e-15);
  EXPECT_NEAR(p.actives[1].share, 2.0 / 7, 1e-15);
  const double per_mass = 5.0 / 7 * p.actives[0].material.theoretical_capacity() + 2.0 / 7 * 96485.33212 / 0.1;
  EXPECT_NEAR(p.theoretical_capacity() / per_mass, 1, 1e-9);
  const CompositeCoefficients c = coefficients_of(cell).composite();
  EXPECT_NEAR(c.exchange_charge / (p.contact * per_mass * p.active_loading), 1, 1e-9);
  const double solids = (1 - p.porosity) / p.specific_volume();
  EXPECT_NEAR(c.particles[1].a / (p.contact * solids * 0.2 / 4000 * 2 / 1e-6), 1, 1e-9);
  EXPECT_EQ(p.particles[1].shape, Shape::rod);
}

TEST(CellBlend, SaysWhatItLacks) {
  const struct {
    std::vector<std::string> overrides;
    const char* text;
  } bad[] = {
      {{"positive.particles=[{radius: 0.3 um, share: 1}]"}, "positive.particles.0.material"},
      {{"positive.particles=[{material: super_c65, radius: 0.3 um, share: 1}]"}, "one of 'nvopf', 'other'"},
      {{"positive.particles=[{material: other, radius: 0.3 um, share: 1}]"}, "shares of the particles of 'nvopf'"},
      {{"positive.particles={distribution: log-normal, median_radius: 0.3 um, width: 0.3, classes: 3}"}, "is a blend"},
      {{"positive.charge_transfer_resistance=10 ohm cm2"}, "each of its active materials"},
  };
  for (const auto& [overrides, text] : bad)
    EXPECT_NE(blending_error(blend(overrides)).find(text), std::string::npos) << blending_error(blend(overrides));
}

/// The cell without what a dense film has not.
CellParameters dense(const std::vector<std::string>& overrides) {
  ResolvedInput input = resolve_file(blend_of, overrides);
  InputNode* positive = input.tree.find("cell")->find("positive");
  for (const char* key : {"porosity", "ion_path", "particles"})
    EXPECT_EQ(std::erase_if(positive->children, [&](const auto& entry) { return entry.first == key; }), 1u);
  return read_cell_parameters(input, nullptr);
}

TEST(CellDenseFilm, IsAnActiveMaterialWithoutElectrolyte) {
  const std::string composition = "positive.composition={nvopf: 100 wt%}";
  const CellParameters cell = dense({composition, "positive.active_loading=1 mg/cm2"});
  const Composite& p = cell.composite();
  EXPECT_TRUE(p.dense);
  EXPECT_NEAR(p.thickness, 1e-2 / p.active().density, 1e-12);
  ASSERT_EQ(p.particles.size(), 1u);
  EXPECT_EQ(p.particles[0].radius, p.thickness);
  EXPECT_EQ(p.particles[0].shape, Shape::plate);
  const std::string error = test::error_of([&] {
    dense({composition, "positive.active_loading=1 mg/cm2", "positive.thickness=1 um"});
  });
  EXPECT_NE(error.find("at least"), std::string::npos) << error;
}

}  // namespace
}  // namespace closo
