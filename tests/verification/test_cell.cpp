// The cell against closed forms, and its balances.
#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using test::simple_cell;

ArrayXd started(Cell& cell, const Control& control, double y) {
  cell.set_step(control, {});
  ArrayXd state = cell.resting_state(y);
  make_consistent(cell, state);
  return state;
}

ArrayXd started(Cell& cell, double current, double y) {
  return started(cell, {Control::Kind::current, current}, y);
}

double voltage(const Cell& cell, const ArrayXd& state) {
  return state(cell.layout().V());
}

TEST(Separator, DropsTheOhmicVoltageExactly) {
  CellParameters thin = simple_cell(), thick = simple_cell();
  thin.separator.layers.front().thickness = 20e-6, thick.separator.layers.front().thickness = 820e-6;
  Cell a(thin, {}), b(thick, {});
  const double i = 7.3;
  EXPECT_NEAR(voltage(a, started(a, i, 0.5)) - voltage(b, started(b, i, 0.5)), i * 800e-6 / 0.09, 1e-12);
}

TEST(Contact, AddsItsResistance) {
  CellParameters with = simple_cell();
  with.composite().collector_resistance = 3e-3, with.flat(Side::negative).interface_resistance = 2e-3;
  Cell a(simple_cell(), {}), b(with, {});
  EXPECT_NEAR(voltage(a, started(a, 5.0, 0.5)) - voltage(b, started(b, 5.0, 0.5)), 5.0 * 5e-3, 1e-12);
}

TEST(MetalInterface, FollowsButlerVolmerAndItsLinearLimit) {
  CellParameters c = simple_cell();
  const double f = faraday / (gas_constant * c.temperature), i_0 = 20;
  Cell cell(c, {});
  for (const double i : {-80.0, -1e-3, 1e-3, 80.0}) {
    const double eta = -overpotentials(cell, started(cell, i, 0.5)).metal_charge_transfer;
    EXPECT_NEAR(i_0 * (std::exp(f * eta / 2) - std::exp(-f * eta / 2)), i, 1e-9 * std::abs(i));
    if (std::abs(i) < 1) {
      EXPECT_NEAR(eta * f * i_0 / i, 1.0, 1e-9);
    }
  }
}

TEST(ChargeTransfer, FollowsButlerVolmerWithUnequalCoefficients) {
  CellParameters c = simple_cell();
  c.composite().active().kinetics.alpha_a = 0.3, c.composite().active().kinetics.alpha_c = 0.6;
  c.composite().electron_conductivity.value = 1e6,
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, 1e6};
  const double f = faraday / (gas_constant * c.temperature), y = 0.3;
  Cell cell(c, {});
  const double i_0 = 0.5 * std::pow(2 * y, 0.6) * std::pow(2 * (1 - y), 0.3);
  for (const double i : {-500.0, -1.0, 1.0, 500.0}) {
    const ArrayXd state = started(cell, i, y);
    const Fields<const double> s(cell.layout(), state.data());
    const double eta = overpotentials(cell, state).composite.charge_transfer, j = s.j(0)(7);
    EXPECT_NEAR(i_0 * (std::exp(0.3 * f * eta) - std::exp(-0.6 * f * eta)) / j, 1.0, 1e-6);
    EXPECT_NEAR(j * cell.coefficients().composite().particles[0].a * c.composite().thickness / -i, 1.0, 1e-6);
  }
}

/// Source: J. Newman, C. Tobias, J. Electrochem. Soc. 109 (1962) 1183, with linear kinetics:
///   eta'' = nu^2 eta / L^2,  eta'(0) = i / kappa,  eta'(L) = -i / sigma,  nu^2 = L^2 a g (1/kappa + 1/sigma).
struct PorousElectrode {
  double L, kappa, sigma, conductance, i;  // conductance = a dj/deta [S m-3]
  double nu() const { return L * std::sqrt(conductance * (1 / kappa + 1 / sigma)); }
  double eta(double x) const {
    const double B = i * L / (kappa * nu());
    const double A = -(i * L / (sigma * nu()) + B * std::cosh(nu())) / std::sinh(nu());
    return A * std::cosh(nu() * x / L) + B * std::sinh(nu() * x / L);
  }
};

class LinearPorousElectrode : public testing::TestWithParam<double> {};

