// Particles that swell: the law, and a cell that was assembled as thick as another one has become.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

const Column& thickness_change() {
  return *std::ranges::find_if(columns().series, [](const Column& c) { return c.name == "thickness_change"; });
}
const FieldColumn& porosity_column() {
  return *std::ranges::find_if(columns().profiles, [](const FieldColumn& c) { return c.name == "porosity"; });
}

/// Of a blend at rest, where each material has a stoichiometry of its own.
TEST(Swelling, IsSharedByThicknessAndPores) {
  CellParameters c = test::simple_cell();
  test::blend(c.composite());
  c.composite().contact = 0.8;
  test::swell(c.composite(), 0.35);
  Cell cell(c, {3, 6, 2});
  const Composite& p = c.composite();
  for (const double y : {0.1, 0.5, 0.9}) {
    const ArrayXd state = cell.resting_state(y);
    const Fields<const double> s = Fields<const double>(cell.layout(), state.data()).of(0);
    double added = 0, volume = 0;
    for (const ActiveComponent& a : p.actives) {
      const auto number = static_cast<std::size_t>(&a - p.actives.data());
      const auto of_it = [number](const ParticleClass& k) { return k.active == number; };
      const auto first = std::ranges::find_if(p.particles, of_it) - p.particles.begin();
      const double own = s.y(first)(0, 0);
      added += 0.8 * p.active_fraction(a) * (a.material.relative_volume->shape(own).value - 1);
      volume += p.active_fraction(a);
    }
    ASSERT_GT(std::abs(added), 1e-3 * volume);
    const double stretch = 0.35 * added;
    EXPECT_NEAR(thickness_change().value(cell, state, {}) / (p.thickness * stretch), 1, 1e-12);
    EXPECT_NEAR(porosity_column().value(cell, state, {})(1), (p.porosity - 0.65 * added) / (1 + stretch), 1e-12);
    const CompositeCoefficients& k = cell.coefficients().composite(0);
    const CompositeElectrode& electrode = cell.composite(0);
    EXPECT_NEAR(cell.ions_at(state, 0).across() * k.kappa_eff / p.thickness,
                std::pow(1 + stretch, 1 + *p.ion_path.exponent()), 1e-12);
    EXPECT_NEAR(electrode.electrons_at(s, 298.15).resistance()(0) * k.sigma_eff / (p.thickness / 3), 1 + stretch,
                1e-12);
  }
}

/// Particles that have one volume at all stoichiometries, but another than weighed, make the cell one that was
/// assembled with this thickness.
TEST(Swelling, MakesTheCellThatWasAssembledSoThick) {
  for (const double volume : {0.8, 1.3}) {
    CellParameters swollen = test::simple_cell();
    Composite& p = swollen.composite();
    p.electron_conductivity.value = 0.01;
    p.contact = 0.7;
    p.active().relative_volume = test::by_stoichiometry(1, Eigen::Array4d::Constant(volume));
    p.swelling = Swelling{1};
    CellParameters thick = swollen;
    Composite& q = thick.composite();
    q.swelling = {};
    const double longer = 1 + 0.7 * p.active_fraction() * (volume - 1);
    q.thickness *= longer;
    q.porosity = 1 - (1 - q.porosity) / longer;
    const auto voltages = [](const CellParameters& parameters) {
      Cell cell(parameters, {8, 8, 2});
      RunSettings settings;
      settings.start_stoichiometry = 0.1, settings.tolerance = 1e-8;
      settings.protocol = test::protocol_of({"Discharge at 2C for 10 min", "Rest for 5 min", "Charge at 1C for 5 min"});
      test::Keeper keeper;
      EXPECT_TRUE(simulate(cell, settings, keeper).completed());
      std::vector<double> out;
      for (const StepResult& step : keeper.steps) out.push_back(step.energy), out.push_back(step.end_voltage);
      return out;
    };
    const std::vector<double> a = voltages(swollen), b = voltages(thick);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k], b[k], 1e-9 * std::abs(b[k])) << k;
    q.thickness /= longer;  // and not as it was
    EXPECT_GT(std::abs(voltages(thick)[1] - a[1]), 1e-4);
  }
}

TEST(Swelling, IsOfSecondOrderAcrossTheComposite) {
  CellParameters c = test::simple_cell();
  c.composite().active_loading = 8e-2;
  c.composite().thickness = 8e-2 / 0.7 * c.composite().specific_volume() / 0.9;
  c.composite().electrolyte_loading = 8e-2 * 2 / 7;
  test::swell(c.composite(), 1);
  const auto voltage = [&](Index n_x) {
    Cell cell(c, {n_x, 12, 2});
    return test::state_after(cell, cell.coefficients().one_c(), 0.2, 600, 1e-10)(cell.layout().V());
  };
  const double a = voltage(10), b = voltage(20), d = voltage(40);
  EXPECT_NEAR(test::observed_order(a - b, b - d), 2.0, 0.15);
}

}  // namespace
}  // namespace closo
