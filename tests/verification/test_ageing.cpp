// Contact and metal interface over many cycles against their closed forms, with sodium conserved to round-off.
#include <cmath>

#include <gtest/gtest.h>

#include "models/ageing.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr double MPa = 1e6;

CellParameters ageing_cell() {
  CellParameters c = test::simple_cell();
  c.pressure = 0.2 * MPa;
  c.positive.contact = 0.9;
  c.positive.contact_loss = ContactLoss{0.5, 20};
  c.positive.contact_pressure = ContactPressure{0.2 * MPa, 0.3};
  c.negative.interface = MetalInterface{0.2 * MPa, 0.5, 1e-3, {}};
  c.negative.interface_resistance = 2e-3;
  return c;
}

/// Cycles between 3.4 and 4.15 V; `see` is called after each step.
test::Keeper cycled(const CellParameters& c, int cycles, const std::function<void(const Cell&, const Moment&)>& see) {
  Cell cell(c, {4, 8, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.8;
  for (int k = 0; k < cycles; ++k)
    for (const char* step : {"Charge at C/5 until 4.15 V", "Discharge at C/5 until 3.4 V"})
      settings.protocol.emplace_back(parse_step(step));
  test::Keeper keeper;
  keeper.each = see;
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  return keeper;
}

TEST(Ageing, ContactApproachesItsLimitAndResistanceGrowsWithTheSquareRoot) {
  const CellParameters c = ageing_cell();
  const double nominal = coefficients_of(c).nominal_charge;
  double passed = 0, theta = 0, grown = 0;
  const test::Keeper keeper = cycled(c, 10, [&](const Cell& at, const Moment& m) {
    theta = m.state(at.layout().contact()), grown = m.state(at.layout().metal_growth());
  });
  for (std::size_t k = 0; k + 1 < keeper.steps.size(); ++k) passed += std::abs(keeper.steps[k].charge);
  const double n = passed / (2 * nominal);  // before the last step, whose rows are the last
  EXPECT_GT(n, 5);
  EXPECT_NEAR(theta, 0.5 + 0.4 * std::exp(-n / 20), 1e-12);
  EXPECT_NEAR(grown, 1e-3 * std::sqrt(n), 1e-12);
}

TEST(Ageing, SodiumGoesWithTheMaterialThatLosesContact) {
  for (const bool film : {false, true}) {
    CellParameters c = ageing_cell();
    if (film) c.positive.film = test::film();
    double start = 0, cut_off = 0;
    cycled(c, 8, [&](const Cell& at, const Moment& m) {
      const double sodium =
          ions_in_positive(at, m.state) + ions_cut_off(at, m.state) - charge_passed(at, m.state) / faraday;
      if (start == 0) start = sodium;
      EXPECT_NEAR(sodium / start, 1, 1e-12);
      cut_off = ions_cut_off(at, m.state);
    });
    EXPECT_GT(cut_off / start, 0.1);
  }
}

TEST(Ageing, PressureBringsMaterialBackWithItsSodium) {
  CellParameters c = ageing_cell();
  Cell low(c, {3, 6, 2});
  ArrayXd state = low.resting_state(0.2);
  age(low, 20 * 2 * low.coefficients().nominal_charge, state);
  const double theta = state(low.layout().contact());
  Fields<double>(low.layout(), state.data()).y(0) += 0.5;  // the cell was discharged since
  c.pressure = 20 * MPa;
  const Cell high(c, {3, 6, 2});
  const double odds = std::pow(100.0, 0.3);
  EXPECT_NEAR(contact_limit(c), odds / (1 + odds), 1e-12);
  const double sodium = ions_in_positive(high, state) + ions_cut_off(high, state);
  age(high, 50 * 2 * high.coefficients().nominal_charge, state);
  EXPECT_GT(state(high.layout().contact()), theta);
  EXPECT_NEAR((ions_in_positive(high, state) + ions_cut_off(high, state)) / sodium, 1, 1e-13);
  EXPECT_LT(high.mean_stoichiometry(state), 0.7);  // what comes back was cut off charged
}

TEST(Ageing, CapacityFallsAsContactDoes) {
  CellParameters c = ageing_cell();
  c.positive.particles = {{0.02e-6, 1.0}};  // no diffusion to wait for
  c.negative.interface.reset();
  const test::Keeper keeper = cycled(c, 12, [](const Cell&, const Moment&) {});
  std::vector<double> capacity;
  for (std::size_t k = 1; k < keeper.steps.size(); k += 2) capacity.push_back(keeper.steps[k].charge);
  const double lost = capacity.back() / capacity.front();
  EXPECT_LT(lost, 0.9);
  double n = 0, first = 0;
  for (std::size_t k = 0; k + 1 < keeper.steps.size(); ++k) {
    if (k == 1) first = n;
    n += std::abs(keeper.steps[k].charge) / (2 * coefficients_of(c).nominal_charge);
  }
  const auto theta = [](double cycles) { return 0.5 + 0.4 * std::exp(-cycles / 20); };
  EXPECT_NEAR(lost / (theta(n) / theta(first)), 1, 2e-3);
}

TEST(Ageing, PressureWidensTheMetalInterface) {
  CellParameters c = ageing_cell();
  const Coefficients before = coefficients_of(c);
  c.pressure *= 4;
  const Coefficients after = coefficients_of(c);
  EXPECT_NEAR(after.negative.resistance / before.negative.resistance, 0.5, 1e-12);
  EXPECT_NEAR(after.negative.i_ref / before.negative.i_ref, 2, 1e-12);
}

}  // namespace
}  // namespace closo
