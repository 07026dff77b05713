// The condensed solve against differences of the residual, at random states, for every option of the model.
#include <random>

#include <gtest/gtest.h>

#include "tests/cell_options.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

TEST(Jacobian, SolveInvertsTheDifferencesOfTheResidualForEveryOption) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(-1, 1);
  const auto noise = [&](Index n) { return ArrayXd(ArrayXd::NullaryExpr(n, [&] { return uniform(random); })); };
  for (const test::Option& option : test::options()) {
    CellParameters parameters = test::simple_cell();
    option.change(parameters);
    const bool active = parameters.has_active_material();
    Cell cell(parameters, {option.one_cell_in_x() ? 1 : 6, 7, 1.8, 5});
    cell.set_step(option.control, {});
    const Index n = cell.size();
    for (int trial = 0; trial < 5; ++trial) {
      ArrayXd y = active ? cell.resting_state(0.5) : cell.resting_state_at(3.0);
      const ArrayXd yp = 1e-3 * noise(n);
      ArrayXd wanted = noise(n);
      Fields<double> s(cell.layout(), y.data());
      for (Index p = 0; p < cell.layout().composite().n_p; ++p) {
        s.y(p) += 0.3 * noise(cell.layout().composite().shells())
                            .reshaped(cell.layout().composite().n_x, cell.layout().composite().n_r);
        s.j(p) = noise(cell.layout().composite().n_x);
      }
      for (Index k = 0; k < cell.layout().place("film_rate").columns; ++k) {
        test::field(s, "film_unspent", k) = 0.4 + 0.3 * noise(cell.layout().composite().n_x);
        test::field(s, "film_rate", k) = 1e-3 * noise(cell.layout().composite().n_x);
        test::field(Fields<double>(cell.layout(), wanted.data()), "film_rate", k) *= 1e-4;
      }
      s.u() += 0.2 * noise(cell.layout().composite().n_x);
      test::field(s, "salt") = 1 + 0.6 * noise(cell.layout().place("salt").rows);
      test::field(s, "interphase_resistance") = 0.02 + 0.01 * noise(cell.layout().place("interphase_resistance").rows);
      for (Index p = 0; p < cell.layout().place("branch").columns; ++p)
        test::field(s, "branch", p) = 0.8 * noise(cell.layout().composite().n_x);
      s.cycles() = 4, s.contact() *= 0.9;
      s.ionic_charge() = 0.3, s.temperature() = 300 + 5 * uniform(random);
      s.i() = (uniform(random) > 0 ? 2 : -2) + uniform(random), s.V() += 0.1 * uniform(random);
      for (Index k = 0; k < cell.layout().flats(); ++k)
        s.data()[test::voids_place(s.layout(), k)] = 0.5 + 0.4 * uniform(random), s.eta_m(k) = 0.1 * uniform(random);
      test::field(s, "negative_alloy") = 0.5 + 0.3 * noise(cell.layout().place("negative_alloy").rows);
      const double cj = std::pow(10.0, 2 * uniform(random) - 1);
      const ArrayXd x = test::solved_from_differences(cell, y, yp, wanted, cj);
      Index worst;
      // The column of the temperature is itself one of differences.
      EXPECT_LT((x - wanted).abs().maxCoeff(&worst), cell.model()->heated() ? 2e-5 : 1e-5)
          << option.name << ", unknown " << worst;
    }
  }
}

/// On charge, as the potential rises, a film that grows within the step may take more of it than the reaction gains.
TEST(Jacobian, SolveInvertsTheDifferencesWhereAFilmGrowsFasterThanTheCurrentMayBear) {
  CellParameters parameters = test::simple_cell();
  parameters.composite().film = test::film();
  for (OxidationReaction& r : parameters.composite().film.reactions)
    r.conductivity.value = 1e-8, r.passivating_thickness = 1;
  Cell cell(parameters, {3, 5, 1.8, 5});
  cell.set_step({Control::Kind::current, -3.0}, {});
  const Index n = cell.size();
  ArrayXd y = cell.resting_state(0.5);
  const Fields<double> s(cell.layout(), y.data());
  s.u().setConstant(3.6), s.j(0).setConstant(0.5), s.i() = -3;
  for (Index k = 0; k < cell.layout().place("film_rate").columns; ++k)
    test::field(s, "film_unspent", k).setConstant(0.7), test::field(s, "film_rate", k).setConstant(1e-3);
  const ArrayXd yp = ArrayXd::Zero(n);
  ArrayXd wanted = ArrayXd::LinSpaced(n, -1, 1);
  const Fields<double> w(cell.layout(), wanted.data());
  for (Index k = 0; k < 2; ++k) test::field(w, "film_rate", k) *= 1e-3;
  for (const double cj : {1e-2, 1e-1, 1.0, 10.0}) {
    const ArrayXd x = test::solved_from_differences(cell, y, yp, wanted, cj);
    Index worst;
    EXPECT_LT((x - wanted).abs().maxCoeff(&worst), 1e-5) << "cj " << cj << ", unknown " << worst;
  }
}

}  // namespace
}  // namespace closo
