// The interphase on the particles and their coverage, against closed forms and against the same stated in another way.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "models/impedance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Complex = std::complex<double>;

double mean_resistance(const Cell& cell, const ArrayXd& state) {
  return cell.composite().interphase().resistance({cell.layout(), state.data()}).mean();
}

/// R = R_0 {[1 + (1 + mu) k t / R_0]^(1 / (1 + mu)) - 1} at a potential that stays, here at rest.
TEST(Interphase, GrowsAtRestByItsClosedForm) {
  const double time = 48 * 3600, y = 0.3, U = 4.2 - y;
  for (const double mu : {0.0, 0.5, 1.0, 2.0})
    for (const double T : {298.15, 333.15}) {
      CellParameters c = test::simple_cell();
      c.temperature = T;
      c.composite().interphase = test::interphase();
      c.composite().interphase->exponent = mu;
      Cell cell(c, {3, 6, 2});
      const CompositeInterphase& law = *c.composite().interphase;
      const double k = law.rate.value * std::exp(law.rate.activation_energy / gas_constant * (1 / 298.15 - 1 / T)) *
                       std::exp(law.transfer_coefficient * faraday / (gas_constant * T) * (U - law.potential));
      const double R_0 = law.resistance;
      const double expected = R_0 * (std::pow(1 + (1 + mu) * k * time / R_0, 1 / (1 + mu)) - 1);
      const ArrayXd state = test::state_after(cell, 0, y, time);
      EXPECT_GT(expected, R_0 / 10);
      EXPECT_NEAR(mean_resistance(cell, state) / expected, 1, 1e-6) << mu << " at " << T;
      EXPECT_NEAR(state(cell.layout().q()), 0, 1e-15);  // it takes no charge
      EXPECT_NEAR(cell.mean_stoichiometry(state), y, 1e-12);
    }
}

/// What has grown lies in series to the film.
TEST(Interphase, IsAFilmOfItsResistance) {
  constexpr double R = 0.4;
  CellParameters c = test::simple_cell();
  Cell with_film(
      [&] {
        CellParameters film = c;
        film.composite().film_resistance = R + 0.01;
        return film;
      }(),
      {5, 9, 2});
  c.composite().film_resistance = 0.01;
  c.composite().interphase = test::interphase();
  c.composite().interphase->rate.value = 1e-30;
  Cell cell(c, {5, 9, 2});
  const auto voltage = [](Cell& of, double grown) {
    of.set_step({Control::Kind::current, 2.0}, {});
    ArrayXd state = of.resting_state(0.4);
    test::field(Fields<double>(of.layout(), state.data()), "interphase_resistance").setConstant(grown);
    make_consistent(of, state);
    return state(of.layout().V());
  };
  EXPECT_NEAR(voltage(cell, R), voltage(with_film, 0), 1e-9);
  EXPECT_GT(std::abs(voltage(cell, R) - voltage(cell, 0)), 1e-3);
}

ArrayXd rested(Cell& cell, double grown) {
  cell.set_step({Control::Kind::current, 0}, {});
  ArrayXd state = cell.resting_state(0.5);
  if (cell.composite().interphase().active())
    test::field(Fields<double>(cell.layout(), state.data()), "interphase_resistance").setConstant(grown);
  make_consistent(cell, state);
  return state;
}

/// An arc in series to those of charge transfer and film, and without a capacitance a part of the film.
TEST(Interphase, IsAnArcOfItsOwnInImpedance) {
  const std::vector<double> frequencies = logarithmic_frequencies(1e4, 1e-3, 3);
  const auto spectrum = [&](const CellParameters& c, double grown) {
    Cell cell(c, {1, 40, 2});
    return impedance(cell, rested(cell, grown), frequencies);
  };
  constexpr double R = 0.3, C = 0.5, R_film = 0.02;
  CellParameters c = test::simple_cell();
  c.composite().double_layer.capacitance = 0.1, c.composite().film_resistance = R_film;
  c.composite().electron_conductivity.value = 1e9;
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, 1e9};
  const double area = coefficients_of(c).composite().particles[0].a * c.composite().thickness;
  for (const double C_film : {0.0, 0.004}) {
    c.composite().film_capacitance.capacitance = C_film;
    CellParameters with = c;
    with.composite().interphase = test::interphase();
    with.composite().interphase->rate.value = 1e-30, with.composite().interphase->capacitance = C;
    const std::vector<Complex> bare = spectrum(c, 0), Z = spectrum(with, R);
    for (std::size_t m = 0; m < Z.size(); ++m) {
      const Complex s(0, 2 * std::numbers::pi * frequencies[m]);
      EXPECT_LT(std::abs(Z[m] - bare[m] - R / (1.0 + s * C * R) / area) / std::abs(Z[m]), 1e-9) << frequencies[m];
    }
    with.composite().interphase->capacitance = 0;
    CellParameters thicker = c;
    if (C_film == 0) thicker.composite().film_resistance += R;
    const std::vector<Complex> inner = spectrum(with, R), of_film = spectrum(thicker, 0);
    for (std::size_t m = 0; m < Z.size() && C_film == 0; ++m)
      EXPECT_LT(std::abs(inner[m] - of_film[m]) / std::abs(Z[m]), 1e-12);
  }
}

