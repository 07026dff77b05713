// Voids at the metal against closed forms, and what they do to a cell.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "models/balance.hpp"
#include "models/impedance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

/// A cell under a pressure, whose metal interface is mostly a resistance, with voids that close or not.
CellParameters cell_with_voids(double pressure, double closing) {
  CellParameters c = test::simple_cell();
  c.pressure = pressure;
  c.flat(Side::negative).interface_resistance = 5e-3;
  c.flat(Side::negative).interface = MetalInterface{1e6, 0, {}, test::voids(), {}};
  c.flat(Side::negative).interface->voids->depth = 1e-8;
  c.flat(Side::negative).interface->voids->critical_current.value *= closing;
  c.flat(Side::negative).interface->voids->critical_current_per_pressure *= closing;
  return c;
}

double voids_of(const Cell& cell, const ArrayXd& state) {
  return state(test::voids_place(cell.layout()));
}

TEST(Voids, LeaveTheContactAtWhichRefillingBalancesStripping) {
  CellParameters c = cell_with_voids(1e6, 1);
  c.flat(Side::negative).interface->voids->depth = 1e-9;
  Cell cell(c, {4, 8, 2});
  EXPECT_NEAR(cell.coefficients().flat(Side::negative).critical_current, 1, 1e-12);
  for (const double i : {0.2, 0.5, 0.8}) {
    const ArrayXd state = test::state_after(cell, i, 0.1, 3600);
    EXPECT_NEAR(1 / (1 + voids_of(cell, state)), 1 - i, 1e-6);
    EXPECT_NEAR(cell.flat_interfaces().front().resistance({cell.layout(), state.data()}), 5e-3 / (1 - i), 1e-7);
  }
}

TEST(Voids, GrowWithTheChargeWithoutRefillingAndAreFilledByPlating) {
  Cell cell(cell_with_voids(1e6, 1e-12), {4, 8, 2});
  const double i = 1, time = 600;
  ArrayXd state = test::state_after(cell, i, 0.1, time);
  const double expected = i * time * cell.parameters().flat(Side::negative).metal.thickness_per_charge() / 1e-8;
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
TEST(Voids, CloseAtRest) {
  const CellParameters parameters = cell_with_voids(1e6, 1);
  Cell cell(parameters, {4, 8, 2});
  const FlatElectrode& metal = parameters.flat(Side::negative);
  const double c = metal.interface->critical_current(1e6, 298.15) * metal.metal.thickness_per_charge() /
                   metal.interface->voids->depth,
               time = 30, start = 2;
  cell.set_step({Control::Kind::current, 0}, {});
  ArrayXd state = cell.resting_state(0.5);
  state(test::voids_place(cell.layout())) = start;
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), time);
  while (integrator.advance() == Advance::stepped) continue;
  const double w = voids_of(cell, integrator.state());
  EXPECT_LT(w, 1.9);
  EXPECT_NEAR(std::log(w) + w, std::log(start) + start - c * time, 1e-6);
}

/// 0.2 A/m2 without pressure, 0.8 A/m2 for each MPa.
TEST(Voids, CriticalCurrentIsLinearInPressureAndFollowsItsActivationEnergy) {
  for (const auto& [pressure, expected] : {std::pair{0.0, 0.2}, {0.5e6, 0.6}, {1e6, 1.0}, {3e6, 2.6}}) {
    CellParameters c = cell_with_voids(pressure, 1);
    EXPECT_NEAR(coefficients_of(c).flat(Side::negative).critical_current, expected, 1e-12);
    c.flat(Side::negative).interface->voids->critical_current.activation_energy = 13.5e3;
    EXPECT_NEAR(coefficients_of(c, 320, c.pressure).flat(Side::negative).critical_current / expected,
                std::exp(13.5e3 / gas_constant * (1 / 298.15 - 1 / 320.0)), 1e-12);
  }
}

/// Contact lost scales the whole interface: charge transfer, resistance and double layer.
TEST(Voids, LeaveTheFrequencyOfTheArcWhereItIs) {
  CellParameters c = cell_with_voids(4e6, 1);
  c.flat(Side::negative).interface->pressure_exponent = 0.5;  // twice the area under four times the pressure
  c.flat(Side::negative).interface->growth = test::growth_per_cycle(c, 1e-3);
  c.flat(Side::negative).interface_resistance = 0;
  c.flat(Side::negative).double_layer = {0.02, 1, 1};
  Cell cell(c, {4, 8, 2});
  const FlatInterface& interface = cell.flat_interfaces().front();
  const double R_0 = 1 / (cell.coefficients().f * 20);
  for (const double w : {0.0, 1.0}) {
    ArrayXd state = cell.resting_state(0.5);
    state(test::voids_place(cell.layout())) = w;
    state(cell.layout().cycles()) = 9;
    cell.set_step({Control::Kind::current, 0}, {});
    make_consistent(cell, state);
    cell.rate_of(state);
    const double area = 2 / (1 + w);
    EXPECT_NEAR(interface.resistance({cell.layout(), state.data()}), 3e-3 / area, 1e-12);
    for (const double omega : {1e2, 1e4, 1e6}) {
      const std::complex<double> s(0, omega), Z = 1.0 / (1 / (R_0 + 3e-3) + s * 0.02) / area;
      EXPECT_LT(std::abs(interface.impedance(s, 0) - Z), 1e-9 * std::abs(Z));
    }
  }
}