TEST_P(LinearPorousElectrode, MatchesTheClosedFormAtSecondOrder) {
  CellParameters c = simple_cell();
  c.composite().active_loading = 8e-2;
  c.composite().thickness = 8e-2 / 0.7 * c.composite().specific_volume() / 0.9;
  c.composite().electron_conductivity.value = GetParam();
  const double i = 1e-6;  // small: linear kinetics
  double error_j[3], error_V[3];
  for (int level = 0; level < 3; ++level) {
    Cell cell(c, {40 << level, 5, 1});
    const Coefficients& k = cell.coefficients();
    const ArrayXd state = started(cell, i, 0.5);
    const Fields<const double> s(cell.layout(), state.data());
    const PorousElectrode exact{c.composite().thickness, k.composite().kappa_eff, k.composite().sigma_eff,
                                k.composite().particles[0].a * k.composite().particles[0].i_ref * k.f, i};
    EXPECT_GT(exact.nu(), 1.5);
    ArrayXd eta(cell.layout().composite().n_x);
    for (Index cell_k = 0; cell_k < eta.size(); ++cell_k)
      eta(cell_k) = exact.eta((static_cast<double>(cell_k) + 0.5) * cell.model()->composite().cell_width);
    error_j[level] =
        std::sqrt((s.j(0) / (k.composite().particles[0].i_ref * k.f) - eta).square().sum() / eta.square().sum());
    // phi_s(L) = phi_e(0) + u(0) - (1/sigma) int I_s dx, with u' = I_e/kappa - I_s/sigma and I_e + I_s = i.
    const double L = exact.L;
    const double charge = (i * L / exact.kappa - (exact.eta(L) - exact.eta(0))) / (1 / exact.kappa + 1 / exact.sigma);
    const double V = overpotentials(cell, state).metal_charge_transfer - i * k.R_separator + 3.7 + exact.eta(0) -
                     charge / exact.sigma;
    error_V[level] = (state(cell.layout().V()) - V) / i;
  }
  EXPECT_LT(std::abs(error_j[2]), 2e-3);
  for (const auto& error : {error_j, error_V}) {
    EXPECT_NEAR(test::observed_order(error[0], error[1]), 2.0, 0.15);
    EXPECT_NEAR(test::observed_order(error[1], error[2]), 2.0, 0.1);
  }
}

INSTANTIATE_TEST_SUITE_P(Conductivities, LinearPorousElectrode, testing::Values(3e-4, 3e-3, 3.0));

TEST(Cell, HoldsTheTheoreticalCapacity) {
  CellParameters c = simple_cell();
  c.composite().active().diffusivity.value = 1e-10;
  Cell cell(c, {5, 10, 2});
  cell.set_step({Control::Kind::current, cell.coefficients().one_c() / 1000}, {{Event::Kind::surface_full}});
  ArrayXd state = cell.resting_state(0);
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-6);
  integrator.start(0, state, cell.rate_of(state), INFINITY);
  Advance end;
  while ((end = integrator.advance()) == Advance::stepped) continue;
  EXPECT_EQ(end, Advance::event);
  const double mAh_per_g = integrator.state()(cell.layout().q()) * c.nominal_capacity / 3600;
  EXPECT_NEAR(mAh_per_g, 2 * faraday / 411.79 / 3.6, 1e-3);  // 130.2 mAh/g
}

TEST(Cell, WithFastDiffusionIsTheOpenCircuitVoltageLessItsLosses) {
  CellParameters c = simple_cell();
  c.composite().active().diffusivity.value = 1e-8;
  c.composite().electron_conductivity.value = 1e7,
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, 1e7};
  Cell cell(c, {4, 6, 1});
  const double i = 2 * cell.coefficients().one_c(), time = 600;
  const ArrayXd state = test::state_after(cell, i, 0.2, time);
  const double y = 0.2 + i * time / cell.coefficients().composite().exchange_charge, f = cell.coefficients().f;
  const double j = i / (cell.coefficients().composite().particles[0].a * c.composite().thickness);
  const double V = 4.2 - y - 2 / f * std::asinh(i / 40) - i * cell.coefficients().R_separator -
                   2 / f * std::asinh(j / (2 * 0.5 * 2 * std::sqrt(y * (1 - y))));
  EXPECT_NEAR(state(cell.layout().V()), V, 1e-7);
}

TEST(Cell, IsSymmetricAboutHalfChargeForEqualCoefficients) {
  Cell cell(simple_cell(), {});
  for (const double i : {1e-3, 1.0, 100.0})
    EXPECT_NEAR(voltage(cell, started(cell, i, 0.5)) + voltage(cell, started(cell, -i, 0.5)), 2 * 3.7, 1e-10);
}