/// The same cell with all that lies on the surface scaled by hand: i_0, film and double layers.
TEST(Coverage, ScalesExchangeCurrentFilmAndDoubleLayer) {
  constexpr double zeta = 0.3;
  const std::vector<double> frequencies = logarithmic_frequencies(1e4, 1e-3, 3);
  CellParameters covered = test::simple_cell();
  Composite& p = covered.composite();
  p.double_layer = {0.1, 0.9, 10}, p.film_resistance = 0.05, p.film_capacitance = {0.004, 0.8, 10};
  p.coverage = {zeta, zeta, 0};
  CellParameters scaled = covered;
  Composite& q = scaled.composite();
  q.coverage = {};
  q.active().kinetics.exchange_current_density.value *= zeta, q.film_resistance /= zeta;
  q.double_layer.capacitance *= zeta, q.film_capacitance.capacitance *= zeta;
  Cell a(covered, {6, 12, 2}), b(scaled, {6, 12, 2});
  const ArrayXd x = test::state_after(a, 2, 0.2, 900), y = test::state_after(b, 2, 0.2, 900);
  EXPECT_LT((x - y).abs().maxCoeff(), 1e-9);
  const std::vector<Complex> Z_a = impedance(a, rested(a, 0), frequencies),
                             Z_b = impedance(b, rested(b, 0), frequencies);
  for (std::size_t m = 0; m < Z_a.size(); ++m) EXPECT_LT(std::abs(Z_a[m] / Z_b[m] - 1.0), 1e-12);
  EXPECT_NEAR(overpotentials(a, x).composite.layers / overpotentials(b, y).composite.layers, 1, 1e-9);
}

/// The arc of charge transfer grows as the surface shrinks, at its frequency.
TEST(Coverage, KeepsTheFrequencyOfTheArc) {
  CellParameters c = test::simple_cell();
  c.composite().double_layer.capacitance = 0.1;
  c.composite().active().diffusivity.value = 1e-9;  // no diffusion to speak of
  const auto at_top = [&](double zeta) {
    c.composite().coverage = {zeta, zeta, 0};
    Cell cell(c, {1, 6, 2});
    const std::vector<double> frequencies = logarithmic_frequencies(1e4, 10, 200);
    const std::vector<Complex> Z = impedance(cell, rested(cell, 0), frequencies);
    std::size_t top = 0;
    for (std::size_t m = 0; m < Z.size(); ++m)
      if (Z[m].imag() < Z[top].imag()) top = m;
    return std::pair{frequencies[top], -Z[top].imag()};
  };
  const auto [whole, height] = at_top(1);
  const auto [part, higher] = at_top(0.2);
  EXPECT_NEAR(part / whole, 1, 0.03);
  EXPECT_NEAR(higher / height, 5, 0.05);
}

/// With the equivalent cycles of a run in which all that ages does so at once, and sodium stays.
TEST(Coverage, FallsExponentiallyWithTheCyclesAndLosesNoSodium) {
  CellParameters c = test::simple_cell();
  c.pressure = 1e6;
  Composite& p = c.composite();
  p.coverage = {0.9, 0.2, 1.0 / 8};
  p.interphase = test::interphase();
  p.film = test::film();
  p.contact = 0.9, p.contact_loss = ContactLoss{0.5, 30};
  p.active().open_circuit_voltage = test::two_branches(4.2, 3.2, 0.03);
  Cell cell(c, {4, 8, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.8, settings.tolerance = 1e-6;
  settings.protocol = test::protocol_of({"Charge at C/5 until 4.15 V", "Discharge at C/5 until 3.4 V"}, 6);
  double start = 0, n = 0, before = 0, last = 1;
  test::Keeper keeper;
  keeper.each = [&](const Cell& at, const Moment& m) {
    const Fields<const double> s(at.layout(), m.state.data());
    n += std::abs(s.ionic_charge() - before) / 2, before = s.ionic_charge();
    last = at.composite().coverage().at(s);
    EXPECT_NEAR(last, 0.2 + 0.7 * std::exp(-n / 8), 1e-6);
    const double sodium =
        ions_in_composite(at, m.state) + ions_disconnected(at, m.state) - charge_passed(at, m.state) / faraday;
    if (start == 0) start = sodium;
    EXPECT_NEAR(sodium / start, 1, 1e-12);
  };
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_LT(last, 0.75);
  EXPECT_NEAR(test::at_end(keeper.cycles.back(), "coverage"), last, 1e-9);
  EXPECT_GT(test::at_end(keeper.cycles.back(), "interphase_resistance"), 1);
}

TEST(InterphaseAndCoverage, AreSecondOrderAcrossTheCompositeAndInTheParticles) {
  CellParameters c = test::simple_cell();
  c.composite().active_loading = 8e-2;
  c.composite().thickness = 8e-2 / 0.7 * c.composite().specific_volume() / 0.9;
  c.composite().interphase = test::interphase();
  c.composite().interphase->rate.value = 2e-5;
  c.composite().coverage = {0.8, 0.4, 1.0};
  const auto voltage = [&](const Mesh& mesh) {
    Cell cell(c, mesh);
    return test::state_after(cell, 2 * cell.coefficients().one_c(), 0.2, 400, 1e-10)(cell.layout().V());
  };
  const double a = voltage({10, 20, 2}), b = voltage({20, 20, 2}), d = voltage({40, 20, 2});
  EXPECT_NEAR(test::observed_order(a - b, b - d), 2.0, 0.15);
  const double e = voltage({4, 11, 2}), f = voltage({4, 21, 2}), g = voltage({4, 41, 2});
  EXPECT_NEAR(test::observed_order(e - f, f - g), 2.0, 0.15);
}

}  // namespace
}  // namespace closo
