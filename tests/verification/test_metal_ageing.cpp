// What grows at a metal, and what grows from it, against closed forms.
#include <cmath>

#include <gtest/gtest.h>

#include "cycler/simulate.hpp"
#include "models/consistent_start.hpp"
#include "models/impedance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

double grown(const Cell& cell, const ArrayXd& state, std::size_t flat = 0) {
  return cell.flat_interfaces()[flat].growth().resistance({cell.layout(), state.data()});
}

/// R^2 = R_Q^2 Q / Q_1 + R_t^2 t / t_1 exp[2 E/R (1/T_0 - 1/T)], with the charge of both directions; at rest time
/// alone.
TEST(InterfaceGrowth, IsParabolicInChargeAndInTime) {
  for (const double T : {298.15, 330.0}) {
    CellParameters c = test::symmetric_cell();
    c.temperature = T;
    c.flat(Side::negative).interface = MetalInterface{c.pressure, 0, Growth{2e-3, {5e-3, 30e3}}, {}, {}};
    Cell cell(c, {});
    RunSettings settings;
    settings.tolerance = 1e-8;
    settings.protocol =
        test::protocol_of({"Discharge at 0.5 mA/cm2 for 6 h", "Charge at 0.2 mA/cm2 for 30 h", "Rest for 500 h"});
    test::Keeper keeper;
    ASSERT_TRUE(simulate(cell, settings, keeper).completed());
    const double warm = std::exp(2 * 30e3 / gas_constant * (1 / 298.15 - 1 / T));
    const double hours[] = {6, 36, 536}, charge[] = {3, 9, 9};  // mAh/cm2
    for (std::size_t k = 0; k < 3; ++k) {
      const double expected = std::sqrt(4e-6 * charge[k] + 25e-6 * hours[k] / 1000 * warm);
      EXPECT_NEAR(grown(cell, keeper.progress[k].state) / expected, 1, 1e-7) << k;
    }
  }
}

/// A unit of charge that a cell calls its capacity has no part in it.
TEST(InterfaceGrowth, DoesNotDependOnTheCapacityOfTheCell) {
  for (const double capacity : {36e3, 1e3}) {
    CellParameters c = test::symmetric_cell();
    c.nominal_areal_capacity = capacity;
    c.flat(Side::positive).interface = MetalInterface{c.pressure, 0, Growth{2e-3, {}}, {}, {}};
    Cell cell(c, {});
    const double R = grown(cell, test::state_after(cell, 2.0, 0, 3600), 1);
    EXPECT_NEAR(R, 2e-3 * std::sqrt(7200 / 36e3), 1e-9);
  }
}

constexpr double critical = 0.5, to_short = 500, conductance = 0.2;  // A m-2, C m-2, S m-2

/// Two metals between which the voltage is -i R, with R = 10 ohm m2, where beyond 0.5 A m-2 metal grows through.
CellParameters plated_cell() {
  CellParameters c = test::symmetric_cell();
  for (const Side side : sides) c.flat(side).kinetics.exchange_current_density = {1e7};
  c.flat(Side::negative).interface_resistance = 10 - coefficients_of(c).R_separator;
  c.flat(Side::negative).interface =
      MetalInterface{c.pressure, 0, {}, {}, Plating{{critical}, to_short, conductance, false}};
  c.lower_voltage = -100, c.upper_voltage = 100;
  return c;
}

/// Nothing grows up to the critical current, nor on stripping; beyond it the metal arrives after Q_s.
TEST(SoftShort, BeginsAfterItsChargeBeyondTheCriticalCurrent) {
  CellParameters c = plated_cell();
  c.flat(Side::negative).interface->plating->stop = true;
  Cell cell(c, {});
  RunSettings settings;
  settings.tolerance = 1e-8;
  settings.protocol = test::protocol_of(
      {"Charge at 0.049 mA/cm2 for 100 h", "Discharge at 0.3 mA/cm2 for 1 h", "Charge at 0.2 mA/cm2 for 1 h"});
  test::Keeper keeper;
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_NEAR(keeper.steps[0].duration, 100 * 3600, 1e-6);
  EXPECT_NEAR(keeper.steps[1].duration, 3600, 1e-6);
  EXPECT_EQ(name_of(keeper.steps[2].stop), "short_circuit") << keeper.steps[2].stop_reason();
  EXPECT_NEAR(keeper.steps[2].duration, to_short / (2 - critical), 1e-5);
  EXPECT_NEAR(keeper.steps[2].stop.value, to_short, 1e-4);
  EXPECT_NEAR(test::load(keeper.steps[0], "plating_limit_share"), 0.98, 1e-9);
  EXPECT_NEAR(test::load(keeper.steps[2], "plating_limit_share"), 4, 1e-9);
  EXPECT_EQ(test::load(keeper.steps[1], "plating_limit_share"), 0);
}

/// With g = 1 + G R the ions carry I / g, and  R G_s / Q_s t = -(g - 1)/j_p - I/j_p^2 ln[(I - j_p g) / (I - j_p)].
TEST(SoftShort, TakesTheCurrentUntilNoMoreThanTheCriticalOneIsPlated) {
  const double I = 2, R = 10;
  CellParameters c = plated_cell();
  Cell cell(c, {});
  const auto time_at = [&](double g) {
    return to_short / (R * conductance) *
           (-(g - 1) / critical - I / (critical * critical) * std::log((I - critical * g) / (I - critical)));
  };
  for (const double g : {1.5, 3.0, 3.99}) {
    const ArrayXd state = test::state_after(cell, -I, 0, to_short / (I - critical) + time_at(g), 1e-10);
    const Fields<const double> s(cell.layout(), state.data());
    EXPECT_NEAR(s.i(), -I / g, 2e-6) << g;
    EXPECT_NEAR(cell.current(state), -I, 1e-9);
    EXPECT_NEAR(cell.flat_interfaces()[0].soft_short().conductance(s), (g - 1) / R, 2e-6);
    // In parallel to what the ions pass.
    cell.rate_of(state);
    EXPECT_NEAR(std::abs(cell.impedance({0, 1e-3})), R / g, 1e-5);
  }
}

/// What leaks through a short is no charge of the particles: a cell that is charged gives less back.
TEST(SoftShort, LosesWhatLeaks) {
  CellParameters c = test::simple_cell();
  c.flat(Side::negative).interface = MetalInterface{c.pressure, 0, {}, {}, Plating{{0.2}, 2000, 0.05, false}};
  Cell cell(c, {4, 8, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.9;
  settings.protocol = test::protocol_of({"Charge at C/2 until 4.1 V", "Discharge at C/2 until 3.4 V"});
  test::Keeper keeper;
  double leaked = 0, ions = 0;
  keeper.each = [&](const Cell& at, const Moment& m) {
    const Fields<const double> s(at.layout(), m.state.data());
    const double n = ions_in_composite(at, m.state) - s.ionic_charge() * at.coefficients().nominal_charge / faraday;
    if (ions == 0) ions = n;
    EXPECT_NEAR(n / ions, 1, 1e-12);
    leaked = (s.ionic_charge() - s.q()) * at.coefficients().nominal_charge;
  };
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_GT(leaked, 0.01 * -keeper.steps[0].charge);
  EXPECT_NEAR(test::charge_at_end(c, keeper.cycles.back(), "leaked_charge"), leaked, 1e-9 * leaked);
}

}  // namespace
}  // namespace closo