TEST(Cell, StartsExactlyAtAnImposedVoltageOrPower) {
  Cell cell(simple_cell(), {});
  const ArrayXd held = started(cell, {Control::Kind::voltage, 3.5}, 0.5);
  EXPECT_NEAR(voltage(cell, held), 3.5, 1e-12);
  EXPECT_NEAR(voltage(cell, started(cell, held(cell.layout().i()), 0.5)), 3.5, 1e-9);
  for (const double power : {-40.0, 40.0}) {
    const ArrayXd state = started(cell, {Control::Kind::power, power}, 0.5);
    EXPECT_NEAR(voltage(cell, state) * state(cell.layout().i()), power, 1e-9);
    EXPECT_GT(voltage(cell, state), 2.0);  // the branch of small currents
  }
}

TEST(Cell, SaysHowMuchPowerItCanDeliverWhenAskedForMore) {
  Cell cell(simple_cell(), {});
  cell.set_step({Control::Kind::power, 1e6}, {});
  ArrayXd state = cell.resting_state(0.5);
  const Start start = make_consistent(cell, state);
  EXPECT_EQ(start.status, StartStatus::power_out_of_reach);
  double best = 0;
  for (double i = 10; i < 2000; i += 2) best = std::max(best, i * voltage(cell, started(cell, i, 0.5)));
  EXPECT_NEAR(start.maximum_power / best, 1.0, 1e-3);
}

class Balances : public testing::TestWithParam<int> {};

TEST_P(Balances, OfSodiumChargeAndVoltageHoldThroughoutARun) {
  CellParameters c = simple_cell();
  c.composite().active_loading = 4e-2;
  c.composite().electrolyte_loading = 4e-2 * 2 / 7;
  c.composite().thickness = 4e-2 / 0.7 * c.composite().specific_volume() / 0.9;
  if (GetParam() >= 1) {
    c.composite().particles = {{0.1e-6, 0.3}, {0.4e-6, 0.7}};
    c.composite().film_resistance = 5e-3, c.composite().contact = 0.7, c.composite().collector_resistance = 1e-3;
  }
  if (GetParam() == 2) {
    c.composite().active().diffusivity.table =
        CubicTable::monotone(Eigen::Array3d(0, 0.4, 1), Eigen::Array3d(1e-15, 5e-17, 3e-16));
    c.composite().active().diffusivity.value = 1;
  }
  if (GetParam() == 3) c.composite().film = test::film();
  if (GetParam() == 4 || GetParam() == 6) test::add_every_option(c);
  if (GetParam() == 5 || GetParam() == 6) test::fill_with_liquid(c, test::liquid(true));
  if (GetParam() >= 6) test::let_electrons_follow(c);
  Cell cell(c, {});
  RunSettings settings;
  settings.start_stoichiometry = 0.8;
  settings.protocol =
      test::protocol_of({"Charge at 1C until 4.25 V", "Rest for 10 minutes", "Discharge at 2C until 3 V",
                         "Hold at 3.6 V for 10 minutes", "Discharge at 20 mW/cm2 until 3 V"});
  test::Keeper keeper;
  const ArrayXd start = cell.resting_state(0.8);
  const double sodium = ions_in_composite(cell, start) + ions_disconnected(cell, start);
  keeper.each = [&](const Cell& at, const Moment& m) {
    const Fields<const double> s(at.layout(), m.state.data());
    const double held = ions_in_composite(at, m.state) + ions_disconnected(at, m.state);
    EXPECT_NEAR((held - charge_passed(at, m.state) / faraday) / sodium, 1.0, 1e-12);
    double reaction = at.composite().film().current(s).sum() * at.model()->composite().cell_width,
           size = std::abs(s.i()) + reaction;
    for (Index p = 0; p < at.layout().composite().n_p; ++p) {
      const double a_dx = at.composite().connected({at.layout(), m.state.data()}) *
                          at.coefficients().composite().particles[static_cast<std::size_t>(p)].a *
                          at.model()->composite().cell_width;
      reaction += a_dx * s.j(p).sum(), size += a_dx * s.j(p).abs().sum();
    }
    // Linear, but for the contact that is lost: a product holds as well as Newton's method has found it.
    const double round_off = c.composite().contact_loss ? 1e-7 : 1e-12;
    EXPECT_LT(std::abs(reaction + s.i()), round_off * std::max(size, at.coefficients().one_c()));
    if (at.electrolyte().active()) {
      const double along_the_path = at.electrolyte_at(m.state).path().concentration[0].mean();
      EXPECT_NEAR(overpotentials(at, m.state).concentration, along_the_path, 1e-7);
    }
    double sum = at.open_circuit_voltage(m.state);
    for (const double term : overpotentials(at, m.state).values()) sum += term;
    // Between time steps the resistance of the electrons is not linear in the state.
    EXPECT_NEAR(sum, s.V(), GetParam() == 7 ? 1e-6 : 1e-9);
  };
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_EQ(keeper.steps.size(), 5u);
  EXPECT_GT(keeper.rows.size(), 100u);
}

