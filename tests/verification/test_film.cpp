// Growth of the film under a constant potential against closed forms, and what a cell does with it.
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "formats/yaml/run_input.hpp"
#include "tests/cells.hpp"
#include "tests/error_of.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr double held = 4.0;   // V
constexpr double hour = 3600;  // s

/// A cell held at its open-circuit voltage, where only the film takes current, and hardly any.
CellParameters resting_cell(const Film& film) {
  CellParameters c = test::simple_cell();
  c.composite().film = film;
  c.separator.layers.front().thickness = 1e-6;
  c.flat(Side::negative).kinetics.exchange_current_density.value = 1e4;
  return c;
}

/// Film charge [C kg-1] after a time at constant potential.
double charge_after(const CellParameters& parameters, double duration) {
  Cell cell(parameters, {4, 8, 2});
  const double y = cell.composite().equilibrium().curve().stoichiometry(held);
  cell.set_step({Control::Kind::voltage, held}, {});
  ArrayXd state = cell.resting_state(y);
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), duration);
  while (integrator.advance() == Advance::stepped) {
  }
  state = integrator.state();
  return cell.composite().film().charge({cell.layout(), state.data()}).mean();
}

/// Per mass of active material, of which the cell has 70 % beside 20 % of electrolyte [C kg-1].
double charge_of(const OxidationReaction& r) {
  return r.electrolyte_charge * 2 / 7;
}

double rate_at_potential(const OxidationReaction& r, double T) {
  return r.rate.value * std::exp(r.transfer_coefficient * faraday / (gas_constant * T) * (held - r.potential));
}

TEST(Film, GrowsLogarithmicallyWhereItPassivates) {
  Film film = test::film();
  film.reactions = {{"plenty", 3.9, {1e-9}, 0.5, 3.5e8, 20e-9, {1e-6}}};
  const CellParameters c = resting_cell(film);
  const double G_p = film.reactions[0].passivating_thickness * faraday * film.specific_area / film.molar_volume;
  const double start =
      rate_at_potential(film.reactions[0], c.temperature) * charge_of(film.reactions[0]);  // C kg-1 s-1
  for (const double t : {hour, 100 * hour})
    EXPECT_NEAR(charge_after(c, t) / (G_p * std::log1p(start * t / G_p)), 1, 2e-4) << t;
}

TEST(Film, EndsWithTheChargeOfItsReactionsWhereItDoesNotPassivate) {
  Film film = test::film();
  film.reactions = {{"first", 3.9, {1e-6}, 0.5, 1050, 1, {1e-6}}, {"second", 4.1, {1e-6}, 0.3, 1750, 1, {2e-6}}};
  const CellParameters c = resting_cell(film);
  for (const double t : {10 * hour, 100 * hour}) {
    double expected = 0;
    for (const OxidationReaction& r : film.reactions)
      expected += charge_of(r) * (1 - std::exp(-rate_at_potential(r, c.temperature) * t));
    EXPECT_NEAR(charge_after(c, t) / expected, 1, 2e-4) << t;
  }
}

/// The rate at a potential u follows Arrhenius with  E - alpha F (u - U):  the overpotential drives less where it is
/// warm.
TEST(Film, GrowsFasterWhereItIsWarmIfItsActivationEnergyExceedsItsOverpotential) {
  const double warm = 333.15, cold = 298.15, time = 1;
  for (const double energy : {20e3, 80e3}) {
    Film film = test::film();
    film.reactions = {{"plenty", 3.4, {1e-14, energy}, 0.5, 3.5e7, 1, {1e-6}}};
    CellParameters c = resting_cell(film);
    const double at_cold = charge_after(c, time);
    c.temperature = warm;
    const double apparent = gas_constant * std::log(charge_after(c, time) / at_cold) / (1 / cold - 1 / warm);
    const double expected = energy - 0.5 * faraday * (held - 3.4);
    EXPECT_NEAR(apparent, expected, 1) << energy;
    EXPECT_NEAR(film.reactions[0].apparent_activation_energy(held), expected, 1e-9);
    EXPECT_EQ(apparent > 0, energy > 30e3);
  }
}