TEST(Voids, AreToldAndStopAStepWhereTheUserWants) {
  for (const bool stop : {false, true}) {
    CellParameters c = cell_with_voids(1e6, 1);
    c.flat(Side::negative).interface->voids->depth = 1e-6;
    c.flat(Side::negative).interface->voids->stop = stop;
    Cell cell(c, {4, 8, 2});
    RunSettings settings;
    settings.start_stoichiometry = 0.2;
    settings.protocol = test::protocol_of({"Discharge at 1C until 3.4 V", "Discharge at C/100 for 1 h"});
    test::Keeper keeper;
    EXPECT_TRUE(simulate(cell, settings, keeper).completed());
    EXPECT_GT(test::load(keeper.steps[0], "critical_current_share"), 1);
    EXPECT_EQ(keeper.steps[0].charge == 0, stop) << keeper.steps[0].stop_reason();
    EXPECT_EQ(keeper.steps[0].stop_reason().find("critical current") != std::string::npos, stop);
    EXPECT_LT(test::load(keeper.steps[1], "critical_current_share"), 1);
    EXPECT_GT(keeper.steps[1].charge, 0);
  }
}

/// U(y) in the place of 0, with y by the charge; all else is that of a metal.
TEST(AlloyElectrode, IsAMetalWithAPotentialThatFollowsItsCharge) {
  CellParameters metal = test::simple_cell(), constant = metal, curve = metal;
  constant.flat(Side::negative).alloy = Alloy{{0.622}, 0, 0};
  curve.flat(Side::negative).alloy = test::alloy(1.5e4);
  curve.lower_voltage = constant.lower_voltage = 2.0;
  const auto voltages = [](const CellParameters& c, const std::vector<double>& times) {
    Cell cell(c, {6, 8, 2});
    cell.set_step({Control::Kind::current, 2.0}, {});
    Eigen::ArrayXd state = cell.resting_state(0.2), between;
    make_consistent(cell, state);
    Integrator integrator(cell, 1e-9);
    integrator.start(0, state, cell.rate_of(state), INFINITY);
    std::vector<double> V;
    for (const double time : times) {
      while (integrator.time() < time) integrator.advance();
      integrator.interpolate(time, between);
      V.push_back(between(cell.layout().V()));
      double sum = cell.open_circuit_voltage(between);
      for (const double term : overpotentials(cell, between).values()) sum += term;
      EXPECT_NEAR(sum, V.back(), 1e-7);
      EXPECT_NEAR(
          overpotentials(cell, between).negative_potential + V.back(),
          cell.composite().potential({cell.layout(), between.data()}) - 2.0 * cell.coefficients().R_separator / 2,
          1e-7);
    }
    return V;
  };
  const std::vector<double> times{1, 100, 1500};
  const std::vector<double> of_metal = voltages(metal, times), of_constant = voltages(constant, times),
                            of_curve = voltages(curve, times);
  for (std::size_t k = 0; k < times.size(); ++k) {
    EXPECT_NEAR(of_constant[k], of_metal[k] - 0.622, 1e-8);
    EXPECT_NEAR(of_curve[k], of_metal[k] - (0.7 - 0.3 * (0.6 - 2.0 * times[k] / 1.5e4)), 1e-7);
  }
}

/// Storing charge adds a capacitor in series, C = Q / (-dU/dy).
TEST(AlloyElectrode, AddsACapacitorToTheImpedance) {
  CellParameters metal = test::simple_cell(), c = metal;
  c.flat(Side::negative).alloy = test::alloy(1.5e4);
  Cell one(metal, {4, 6, 2}), other(c, {4, 6, 2});
  const std::vector<double> frequencies{1e-4, 1e-2, 1};
  const auto Z = impedance(one, one.resting_state(0.4), frequencies),
             with = impedance(other, other.resting_state(0.4), frequencies);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::complex<double> storing = 0.3 / 1.5e4 / std::complex<double>(0, 2 * std::numbers::pi * frequencies[k]);
    EXPECT_LT(std::abs(with[k] - Z[k] - storing), 1e-9 * std::abs(with[k]));
  }
}

