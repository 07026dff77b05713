// Cells with a binary liquid electrolyte against closed forms.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "models/impedance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Complex = std::complex<double>;

constexpr double minute = 60;  // s

/// Metal | membrane with a liquid | metal.
CellParameters symmetric_liquid() {
  CellParameters c = test::symmetric_cell();
  test::fill_with_liquid(c, test::liquid());
  c.separator.layers.front().thickness = 200e-6;
  return c;
}

CellParameters full_liquid() {
  CellParameters c = test::simple_cell();
  test::fill_with_liquid(c, test::liquid());
  c.separator.layers.front().thickness = 200e-6;
  return c;
}

/// What the closed forms are made of.
struct Membrane {
  double L, t_plus, c_0, D, kappa, eps, f;  // D and kappa as they are in the pores

  explicit Membrane(const CellParameters& c)
      : L(c.separator.thickness()),
        t_plus(c.separator.salt()->transference_number),
        c_0(c.separator.salt()->concentration),
        D(c.separator.salt()->diffusivity.value * c.separator.layers.front().efficiency),
        kappa(c.separator.layers.front().electrolyte.conductivity.value * c.separator.layers.front().efficiency),
        eps(c.separator.layers.front().fraction),
        f(coefficients_of(c).f) {}
  /// At which the salt at the metal that is plated is used up [A m-2].
  double limiting_current() const { return 2 * faraday * D * c_0 / ((1 - t_plus) * L); }
  double diffusion_time() const { return eps * L * L / D; }
};

/// The salt after a long time under a constant current, and the voltage.
ArrayXd steady_state(Cell& cell, double i) {
  cell.set_step({Control::Kind::current, i}, {});
  ArrayXd state = cell.resting_state_at(0);
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), 20 * Membrane(cell.parameters()).diffusion_time());
  while (integrator.advance() == Advance::stepped) continue;
  return integrator.state();
}

/// c = 1 + (i / i_limiting) (1 - 2 x / L),  and in terms of its ends the voltage
///   -i L / kappa + chi ln(c(L) / c(0)) - eta(0) + eta(L),  eta = 2/f asinh(i / 2 i_0 c^1/2).
TEST(Liquid, SaltBetweenTwoMetalsIsAStraightLineAtLast) {
  const CellParameters c = symmetric_liquid();
  const Membrane m(c);
  for (const double share : {0.1, 0.5, 0.9}) {
    const double i = share * m.limiting_current();
    Cell cell(c, {1, 3, 2, 30});
    const ArrayXd state = steady_state(cell, i);
    const Fields<const double> s(cell.layout(), state.data());
    for (Index k = 0; k < 30; ++k)
      EXPECT_NEAR(test::field(s, "salt")(k), 1 + share * (1 - (2 * static_cast<double>(k) + 1) / 30), 1e-7);
    const auto eta = [&](double at) { return 2 / m.f * std::asinh(i / (2 * 20 * std::sqrt(at))); };
    const double chi = 2 * (1 - m.t_plus) / m.f;
    const double V = -i * m.L / m.kappa + chi * std::log((1 - share) / (1 + share)) - eta(1 + share) - eta(1 - share);
    EXPECT_NEAR(s.V(), V, 1e-6) << share;
    const Overpotentials o = overpotentials(cell, state);
    EXPECT_NEAR(o.separator, -i * m.L / m.kappa, 1e-9);
    EXPECT_NEAR(o.concentration, chi * std::log((1 - share) / (1 + share)), 1e-6);
  }
}

std::string end_of(const CellParameters& c, double current, double duration, double& time) {
  Cell cell(c, {1, 3, 2, 400});
  RunSettings settings;
  settings.tolerance = 1e-5;
  settings.protocol = test::protocol_of(
      {"Discharge at " + std::to_string(current * 1e-1) + " mA/cm2 for " + std::to_string(duration) + " s"});
  test::Keeper keeper;
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  time = keeper.steps.front().duration;
  return keeper.steps.front().stop_reason();
}

TEST(Liquid, BearsTheLimitingCurrentAndNoMore) {
  CellParameters c = symmetric_liquid();
  c.lower_voltage = -5;
  const Membrane m(c);
  double time;
  EXPECT_TRUE(end_of(c, 0.999 * m.limiting_current(), 20 * m.diffusion_time(), time).starts_with("time limit reached"));
  const std::string reason = end_of(c, 1.002 * m.limiting_current(), 20 * m.diffusion_time(), time);
  EXPECT_NE(reason.find("depleted"), std::string::npos) << reason;
  // What is missing to the steady state falls as 8/pi^2 exp(-pi^2 t / t_diffusion), here to 0.2 %.
  EXPECT_NEAR(time / m.diffusion_time(),
              std::log(1.002 * 8 / std::pow(std::numbers::pi, 2) / 0.0021) / std::pow(std::numbers::pi, 2), 0.01);
}

