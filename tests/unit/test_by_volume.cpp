// A composite stated by volume is the one stated by weight, with masses or without.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cycler/simulate.hpp"
#include "models/coefficients.hpp"
#include "tests/cells.hpp"
#include "tests/error_of.hpp"
#include "tests/stated_cells.hpp"

namespace closo {
namespace {

using test::contains;
using test::error_of;
using test::read_stated;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::invalid_argument("no '" + from + "'");
  return text.replace(at, from.size(), to);
}

const std::string by_weight = replaced(test::stated_liquid, "[Rest for 1 s]", "[Discharge at 1C for 20 min]");

/// The same cell by volume, with all densities.
std::string by_volume() {
  const CellParameters cell = read_stated(by_weight.c_str()).cell;
  const Coefficients c = coefficients_of(cell);
  return replaced(
      replaced(by_weight, "composition: {active: 85 wt%, carbon: 15 wt%}\n    active_loading: 2.2 mg/cm2\n",
               fmt::format("volume_fractions: {{active: {}, carbon: {}}}\n    thickness: {} m\n",
                           c.composite().eps_active, c.composite().eps_additives, cell.composite().thickness)),
      "nominal_capacity: 100 mAh/g", fmt::format("nominal_capacity: {} Ah", c.one_c() * cell.area));
}

/// Without densities, and without the carbon, which takes no part.
std::string without_masses() {
  const double c_max = read_stated(by_weight.c_str()).cell.composite().active().site_concentration();
  std::string text = replaced(by_volume(), "molar_mass: 411 g/mol\n    density: 3.1 g/cm3\n    exchanged_ions: 2\n",
                              fmt::format("maximum_concentration: {} mol/m3\n", c_max));
  text = replaced(text, "    density: 1.2 g/cm3\n", "");
  text = replaced(text, ", density: 0.9 g/cm3}}", "}}");
  text = replaced(text, "  carbon: {closo: 1, material: additive, title: carbon, density: 2 g/cm3}\n", "");
  const std::size_t carbon = text.find(", carbon: ");
  return text.erase(carbon, text.find('}', carbon) - carbon);
}

double end_voltage(const std::string& text) {
  const RunInput run = read_stated(text.c_str());
  Cell cell(run.cell, run.settings.mesh);
  test::Keeper kept;
  simulate(cell, run.settings, kept);
  return kept.steps.back().end_voltage;
}

TEST(ByVolume, IsTheSameCellWithItsMasses) {
  const CellParameters a = read_stated(by_weight.c_str()).cell, b = read_stated(by_volume().c_str()).cell;
  EXPECT_TRUE(b.has_masses());
  const Composite &p = a.composite(), &q = b.composite();
  EXPECT_NEAR(q.active_loading, p.active_loading, 1e-14 * p.active_loading);
  EXPECT_NEAR(q.electrolyte_loading, p.electrolyte_loading, 1e-14);
  EXPECT_NEAR(q.active_weight_fraction, p.active_weight_fraction, 1e-14);
  EXPECT_NEAR(q.loading(), p.loading(), 1e-14);
  EXPECT_NEAR(b.nominal_capacity, a.nominal_capacity, 1e-10 * a.nominal_capacity);
  EXPECT_NEAR(end_voltage(by_volume()), end_voltage(by_weight), 1e-9);
}

TEST(ByVolume, NeedsNoDensities) {
  const CellParameters cell = read_stated(without_masses().c_str()).cell;
  EXPECT_FALSE(cell.has_masses());
  const Coefficients a = coefficients_of(read_stated(by_weight.c_str()).cell), b = coefficients_of(cell);
  EXPECT_NEAR(b.composite().eps_active, a.composite().eps_active, 1e-14);
  EXPECT_NEAR(b.composite().eps_additives, a.composite().eps_additives, 1e-14);
  EXPECT_NEAR(b.composite().particles[0].c_max, a.composite().particles[0].c_max,
              1e-10 * a.composite().particles[0].c_max);
  EXPECT_NEAR(b.one_c(), a.one_c(), 1e-12 * a.one_c());
  EXPECT_NEAR(b.composite().exchange_charge, a.composite().exchange_charge, 1e-12 * a.composite().exchange_charge);
  EXPECT_NEAR(end_voltage(without_masses()), end_voltage(by_weight), 1e-9);
}

TEST(ByVolume, RefusesWhatContradictsOrNeedsAMass) {
  const auto error = [](const std::string& text) { return error_of([&] { read_stated(text.c_str()); }); };
  const std::string volume = by_volume(), massless = without_masses();
  EXPECT_TRUE(contains(error(replaced(volume, "porosity: 45 %", "porosity: 60 %")), "at most 100 %"));
  EXPECT_TRUE(contains(error(replaced(volume, "    porosity: 45 %\n", "")), "cell.positive.porosity: missing"));
  EXPECT_TRUE(contains(error(replaced(volume, "    thickness: ", "    active_loading: 2 mg/cm2\n    thickness: ")),
                       "active_loading"));
  EXPECT_TRUE(
      contains(error(replaced(volume, "exchanged_ions: 2", "exchanged_ions: 2\n    maximum_concentration: 9 mol/m3")),
               "materials.active.maximum_concentration"));
  EXPECT_TRUE(contains(error(replaced(massless, "20 min]", "20 min, Charge until 100 mAh/g]")), "found"));
  EXPECT_TRUE(contains(error(replaced(massless, "Discharge at 1C", "Discharge at 10 mA/g")), "there is no mass"));
  EXPECT_TRUE(
      contains(error(replaced(by_weight, "    density: 1.2 g/cm3\n", "")), "materials.electrolyte.density: missing"));
  EXPECT_TRUE(
      contains(error(replaced(by_weight, ", density: 0.9 g/cm3}}", "}}")), "cell.separator.membrane.density: missing"));
  EXPECT_TRUE(contains(error(replaced(by_weight, "{effective_conductivity: 0.3 S/m}", "{transport_efficiency: 1.2}")),
                       "transport_efficiency"));
}

}  // namespace
}  // namespace closo