INSTANTIATE_TEST_SUITE_P(Options, Balances, testing::Range(0, 8));

/// Voltage and the sodium in the half of the composite near the separator, from a thick cell under way.
struct Result {
  double V, half;
};

Result at_mesh(const Mesh& mesh, bool every_option = false) {
  CellParameters c = simple_cell();
  c.composite().active_loading = 8e-2;
  c.composite().thickness = 8e-2 / 0.7 * c.composite().specific_volume() / 0.9;
  if (every_option) test::add_every_option(c), test::let_electrons_follow(c);
  Cell cell(c, mesh);
  const ArrayXd state = test::state_after(cell, 2 * cell.coefficients().one_c(), 0.2, 400, 1e-10);
  return {state(cell.layout().V()), particle_stoichiometry(cell, state, 0).head(mesh.n_x / 2).mean()};
}

TEST(Cell, IsSecondOrderAcrossTheComposite) {
  const Result a = at_mesh({10, 20, 2}), b = at_mesh({20, 20, 2}), c = at_mesh({40, 20, 2});
  EXPECT_NEAR(test::observed_order(a.V - b.V, b.V - c.V), 2.0, 0.15);
  EXPECT_NEAR(test::observed_order(a.half - b.half, b.half - c.half), 2.0, 0.15);
}

TEST(Cell, IsSecondOrderWithEveryOption) {
  const Result a = at_mesh({10, 20, 2}, true), b = at_mesh({20, 20, 2}, true), c = at_mesh({40, 20, 2}, true);
  EXPECT_NEAR(test::observed_order(a.V - b.V, b.V - c.V), 2.0, 0.15);
  EXPECT_NEAR(test::observed_order(a.half - b.half, b.half - c.half), 2.0, 0.15);
  const Result d = at_mesh({4, 11, 2}, true), e = at_mesh({4, 21, 2}, true), f = at_mesh({4, 41, 2}, true);
  EXPECT_NEAR(test::observed_order(d.V - e.V, e.V - f.V), 2.0, 0.15);
}

TEST(Cell, IsSecondOrderInTheParticles) {
  const Result a = at_mesh({4, 11, 2}), b = at_mesh({4, 21, 2}), c = at_mesh({4, 41, 2});
  EXPECT_NEAR(test::observed_order(a.V - b.V, b.V - c.V), 2.0, 0.15);
  EXPECT_NEAR(test::observed_order(a.half - b.half, b.half - c.half), 2.0, 0.15);
}

TEST(Temperature, ActsThroughEveryActivationEnergy) {
  CellParameters c = simple_cell();
  c.temperature = 330;
  for (Curve* k : {&c.separator.layers.front().electrolyte.conductivity, &c.composite().electrolyte().conductivity,
                   &c.composite().active().diffusivity, &c.composite().active().kinetics.exchange_current_density,
                   &c.flat(Side::negative).kinetics.exchange_current_density}) {
    const Coefficients before = coefficients_of(c);
    const double D_before = Diffusivity(c.composite().active().diffusivity, c.temperature).value();
    k->activation_energy = 30e3;
    const Coefficients after = coefficients_of(c);
    const double D_after = Diffusivity(c.composite().active().diffusivity, c.temperature).value();
    const double growth = before.R_separator / after.R_separator *
                          (after.composite().kappa_eff / before.composite().kappa_eff) * (D_after / D_before) *
                          (after.composite().particles[0].i_ref / before.composite().particles[0].i_ref) *
                          (after.flat(Side::negative).i_ref / before.flat(Side::negative).i_ref);
    EXPECT_NEAR(growth, std::exp(30e3 / gas_constant * (1 / 298.15 - 1 / 330.0)), 1e-12);
  }
}

}  // namespace
}  // namespace closo
