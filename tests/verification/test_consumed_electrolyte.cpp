// The electrolyte that a film consumes: closed forms of volume and conduction, sodium, and the order of the mesh.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "models/impedance.hpp"
#include "tests/cells.hpp"
#include "tests/error_of.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr double held_at = 4.0;    // V
constexpr double one_hour = 3600;  // s

/// A reaction that ends with all it can give, share w of the electrolyte by then, at a rate that the potential sets.
CellParameters resting_cell(double share, ConductionPath path) {
  CellParameters c = test::simple_cell();
  c.composite().film = test::consuming_film(c.composite(), share);
  for (OxidationReaction& r : c.composite().film.reactions)
    r.rate = {1e-5}, r.potential = held_at, r.passivating_thickness = 1;
  c.composite().ion_path = path;
  c.separator.layers.front().thickness = 1e-6;
  c.flat(Side::negative).kinetics.exchange_current_density.value = 1e4;
  return c;
}

ArrayXd state_held(Cell& cell, double duration) {
  cell.set_step({Control::Kind::voltage, held_at}, {});
  ArrayXd state = cell.resting_state(cell.composite().equilibrium().curve().stoichiometry(held_at));
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), duration);
  while (integrator.advance() == Advance::stepped) {
  }
  return integrator.state();
}

const FieldColumn& fraction_column() {
  return *std::ranges::find_if(columns().profiles,
                               [](const FieldColumn& c) { return c.name == "electrolyte_fraction"; });
}

/// Without passivation  s_e = 1 - share [1 - exp(-k t)],  eps = eps_0 s_e  and  L / kappa = L / kappa_0 s_e^-nu_e.
TEST(ConsumedElectrolyte, LeavesVolumeAndConductionByTheLawOfTheComposite) {
  using Kind = ConductionPath::Kind;
  for (const auto& [path, exponent] : {std::pair{ConductionPath{Kind::bruggeman, 2.3}, 2.3},
                                       std::pair{ConductionPath{Kind::tortuosity_factor, 4}, 1.0}})
    for (const double share : {0.3, 0.95})
      for (const double t : {one_hour, 40 * one_hour}) {
        const CellParameters c = resting_cell(share, path);
        Cell cell(c, {4, 8, 2});
        const ArrayXd state = state_held(cell, t);
        const double left = 1 - share * (1 - std::exp(-1e-5 * t));
        const CompositeCoefficients& k = cell.coefficients().composite(0);
        EXPECT_NEAR(cell.ions_at(state, 0).across() * k.kappa_eff / c.composite().thickness * std::pow(left, exponent),
                    1, 1e-3)
            << share << " " << t;
        EXPECT_NEAR(fraction_column().value(cell, state, {})(2) / (k.eps_electrolyte * left), 1, 1e-3);
      }
}

/// Where double layers pass all, ions and electrons conduct side by side between the centres of the outermost cells,
/// and one of them alone beyond.
TEST(ConsumedElectrolyte, ShowsInTheImpedanceAsTwoConductorsSideBySide) {
  CellParameters c = test::simple_cell();
  c.composite().film = test::consuming_film(c.composite(), 0.9);
  c.composite().double_layer.capacitance = 1;
  c.composite().electron_conductivity.value = 0.02;
  Cell cell(c, {40, 6, 2});
  ArrayXd state = cell.resting_state(0.5);
  const Fields<double> s(cell.layout(), state.data());
  for (const Index k : {0, 1}) test::field(s, "film_unspent", k).setConstant(0.4);
  cell.set_step({Control::Kind::current, 0}, {});
  make_consistent(cell, state);
  const double left = 1 - 0.9 * 0.6, kappa = cell.coefficients().composite(0).kappa_eff * std::pow(left, 1.5);
  ASSERT_EQ(c.composite().ion_path.exponent(), 1.5);
  const double R_separator = cell.coefficients().R_separator,
               R = impedance(cell, state, {1e9}).front().real() - R_separator;
  const double L = c.composite().thickness, end = L / 80;
  const double composite = end / kappa + end / 0.02 + (L - 2 * end) / (kappa + 0.02);
  const double metal = 1 / (cell.coefficients().f * cell.coefficients().flat(Side::negative).i_ref);
  EXPECT_NEAR((R - metal) / composite, 1, 1e-6);
}

/// The charge of the film and what the particles give make the current: no sodium is lost with the electrolyte.
TEST(ConsumedElectrolyte, LosesNoSodiumAndWidensTheGap) {
  double gap[2] = {0, 0};
  for (const bool consumed : {false, true}) {
    CellParameters c = test::simple_cell();
    c.composite().film = test::consuming_film(c.composite(), 0.97);
    for (OxidationReaction& r : c.composite().film.reactions) r.passivating_thickness = 1, r.conductivity.value = 1;
    if (!consumed) c.composite().film.electrolyte_molar_volume = 0;
    Cell cell(c, {6, 8, 2});
    RunSettings settings;
    settings.start_stoichiometry = 0.9, settings.tolerance = 1e-6;
    settings.protocol = test::protocol_of({"Charge at C/5 until 4.15 V", "Discharge at C/5 until 3.3 V"}, 3);
    double start = 0;
    test::Keeper keeper;
    keeper.each = [&](const Cell& at, const Moment& m) {
      const double sodium = ions_in_composite(at, m.state) - charge_passed(at, m.state) / faraday;
      if (start == 0) start = sodium;
      EXPECT_NEAR(sodium / start, 1, 1e-12);
    };
    ASSERT_TRUE(simulate(cell, settings, keeper).completed());
    for (const StepResult& step : {keeper.steps[4], keeper.steps[5]})
      gap[consumed] += step.energy / step.charge * (step.charge < 0 ? 1 : -1);
    if (!consumed) continue;
    EXPECT_GT(test::at_end(keeper.cycles.back(), "ion_resistance"), 3);
  }
  EXPECT_GT(gap[1], gap[0]);
}

TEST(ConsumedElectrolyte, IsOfSecondOrderAcrossTheComposite) {
  CellParameters c = test::simple_cell();
  c.composite().active_loading = 8e-2;
  c.composite().thickness = 8e-2 / 0.7 * c.composite().specific_volume() / 0.9;
  c.composite().electrolyte_loading = 8e-2 * 2 / 7;
  c.composite().film = test::consuming_film(c.composite(), 0.9);
  for (OxidationReaction& r : c.composite().film.reactions) r.rate.value = 2e-4, r.passivating_thickness = 1;
  const auto voltage = [&](Index n_x) {
    Cell cell(c, {n_x, 12, 2});
    return test::state_after(cell, -cell.coefficients().one_c(), 0.6, 600, 1e-10)(cell.layout().V());
  };
  const double a = voltage(10), b = voltage(20), d = voltage(40);
  EXPECT_NEAR(test::observed_order(a - b, b - d), 2.0, 0.15);
}

}  // namespace
}  // namespace closo
