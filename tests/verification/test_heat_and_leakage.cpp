// Heat, leakage and hysteresis of a cell against balances in closed form and their limits.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

/// A cell without overpotentials to speak of.
CellParameters reversible_cell(double capacity, double transfer) {
  CellParameters c = test::simple_cell();
  c.positive.particles = {{1e-9, 1.0}};
  c.positive.active.kinetics.exchange_current_density.value = 100;
  c.positive.electron_conductivity = 1e4;
  c.positive.ion_path = {ConductionPath::Kind::effective_conductivity, 1e4};
  c.separator.layers.front().electrolyte.conductivity.value = 1e4;
  c.negative.kinetics.exchange_current_density.value = 1e6;
  c.heat = HeatBalance{capacity, transfer};
  return c;
}

double temperature(const Cell& cell, const ArrayXd& state) {
  return state(cell.layout().temperature());
}

/// C dT = -T dU/dT i dt: the cell cools on discharge if its voltage rises with temperature.
TEST(Heat, OfEntropyCoolsAnAdiabaticCellExponentially) {
  CellParameters c = reversible_cell(0.01, 0);
  for (const double entropic : {4e-4, -4e-4}) {
    c.positive.active.open_circuit_voltage.entropic_coefficient = entropic;
    Cell cell(c, {3, 6, 2});
    const double i = 0.1, time = 12 * 3600;
    const double T = temperature(cell, test::state_after(cell, i, 0.0, time));
    const double expected = 298.15 * std::exp(-entropic * i * time * c.area / c.heat->capacity);
    EXPECT_GT(std::abs(expected - 298.15), 4);
    EXPECT_NEAR(T, expected, 2e-4 * std::abs(expected - 298.15));
  }
}

/// What the reactions give and the terminals do not take stays in an adiabatic cell: C (T - T_0) = integral of
/// (U - V) i dt, with U by a straight line.
TEST(Heat, OfResistanceStaysInAnAdiabaticCell) {
  CellParameters c = reversible_cell(0.02, 0);
  c.positive.contact_resistance = 0.02;
  c.separator.layers.front().electrolyte.conductivity.value = 0.05;
  Cell cell(c, {3, 6, 2});
  const double i = 20, time = 150;
  const double warmed = temperature(cell, test::state_after(cell, i, 0.1, time)) - 298.15;
  EXPECT_NEAR(warmed, i * i * (0.02 + cell.coefficients().R_separator) * time * c.area / c.heat->capacity,
              2e-4 * warmed);
}

TEST(Heat, EndsWhereExchangeBalancesIt) {
  CellParameters c = reversible_cell(0.002, 1e-3);
  c.positive.contact_resistance = 0.02;
  Cell cell(c, {3, 6, 2});
  const double i = 20;
  const double warmed = temperature(cell, test::state_after(cell, i, 0.1, 120)) - 298.15;
  EXPECT_NEAR(warmed, i * i * 0.02 * c.area / c.heat->transfer, 3e-3 * warmed);
}

TEST(Heat, LeavesNoTraceWherePerfectExchangeTakesIt) {
  CellParameters c = test::simple_cell();
  c.positive.active.diffusivity.coefficient.activation_energy = 40e3;
  c.positive.active.open_circuit_voltage.entropic_coefficient = 2e-4;
  c.temperature = 310;
  Cell isothermal(c, {6, 8, 2});
  c.heat = HeatBalance{1e-3, 1e4};
  Cell exchanging(c, {6, 8, 2});
  const double i = isothermal.coefficients().one_c();
  EXPECT_NEAR(test::state_after(exchanging, i, 0.2, 900)(exchanging.layout().V()),
              test::state_after(isothermal, i, 0.2, 900)(isothermal.layout().V()), 1e-7);
}