/// At a current far above the limiting one the salt at the metal is used up after Sand's time,
///   tau = pi D eps [F c_0 / 2 (1 - t+) i]^2.
TEST(Liquid, IsUsedUpAfterSandsTime) {
  CellParameters c = symmetric_liquid();
  c.lower_voltage = -5;
  c.separator.layers.front().thickness = 1e-3;
  const Membrane m(c);
  const double i = 10 * m.limiting_current();
  const double tau = std::numbers::pi * m.D * m.eps * std::pow(faraday * m.c_0 / (2 * (1 - m.t_plus) * i), 2);
  double time;
  end_of(c, i, 60 * minute, time);
  EXPECT_NEAR(time / tau, 1, 2e-3);
}

/// Z = L / kappa + 2 Z_metal + 2 chi (1 - t+) tanh(q L / 2) / (F c_0 D q),   q = sqrt(j omega eps / D).
TEST(Liquid, ImpedanceBetweenTwoMetalsIsThatOfDiffusionAndSecondOrder) {
  CellParameters c = symmetric_liquid();
  c.flat(Side::negative).double_layer.capacitance = c.flat(Side::positive).double_layer.capacitance = 0.02;
  const Membrane m(c);
  const std::vector<double> frequencies = logarithmic_frequencies(0.1, 1e-5, 4);  // faster ones stay in one cell
  const auto error = [&](Index n_s) {
    Cell cell(c, {1, 3, 2, n_s});
    cell.set_step({Control::Kind::current, 0}, {});
    ArrayXd state = cell.resting_state_at(0);
    make_consistent(cell, state);
    const std::vector<Complex> Z = impedance(cell, state, frequencies);
    double largest = 0;
    for (std::size_t k = 0; k < Z.size(); ++k) {
      const Complex s{0, 2 * std::numbers::pi * frequencies[k]}, q = std::sqrt(s * m.eps / m.D);
      const Complex metal = 1.0 / (m.f * 20 + s * 0.02);
      const double chi = 2 * (1 - m.t_plus) / m.f;
      const Complex salt = 2 * chi * (1 - m.t_plus) * std::tanh(q * m.L / 2.0) / (faraday * m.c_0 * m.D * q);
      const Complex exact = m.L / m.kappa + 2.0 * metal + salt;
      largest = std::max(largest, std::abs(Z[k] - exact) / std::abs(exact));
    }
    return largest;
  };
  EXPECT_LT(error(400), 1e-4);
  EXPECT_NEAR(test::observed_order(error(100), error(200)), 2.0, 0.2);
}

/// At the lowest frequency the impedance is the slope of the steady polarisation, also under a current that has moved
/// the salt and with coefficients that depend on it.
TEST(Liquid, ImpedanceUnderCurrentIsTheSlopeOfTheSteadyPolarisation) {
  CellParameters c = test::symmetric_cell();
  test::fill_with_liquid(c, test::liquid(true));
  c.flat(Side::negative).kinetics.alpha_a = 0.3, c.flat(Side::negative).kinetics.alpha_c = 0.6;
  const double i = 0.3 * Membrane(c).limiting_current(), step = 1e-3 * i;
  Cell cell(c, {1, 3, 2, 20});
  const auto V = [&](double at) { return steady_state(cell, at)(cell.layout().V()); };
  const double slope = (V(i - step) - V(i + step)) / (2 * step);
  const ArrayXd state = steady_state(cell, i);
  EXPECT_NEAR(impedance(cell, state, {1e-9}).front().real() / slope, 1, 1e-5);
}

/// What is left of the equations at a state is a function of that state alone.
TEST(Liquid, DefectDoesNotDependOnWhatWasLookedAtBefore) {
  CellParameters c = test::simple_cell();
  test::fill_with_liquid(c, test::liquid(true));
  Cell cell(c, {4, 5, 2, 3}), used(c, {4, 5, 2, 3});
  const ArrayXd at_rest = cell.resting_state(0.5);
  const ArrayXd other = at_rest * (1 + 0.01 * ArrayXd::LinSpaced(at_rest.size(), 0, 20).sin());
  const ArrayXd slopes = ArrayXd::Zero(at_rest.size());
  const auto of = [](const ArrayXd& state) { return ConstVector(state.data(), state.size()); };
  const double defect = cell.defect(of(other));
  ArrayXd rows(at_rest.size());
  used.residual(0, of(at_rest), of(slopes), Vector(rows.data(), rows.size()));
  EXPECT_EQ(used.defect(of(other)), defect);
  EXPECT_GT(defect, 1e-3);
  EXPECT_LT(used.defect(of(at_rest)), 1e-12);
}

