// Voids at the metal against closed forms, and what they do to a cell.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

/// A cell under a pressure, whose metal interface is mostly a resistance, with voids that creep closes or not.
CellParameters cell_with_voids(double pressure, double creep) {
  CellParameters c = test::simple_cell();
  c.pressure = pressure;
  c.negative.interface_resistance = 5e-3;
  c.negative.interface = MetalInterface{1e6, 0, 0, test::voids(c.negative.metal)};
  c.negative.interface->voids->depth = 1e-8;
  c.negative.interface->voids->creep_rate.value *= creep;
  return c;
}

double voids_of(const Cell& cell, const ArrayXd& state) {
  return state(cell.layout().voids());
}

TEST(Voids, LeaveTheContactAtWhichCreepBalancesStripping) {
  CellParameters c = cell_with_voids(1e6, 1);
  c.negative.interface->voids->depth = 1e-9;
  Cell cell(c, {4, 8, 2});
  EXPECT_NEAR(cell.coefficients().negative.critical_current(), 1, 1e-12);
  for (const double i : {0.2, 0.5, 0.8}) {
    const ArrayXd state = test::state_after(cell, i, 0.1, 3600);
    EXPECT_NEAR(1 / (1 + voids_of(cell, state)), 1 - i, 1e-6);
    EXPECT_NEAR(cell.flat_interfaces().front().resistance({cell.layout(), state.data()}), 5e-3 / (1 - i), 1e-7);
  }
}

TEST(Voids, GrowWithTheChargeWithoutCreepAndAreFilledByPlating) {
  Cell cell(cell_with_voids(1e6, 1e-12), {4, 8, 2});
  const double i = 1, time = 600;
  ArrayXd state = test::state_after(cell, i, 0.1, time);
  const double expected = i * time * cell.parameters().negative.metal.thickness_per_charge() / 1e-8;
  EXPECT_NEAR(voids_of(cell, state), expected, 1e-7 * expected);
  cell.set_step({Control::Kind::current, -i}, {});
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), time);
  while (integrator.advance() == Advance::stepped) continue;
  const double left = voids_of(cell, integrator.state());
  EXPECT_GT(left, 0);
  EXPECT_LT(left, 0.06);  // what cannot be told from roughness
}

/// d(w)/dt = -c w / (1 + w), solved by  ln w + w = ln w_0 + w_0 - c t.
TEST(Voids, CloseAtRestByCreepAlone) {
  Cell cell(cell_with_voids(1e6, 1), {4, 8, 2});
  const double c = cell.coefficients().negative.void_closing, time = 30, start = 2;
  cell.set_step({Control::Kind::current, 0}, {});
  ArrayXd state = cell.resting_state(0.5);
  state(cell.layout().voids()) = start;
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), time);
  while (integrator.advance() == Advance::stepped) continue;
  const double w = voids_of(cell, integrator.state());
  EXPECT_LT(w, 1.9);
  EXPECT_NEAR(std::log(w) + w, std::log(start) + start - c * time, 1e-6);
}

TEST(Voids, CriticalCurrentFollowsThePowerLawOfCreepAndItsActivationEnergy) {
  CellParameters c = cell_with_voids(1e6, 1);
  const double before = coefficients_of(c).negative.critical_current();
  c.pressure = 3e6;
  EXPECT_NEAR(coefficients_of(c).negative.critical_current() / before, std::pow(3, 5), 1e-9);
  c.negative.interface->voids->creep_rate.activation_energy = 40e3;
  EXPECT_NEAR(coefficients_of(c, 320).negative.critical_current() / before / std::pow(3, 5),
              std::exp(40e3 / gas_constant * (1 / 298.15 - 1 / 320.0)), 1e-9);
}

TEST(Voids, AreToldAndStopAStepWhereTheUserWants) {
  for (const bool stop : {false, true}) {
    CellParameters c = cell_with_voids(1e6, 1);
    c.negative.interface->voids->depth = 1e-6;
    c.negative.interface->voids->stop = stop;
    Cell cell(c, {4, 8, 2});
    RunSettings settings;
    settings.start_stoichiometry = 0.2;
    settings.protocol = test::protocol_of({"Discharge at 1C until 3.4 V", "Discharge at C/100 for 1 h"});
    test::Keeper keeper;
    EXPECT_TRUE(simulate(cell, settings, keeper).completed());
    EXPECT_GT(keeper.steps[0].critical_share, 1);
    EXPECT_EQ(keeper.steps[0].charge == 0, stop) << keeper.steps[0].stop_reason;
    EXPECT_EQ(keeper.steps[0].stop_reason.find("critical current") != std::string::npos, stop);
    EXPECT_LT(keeper.steps[1].critical_share, 1);
    EXPECT_GT(keeper.steps[1].charge, 0);
  }
}

}  // namespace
}  // namespace closo
