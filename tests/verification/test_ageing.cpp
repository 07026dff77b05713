// Contact and metal interface over many cycles against their closed forms, with sodium conserved to round-off.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr double MPa = 1e6;

CellParameters ageing_cell() {
  CellParameters c = test::simple_cell();
  c.pressure = 0.2 * MPa;
  c.composite().contact = 0.9;
  c.composite().contact_loss = ContactLoss{0.5, 20};
  c.composite().contact_pressure = ContactPressure{0.2 * MPa, 0.3};
  c.flat(Side::negative).interface = MetalInterface{0.2 * MPa, 0.5, test::growth_per_cycle(c, 1e-3), {}, {}};
  c.flat(Side::negative).interface_resistance = 2e-3;
  return c;
}

/// Cycles between 3.4 and 4.15 V; `see` is called after each step.
test::Keeper cycled(const CellParameters& c, int cycles, const std::function<void(const Cell&, const Moment&)>& see) {
  Cell cell(c, {4, 8, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.8;
  settings.tolerance = 1e-6;
  settings.protocol = test::protocol_of({"Charge at C/5 until 4.15 V", "Discharge at C/5 until 3.4 V"}, cycles);
  test::Keeper keeper;
  keeper.each = see;
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  return keeper;
}

/// At every moment, by the charge that has passed until then.
TEST(Ageing, ContactApproachesItsLimitAndResistanceGrowsWithTheSquareRoot) {
  const CellParameters c = ageing_cell();
  double n = 0, before = 0;
  cycled(c, 10, [&](const Cell& at, const Moment& m) {
    const Fields<const double> s(at.layout(), m.state.data());
    n += std::abs(s.q() - before) / 2;  // q turns at the ends of steps alone, which are moments
    before = s.q();
    EXPECT_NEAR(s.cycles(), n, 1e-9);
    EXPECT_NEAR(s.contact(), 0.5 + 0.4 * std::exp(-n / 20), 5e-7);
    EXPECT_NEAR(at.flat_interfaces().front().growth().resistance(s), 1e-3 * std::sqrt(n), 1e-9);
  });
  EXPECT_GT(n, 5);
}

TEST(Ageing, SodiumGoesWithTheMaterialThatLosesContact) {
  for (const bool film : {false, true}) {
    CellParameters c = ageing_cell();
    if (film) c.composite().film = test::film();
    double start = 0, cut_off = 0;
    cycled(c, 8, [&](const Cell& at, const Moment& m) {
      const double sodium =
          ions_in_composite(at, m.state) + ions_disconnected(at, m.state) - charge_passed(at, m.state) / faraday;
      if (start == 0) start = sodium;
      EXPECT_NEAR(sodium / start, 1, 1e-12);
      cut_off = ions_disconnected(at, m.state);
    });
    EXPECT_GT(cut_off / start, 0.1);
  }
}

/// What the material without contact holds, against the sum of what it lost it with: all y dtheta.
TEST(Ageing, MaterialLosesItsContactWithTheIonsThatItHolds) {
  const CellParameters c = ageing_cell();
  double theta = c.composite().contact, y = 0.8, lost = (1 - theta) * y, largest = 0;
  cycled(c, 4, [&](const Cell& at, const Moment& m) {
    const double now = m.state(at.layout().composite().contact), mean = at.mean_stoichiometry(m.state);
    lost += (theta - now) * (y + mean) / 2;  // by the trapezoidal rule from moment to moment
    theta = now, y = mean;
    const double all = at.coefficients().composite().exchange_charge / c.composite().contact / faraday;
    largest = std::max(largest, std::abs(ions_disconnected(at, m.state) / all - lost));
  });
  EXPECT_LT(theta, 0.86);
  EXPECT_LT(largest, 1e-5);
}

/// What comes back under pressure: the contact, and the ions that it brings, as an integral of what it meets.
TEST(Ageing, PressureBringsMaterialBackWithItsIons) {
  CellParameters c = ageing_cell();
  c.pressure = 20 * MPa;
  Cell cell(c, {3, 6, 2});
  const double odds = std::pow(100.0, 0.3), limit = odds / (1 + odds);
  EXPECT_NEAR(cell.composite().contact_ageing().limit(), limit, 1e-12);
  ArrayXd state = cell.resting_state(0.5);
  const Fields<double> s(cell.layout(), state.data());
  s.contact() = 0.6, s.ions() = 0.6 * 0.5 + 0.4 * 0.2;  // what has no contact lost it when it was charged
  const double sodium = ions_in_composite(cell, state) + ions_disconnected(cell, state);
  const double i = cell.coefficients().one_c();
  cell.set_step({Control::Kind::current, i / 5}, {});
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), 3600);
  double y = 0.5, there = 0.2, theta = 0.6;  // followed by the trapezoidal rule
  const double per_charge = i / 5 / (cell.coefficients().composite().exchange_charge / c.composite().contact);
  double time = 0;
  for (Advance advance = Advance::stepped; advance == Advance::stepped;) {
    advance = integrator.advance();
    const double dt = integrator.time() - time, n = i / 5 * dt / (2 * cell.coefficients().nominal_charge);
    time = integrator.time();
    const double next = limit + (theta - limit) * std::exp(-n / 20), back = (theta + next) / 2;
    y += per_charge / back * dt + (next - theta) / back * (there - y);
    theta = next;
  }
  state = integrator.state();
  EXPECT_NEAR(state(cell.layout().composite().contact), theta, 1e-6);
  EXPECT_NEAR(cell.mean_stoichiometry(state), y, 1e-4);
  EXPECT_GT(state(cell.layout().composite().contact), 0.6);
  const double passed = charge_passed(cell, state) / faraday;
  EXPECT_NEAR((ions_in_composite(cell, state) + ions_disconnected(cell, state) - passed) / sodium, 1, 1e-12);
  // What has no contact keeps what it holds per material.
  EXPECT_NEAR(ions_disconnected(cell, state) /
                  (cell.coefficients().composite().exchange_charge / c.composite().contact / faraday),
              0.2 * (1 - theta), 1e-6);
}

TEST(Ageing, CapacityFallsAsContactDoes) {
  CellParameters c = ageing_cell();
  c.composite().particles = {{0.02e-6, 1.0}};  // no diffusion to wait for
  c.flat(Side::negative).interface.reset();
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
  EXPECT_NEAR(after.flat(Side::negative).resistance / before.flat(Side::negative).resistance, 0.5, 1e-12);
  EXPECT_NEAR(after.flat(Side::negative).i_ref / before.flat(Side::negative).i_ref, 2, 1e-12);
}

}  // namespace
}  // namespace closo
