// Coefficients that are curves against the same as numbers, and against what they say at a state.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using test::simple_cell;

/// A curve through a function, fine enough to be it.
Curve through(Curve::Variable variable, double from, double to, const std::function<double(double)>& f) {
  const ArrayXd x = ArrayXd::LinSpaced(4001, from, to);
  Curve c{1.0};
  c.variable = variable, c.name = "curve.csv";
  c.table = CubicTable::monotone(x, x.unaryExpr([&](double at) { return f(at); }));
  return c;
}

constexpr Curve::Variable of_y = Curve::Variable::stoichiometry, of_T = Curve::Variable::temperature;

/// After half an hour of a discharge from y = 0.3 at 2C.
ArrayXd discharged(const CellParameters& c) {
  Cell cell(c, {6, 12, 2});
  return test::state_after(cell, 2 * cell.coefficients().one_c(), 0.3, 600, 1e-10);
}

/// A cell in which all of these matter.
CellParameters thick_cell() {
  CellParameters c = simple_cell();
  c.composite().active_loading = 8e-2;
  c.composite().thickness = 8e-2 / 0.7 * c.composite().specific_volume() / 0.9;
  c.composite().electron_conductivity.value = 2e-3;
  c.temperature = 318.15;
  return c;
}

TEST(Curves, ThatSayWhatNumbersSayGiveTheSameCell) {
  CellParameters number = thick_cell();
  number.composite().active().kinetics = {{0.5, 30e3, 298.15}, 0.6, 0.4};
  number.composite().active().open_circuit_voltage.entropic_coefficient.value = 3e-4;
  number.composite().electron_conductivity.activation_energy = 15e3;
  const Curve kappa{0.09, 34e3, 298.15};
  number.separator.layers.front().electrolyte.conductivity = number.composite().electrolyte().conductivity = kappa;
  const ArrayXd expected = discharged(number);

  const auto differs = [&](const std::function<void(CellParameters&)>& change) {
    CellParameters curve = number;
    change(curve);
    return (discharged(curve) - expected).abs().maxCoeff();
  };
  EXPECT_LT(differs([](CellParameters& c) {
              Curve i_0 = through(of_y, 0.01, 0.99,
                                  [](double y) { return 0.5 * std::pow(2 * y, 0.4) * std::pow(2 * (1 - y), 0.6); });
              i_0.activation_energy = 30e3;
              c.composite().active().kinetics.exchange_current_density = i_0;
            }),
            1e-7);
  EXPECT_LT(differs([](CellParameters& c) {
              c.composite().active().open_circuit_voltage.entropic_coefficient =
                  through(of_y, 0, 1, [](double) { return 3e-4; });
            }),
            1e-9);
  EXPECT_LT(differs([](CellParameters& c) {
              Curve sigma = through(of_y, 0, 1, [](double) { return 2e-3; });
              sigma.activation_energy = 15e3;
              c.composite().electron_conductivity = sigma;
            }),
            1e-9);
  EXPECT_LT(differs([&](CellParameters& c) {
              const Curve curve = through(of_T, 250, 350, [&](double T) { return kappa.at(T); });
              c.separator.layers.front().electrolyte.conductivity = c.composite().electrolyte().conductivity = curve;
            }),
            1e-8);
}

/// A curve of dU/dT lies under the whole voltage of a cell at rest.
TEST(Curves, OfTheEntropyMoveTheVoltageAtRest) {
  CellParameters c = simple_cell();
  c.temperature = 318.15;
  const auto by_temperature = [](double y) { return 4e-4 * std::sin(5 * y); };
  const Cell number(c, {3, 5});
  c.composite().active().open_circuit_voltage.entropic_coefficient = through(of_y, 0.1, 0.95, by_temperature);
  const Cell curve(c, {3, 5});
  EXPECT_EQ(curve.composite().equilibrium().curve().y_lower(), 0.1);
  EXPECT_EQ(curve.model()->composite().stoichiometries[0].low, 0.1);
  EXPECT_EQ(curve.model()->composite().stoichiometries[0].high, 0.95);
  for (const double y : {0.2, 0.5, 0.9}) {
    EXPECT_NEAR(curve.composite().equilibrium().at(y).value - number.composite().equilibrium().at(y).value,
                20 * by_temperature(y), 1e-9)
        << y;
    EXPECT_NEAR(curve.composite().equilibrium().at(y).slope - number.composite().equilibrium().at(y).slope,
                20 * 4e-4 * 5 * std::cos(5 * y), 1e-6)
        << y;
  }
  const double mean = 20 * 4e-4 / 5 * (std::cos(5 * 0.2) - std::cos(5 * 0.8)) / 0.6;
  EXPECT_NEAR(
      curve.composite().equilibrium().curve().mean(0.2, 0.8) - number.composite().equilibrium().curve().mean(0.2, 0.8),
      mean, 1e-9);
}

/// With particles of one stoichiometry there is one conductivity.
TEST(ElectronsThatFollowStoichiometry, HaveTheConductivityOfTheParticles) {
  for (const bool liquid : {false, true})
    for (const double y : {0.2, 0.7}) {
      CellParameters follows = thick_cell();
      if (liquid) test::fill_with_liquid(follows, test::liquid(true));
      test::let_electrons_follow(follows);
      CellParameters number = follows;
      const Curve& sigma = follows.composite().electron_conductivity;
      number.composite().electron_conductivity = Curve{sigma.value * sigma.shape(y).value};
      const auto started = [&](const CellParameters& c) {
        Cell cell(c, {8, 5, 1});
        cell.set_step({Control::Kind::current, 5.0}, {});
        ArrayXd state = cell.resting_state(y);
        make_consistent(cell, state);
        return ArrayXd(state);
      };
      EXPECT_LT((started(follows) - started(number)).abs().maxCoeff(), 1e-9) << liquid << " " << y;
    }
}

/// Ohm's law from cell to cell and on to the collector, under way.
TEST(ElectronsThatFollowStoichiometry, ObeyOhmsLawAtEveryFace) {
  for (const bool liquid : {false, true}) {
    CellParameters c = thick_cell();
    test::let_electrons_follow(c);
    c.composite().particles = {{0.2e-6, 0.3}, {0.4e-6, 0.7}};
    c.composite().collector_resistance = 1e-3;
    if (liquid) test::fill_with_liquid(c, test::liquid(true));
    Cell cell(c, {6, 12, 2});
    const double i = 2 * cell.coefficients().one_c();
    const ArrayXd state = test::state_after(cell, i, 0.2, 800, 1e-9);
    ArrayXd y = ArrayXd::Zero(6);
    for (Index p = 0; p < 2; ++p)
      y += c.composite().particles[static_cast<std::size_t>(p)].share * particle_stoichiometry(cell, state, p);
    EXPECT_GT(y.maxCoeff() - y.minCoeff(), 0.05);
    const Curve& sigma = c.composite().electron_conductivity;
    const ArrayXd half = y.unaryExpr(
        [&](double at) { return cell.model()->composite().cell_width / (2 * sigma.value * sigma.shape(at).value); });
    const ArrayXd I_s = i - cell.ionic_current(state), phi_s = potentials(cell, state).phi_s;
    for (Index k = 0; k + 1 < 6; ++k)
      EXPECT_NEAR(phi_s(k) - phi_s(k + 1), I_s(k + 1) * (half(k) + half(k + 1)), 1e-9) << k;
    EXPECT_NEAR(phi_s(5) - state(cell.layout().V()), i * (half(5) + 1e-3), 1e-7);
  }
}

}  // namespace
}  // namespace closo