TEST(AlloyElectrode, EndsAStepWhereItIsEmptyOrFull) {
  CellParameters c = test::simple_cell();
  c.flat(Side::negative).alloy = test::alloy(2e3);
  c.lower_voltage = 1, c.upper_voltage = 4.3;
  Cell cell(c, {4, 8, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.3;
  settings.protocol = test::protocol_of({"Discharge at 1C", "Charge at 1C"});
  test::Keeper keeper;
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_EQ(name_of(keeper.steps[0].stop), "alloy_empty") << keeper.steps[0].stop_reason();
  EXPECT_NEAR(keeper.steps[0].charge, 0.6 * 2e3, 1e-3);
  EXPECT_EQ(name_of(keeper.steps[1].stop), "alloy_full") << keeper.steps[1].stop_reason();
  EXPECT_NEAR(keeper.steps[1].charge, -2e3, 1e-3);
}

/// -dU/dy / Q  L^2/D  coth(q) / q  with  q = sqrt(s L^2/D), of a foil that is closed behind.
TEST(Foil, HasTheImpedanceOfDiffusionToAClosedFace) {
  CellParameters metal = test::simple_cell(), c = metal;
  c.flat(Side::negative).alloy = test::foil();
  Cell one(metal, {4, 6, 2}), other(c, {4, 6, 2});
  const std::vector<double> frequencies{1e-6, 1e-5, 1e-4, 1e-3};
  const auto Z = impedance(one, one.resting_state(0.4), frequencies),
             with = impedance(other, other.resting_state(0.4), frequencies);
  const double time = 50e-6 * 50e-6 / 2e-13;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::complex<double> q = std::sqrt(std::complex<double>(0, 2 * std::numbers::pi * frequencies[k]) * time);
    const std::complex<double> storing = 0.3 / 4e4 * time / (q * std::tanh(q));
    EXPECT_LT(std::abs(with[k] - Z[k] - storing), 5e-3 * std::abs(storing)) << frequencies[k];
  }
}

/// In the end its face is  i / Q  L^2 / 3 D  below the mean, which is that without diffusion.
TEST(Foil, FillsEvenlyInTheEndAndKeepsTheMetal) {
  CellParameters c = test::simple_cell();
  c.flat(Side::negative).alloy = test::foil();
  Cell cell(c, {4, 6, 2});
  const double i = 0.2, time = 2e4, Q = 4e4;
  const ArrayXd state = test::state_after(cell, i, 0.1, time, 1e-9);
  const Fields<const double> s(cell.layout(), state.data());
  const AlloyPotential& alloy = cell.flat_interfaces().front().alloy();
  EXPECT_NEAR(alloy.stoichiometry(s), 0.6 - i * time / Q, 1e-9);
  EXPECT_NEAR(alloy.surface(s), 0.6 - i * time / Q - i / Q * 50e-6 * 50e-6 / (3 * 2e-13), 2e-6);
  const Eigen::ArrayXd nodes = test::field(s, "negative_alloy");
  EXPECT_NEAR((nodes * RadialMesh(nodes.size(), 2, 1).shares()).sum(), alloy.stoichiometry(s), 1e-12);
}

/// What the cell at rest has is what starts and plans count with.
TEST(AlloyElectrode, CountsInTheVoltageOfTheCellAtRest) {
  CellParameters c = test::simple_cell();
  for (const Side side : sides) {
    c.flat(side).alloy = test::alloy();  // where the metal stands
    const Balance balance(c, {});
    const Cell cell(c, {4, 6, 2});
    for (const double y : {0.2, 0.7}) {
      EXPECT_NEAR(balance.voltage(y), cell.resting_state(y)(cell.layout().V()), 1e-12);
      EXPECT_NEAR(balance.stoichiometry(balance.voltage(y)), y, 1e-9);
    }
    std::swap(c.negative, c.positive);
  }
}

/// Of what is plated a share stays behind: what an anode-free cell gives falls by it with every cycle.
TEST(Anode, LosesAShareOfWhatIsPlated) {
  CellParameters c = test::simple_cell();
  c.flat(Side::negative).thickness = 0, c.flat(Side::negative).inactive_share = 0.02;
  c.lower_voltage = 1.0;
  Cell cell(c, {4, 8, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.9;
  settings.protocol = test::protocol_of({"Charge at C/5 until 4.0 V", "Discharge at C/5 until 1.0 V"}, 5);
  test::Keeper keeper;
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  for (std::size_t k = 1; k < keeper.steps.size(); k += 2) {
    EXPECT_EQ(name_of(keeper.steps[k].stop), "metal_exhausted");
    EXPECT_NEAR(keeper.steps[k].charge / (-0.98 * keeper.steps[k - 1].charge), 1, 1e-4) << k;
  }
  EXPECT_NEAR(keeper.steps[9].charge / keeper.steps[1].charge, std::pow(0.98, 4), 1e-3);
}

/// What is plated is stripped again, and no more.
TEST(Anode, ThatIsPlatedFirstGivesWhatItGot) {
  CellParameters c = test::simple_cell();
  c.flat(Side::negative).thickness = 0;
  Cell cell(c, {4, 8, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.9;
  settings.protocol = test::protocol_of({"Rest for 1 h", "Charge at C/5 until 4.0 V", "Discharge at C/5 until 1.0 V"});
  c.lower_voltage = 1.0;
  test::Keeper keeper;
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_EQ(name_of(keeper.steps[0].stop), "time");
  EXPECT_LT(keeper.steps[1].charge, -1);
  EXPECT_EQ(name_of(keeper.steps[2].stop), "metal_exhausted") << keeper.steps[2].stop_reason();
  EXPECT_NEAR(keeper.steps[2].charge, -keeper.steps[1].charge, 5e-3);  // a trace of 1 pm is there at first
}

}  // namespace
}  // namespace closo