TEST(Liquid, KeepsAllItsSaltThroughoutARun) {
  for (const bool curves : {false, true}) {
    CellParameters c = test::simple_cell();
    c.composite().active_loading = 8e-2;
    test::fill_with_liquid(c, test::liquid(curves));
    Cell cell(c, {});
    RunSettings settings;
    settings.start_stoichiometry = 0.8;
    settings.protocol =
        test::protocol_of({"Charge at 2C until 4.25 V", "Rest for 10 minutes", "Discharge at 4C until 2.6 V",
                           "Hold at 3.6 V for 10 minutes", "Discharge at 20 mW/cm2 until 3 V"});
    const ArrayXd capacity = cell.electrolyte_at(cell.resting_state(0.8)).balance().capacity;
    test::Keeper keeper;
    double least = 1;
    keeper.each = [&](const Cell& at, const Moment& m) {
      const Fields<const double> s(at.layout(), m.state.data());
      EXPECT_NEAR((capacity * test::field(s, "salt")).sum() / capacity.sum(), 1, 1e-12);
      least = std::min(least, test::field(s, "salt").minCoeff());
    };
    EXPECT_TRUE(simulate(cell, settings, keeper).completed());
    EXPECT_LT(least, 0.8);  // it has moved
  }
}

/// With a transference number of one the salt stays where it is, and the liquid is a single-ion conductor.
TEST(Liquid, WithoutAnionsThatMoveIsASolidElectrolyte) {
  CellParameters liquid = full_liquid(), solid = liquid;
  liquid.separator.layers.front().electrolyte.salt->transference_number = 1 - 1e-9;
  // The same conductors by their effective conductivities, and the same particles.
  const Coefficients k = coefficients_of(liquid);
  Separator::Layer& layer = solid.separator.layers.front();
  layer.electrolyte.salt.reset();
  layer.electrolyte.conductivity.value *= layer.efficiency;
  layer.efficiency = layer.fraction = 1;
  solid.composite().electrolyte().salt.reset();
  solid.composite().ion_path = {ConductionPath::Kind::effective_conductivity, k.composite().kappa_eff};
  Cell a(liquid, {}), b(solid, {});
  for (const double duration : {1e-3, 10 * minute, 20 * minute}) {
    const ArrayXd one = test::state_after(a, 3.0, 0.1, duration), other = test::state_after(b, 3.0, 0.1, duration);
    EXPECT_NEAR(one(a.layout().V()), other(b.layout().V()), 1e-7) << duration;
  }
}

TEST(Liquid, DischargeIsOfSecondOrderInTheMeshAcrossSeparatorAndComposite) {
  CellParameters c = full_liquid();
  c.composite().active_loading = 8e-2;
  test::fill_with_liquid(c, test::liquid(true));
  c.separator.layers.front().thickness = 200e-6;
  const double i = 4 * coefficients_of(c).one_c();
  const auto voltage = [&](Index n) {
    Cell cell(c, {n, 20, 2, n});
    return test::state_after(cell, i, 0.1, 5 * minute)(cell.layout().V());
  };
  const double coarse = voltage(10), middle = voltage(20), fine = voltage(40);
  EXPECT_NEAR(test::observed_order(coarse - middle, middle - fine), 2.0, 0.15);
}

/// eta = 2/f asinh(j / 2 i_0),  with i_0 in proportion to the square root of the salt, at the metal and at particles.
TEST(Liquid, ExchangeCurrentsFollowTheSalt) {
  CellParameters c = full_liquid();
  c.composite().particles = {{1e-6, 1.0}};
  const double i = 20;
  for (const double salt : {1.0, 0.25, 4.0}) {
    Cell cell(c, {1, 10, 2, 100});
    ArrayXd state = cell.resting_state(0.5);
    test::field(Fields<double>(cell.layout(), state.data()), "salt").setConstant(salt);
    cell.set_step({Control::Kind::current, i}, {});
    make_consistent(cell, state);
    const Overpotentials o = overpotentials(cell, state);
    const Coefficients& k = cell.coefficients();
    const double at_metal = cell.electrolyte_at(state).at_electrode(0).c;
    EXPECT_NEAR(at_metal, salt, 0.01);
    EXPECT_NEAR(o.metal_charge_transfer,
                -2 / k.f * std::asinh(i / (2 * k.flat(Side::negative).i_ref * std::sqrt(at_metal))), 1e-9);
    const double j = -i / (k.composite().particles[0].a * c.composite().thickness);
    EXPECT_NEAR(o.composite.charge_transfer,
                2 / k.f * std::asinh(j / (2 * k.composite().particles[0].i_ref * std::sqrt(salt))), 1e-9);
  }
}

}  // namespace
}  // namespace closo