/// All that reactions can give is that of the electrolyte beside the active material.
TEST(Film, HasTheChargeOfTheElectrolyteInTheComposite) {
  CellParameters c = resting_cell(test::film());
  c.composite().active_weight_fraction = 0.88, c.composite().electrolyte_weight_fraction = 0.02;
  c.composite().electrolyte_loading = c.composite().active_loading * 0.02 / 0.88;
  Cell cell(c, {3, 5, 2});
  ArrayXd state = cell.resting_state(0.5);
  const Fields<double> s(cell.layout(), state.data());
  test::field(s, "film_unspent", 0).setZero(), test::field(s, "film_unspent", 1).setZero();
  const double all = c.composite().electrolyte_loading * (210e3 + 315e3);  // C m-2
  EXPECT_NEAR(cell.composite().side_charge({cell.layout(), state.data()}) / all, 1, 1e-12);
  // 2e-4 m3/mol of film from 1150 kg/m3 of electrolyte: 1.25 times its volume.
  std::vector<std::string> doubts;
  for (const Doubt& doubt : columns().doubts)
    if (const std::string text = doubt(cell, state); !text.empty()) doubts.push_back(text);
  ASSERT_EQ(doubts.size(), 1u);
  EXPECT_TRUE(test::contains(
      doubts[0], fmt::format("the film has consumed {:.0f} %", 100 * (210e3 + 315e3) / faraday * 2e-4 * 1150)))
      << doubts[0];
}

TEST(Film, HasItsThicknessAndResistanceFromItsCharge) {
  const CellParameters c = resting_cell(test::film());
  const Film& film = c.composite().film;
  Cell cell(c, {3, 5, 2});
  ArrayXd state = cell.resting_state(0.5);
  const Fields<double> s(cell.layout(), state.data());
  test::field(s, "film_unspent", 0).setConstant(0.75);
  test::field(s, "film_unspent", 1).setConstant(0.5);
  const double G = 0.25 * charge_of(film.reactions[0]) + 0.5 * charge_of(film.reactions[1]);
  const double thickness = G / faraday * film.molar_volume / film.specific_area;
  EXPECT_NEAR(cell.composite().film().charge({cell.layout(), state.data()})(1) / G, 1, 1e-12);
  const auto column =
      std::ranges::find_if(columns().profiles, [](const FieldColumn& c) { return c.name == "film_thickness"; });
  EXPECT_NEAR(column->value(cell, state, {})(1) / thickness, 1, 1e-12);
  const auto part = [&](const OxidationReaction& r, double share) {
    return share * charge_of(r) / faraday * film.molar_volume / film.specific_area / r.conductivity.value;
  };
  const double in_series = part(film.reactions[0], 0.25) + part(film.reactions[1], 0.5);
  EXPECT_NEAR(cell.composite().layer_resistance({cell.layout(), state.data()})(2) / in_series, 1, 1e-12);
}

/// Measured: the electrolyte decomposes faster at 60 degC.
TEST(Film, OfTheReferenceCellTakesMoreOfTheFirstCycleWhereItIsWarm) {
  const auto taken_at = [](double temperature) {
    CellParameters c =
        read_cell_parameters(resolve_file(CLOSO_SOURCE_DIR "/params/cells/asakura2020_swagelok.yaml", {}), nullptr);
    c.temperature = temperature;
    for (const OxidationReaction& r : c.composite().film.reactions)
      EXPECT_GT(r.apparent_activation_energy(c.upper_voltage), 0) << r.name;
    Cell cell(c, {5, 12, 2});
    RunSettings settings;
    settings.protocol = test::protocol_of({"Charge at C/10 until 4.15 V", "Discharge at C/10 until 2.5 V"});
    test::Keeper keeper;
    EXPECT_TRUE(simulate(cell, settings, keeper).completed());
    return test::charge_at_end(c, keeper.cycles.front(), "film_charge");
  };
  EXPECT_GT(taken_at(333.15), 1.2 * taken_at(298.15));
}

TEST(Film, TakesChargeThatDoesNotComeBack) {
  CellParameters c = test::simple_cell();
  c.composite().film = test::film();
  Cell cell(c, {5, 10, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.9;
  settings.protocol = test::protocol_of({"Charge at C/5 until 4.15 V", "Discharge at C/5 until 3.3 V"}, 3);
  test::Keeper keeper;
  double film = 0;
  keeper.each = [&](const Cell& at, const Moment& m) {
    film = at.composite().side_charge({at.layout(), m.state.data()});
  };
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  std::vector<double> lost;
  for (std::size_t k = 0; k < keeper.steps.size(); k += 2)
    lost.push_back(-keeper.steps[k].charge - keeper.steps[k + 1].charge);
  EXPECT_GT(lost[0], 1.5 * lost[1]);
  EXPECT_GT(lost[1], lost[2]);
  EXPECT_GT(lost[2], 0);
  EXPECT_GT(film, lost[1]);
}

}  // namespace
}  // namespace closo