TEST(Heat, SpeedsUpWhatItsActivationEnergiesSay) {
  CellParameters c = test::simple_cell();
  c.separator.layers.front().electrolyte.conductivity = {0.01, 35e3, 298.15};
  c.heat = HeatBalance{0.01, 0};
  Cell cell(c, {6, 8, 2});
  const ArrayXd state = test::state_after(cell, 3 * cell.coefficients().one_c(), 0.1, 300);
  const double T = temperature(cell, state);
  EXPECT_GT(T, 300);
  cell.set_temperature(T);
  const double R = 550e-6 / 0.01 * std::exp(-35e3 / gas_constant * (1 / 298.15 - 1 / T));
  EXPECT_NEAR(overpotentials(cell, state).separator, -state(cell.layout().i()) * R, 1e-9);
}

TEST(Heat, StopsWhereTheDataOfAMaterialEnd) {
  CellParameters c = reversible_cell(0.002, 0);
  c.positive.contact_resistance = 0.1;
  c.lower_voltage = -5;
  c.separator.layers.front().electrolyte.temperature_range = {250, 310};
  Cell cell(c, {3, 6, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.1;
  settings.protocol = test::protocol_of({"Discharge at 10C for 1 h"});
  test::Keeper keeper;
  simulate(cell, settings, keeper);
  EXPECT_NE(keeper.steps[0].stop_reason().find("reached 36.85 degC, where the data of electrolyte end"),
            std::string::npos)
      << keeper.steps[0].stop_reason();
  EXPECT_NEAR(keeper.rows.back().state(cell.layout().temperature()), 310, 1e-3);
}

/// Self-discharge through the resistance of the separator to electrons:  d(U)/dt = dU/dy G U / (charge for y from 0 to
/// 1).
TEST(Leakage, DischargesARestingCellExponentially) {
  CellParameters c = reversible_cell(1, 0);
  c.heat.reset();
  c.separator.layers.front().electrolyte.electronic_conductivity = 1e-6;
  Cell cell(c, {3, 6, 2});
  const double time = 200 * 3600, U = cell.open_circuit_voltage().at(0.1).value;
  const ArrayXd state = test::state_after(cell, 0, 0.1, time);
  const double G = 1e-6 / 550e-6, Q = cell.coefficients().exchange_charge;
  EXPECT_NEAR(state(cell.layout().V()), U * std::exp(-G * time / Q), 1e-5);
  EXPECT_LT(state(cell.layout().V()), U - 0.3);
  EXPECT_NEAR(state(cell.layout().q()), 0, 1e-15);
  EXPECT_NEAR(sodium_in_positive(cell, state) * faraday, 0.1 * Q + charge_passed(cell, state), 1e-12 * Q);
}

TEST(Leakage, EndsAStepThatWouldChargeForEver) {
  CellParameters c = test::simple_cell();
  c.separator.layers.front().electrolyte.electronic_conductivity = 2.2e-5;  // all of C/10 at 3.7 V
  Cell cell(c, {3, 6, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.5;
  settings.protocol = test::protocol_of({"Charge at C/10 until 4.2 V"});
  test::Keeper keeper;
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_NE(keeper.steps[0].stop_reason().find("the current leaks through the separator"), std::string::npos);
  EXPECT_GT(keeper.rows.back().state(cell.layout().leaked()), 99);
}

/// After a change of direction  h = 1 - (1 - h_0) exp(-|change of y| / transition).
TEST(Hysteresis, GoesOverToTheOtherBranchWithTheCharge) {
  CellParameters c = reversible_cell(1, 0);
  c.heat.reset();
  c.positive.active.open_circuit_voltage = test::two_branches(4.2, 3.2, 0.1);
  Cell cell(c, {3, 6, 2});
  const double i = -0.02 * cell.coefficients().one_c(), Q = cell.coefficients().exchange_charge;
  for (const double change : {0.02, 0.05, 0.3}) {
    const ArrayXd state = test::state_after(cell, i, 0.6, change * Q / -i);
    const double h = 1 - 2 * std::exp(-change / 0.05);
    EXPECT_NEAR(Fields<const double>(cell.layout(), state.data()).branch(0).mean(), h, 1e-5);
    EXPECT_NEAR(state(cell.layout().V()), 4.2 - (0.6 - change) + 0.05 + 0.05 * h, 1e-3);
    EXPECT_NEAR(overpotentials(cell, state).hysteresis, 0.05 * h, 1e-6);
  }
}

}  // namespace
}  // namespace closo
