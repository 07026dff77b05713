// Robustness of cells of two composites: whatever they are made of, a run ends with a stated reason, every inventory is
// kept, and the losses sum to the voltage.
#include <algorithm>
#include <optional>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/random_cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using test::log_uniform, test::uniform;

/// Hysteresis and contact that is lost, each in some composites.
void add_slow_options(std::mt19937& random, Composite& p, double gap) {
  if (random() % 4 == 0) p.contact_loss = ContactLoss{uniform(random, 0.1, 1), log_uniform(random, 1, 1e3)};
  if (random() % 4 == 0) p.contact_pressure = ContactPressure{1e6, uniform(random, 0, 0.5)};
  if (random() % 4 != 0) return;
  OpenCircuitVoltageData& ocv = p.active().open_circuit_voltage;
  VoltageCurve charge = ocv;
  const double ends[2] = {ocv.table ? ocv.table->at(0).value : 0, ocv.table ? ocv.table->at(1).value : 0};
  if (charge.table) charge.table = test::linear_voltage(ends[0] + gap, ends[1] + gap).table;
  for (Gallery& g : charge.galleries) g.potential += gap;
  charge.empty += gap, charge.full += gap;
  ocv.hysteresis = Hysteresis{charge, uniform(random, 0.01, 0.3), random() % 2 == 0 ? 1.0 : -1.0};
}

/// A host between 0 and 1.5 V in the place of the metal, with 0.3 to 3 times the charge of the positive one.
Composite negative_composite(std::mt19937& random, const Composite& positive) {
  Composite n = positive;
  test::vary_composite(random, n);
  n.active().name = "negative host";
  n.active().exchanged_ions = 1, n.active().molar_mass = 0.08;
  const double per_mass = n.active().molar_mass / n.active().exchanged_ions * positive.active().exchanged_ions /
                          positive.active().molar_mass;
  const double loading = positive.active_loading * per_mass * log_uniform(random, 0.3, 3),
               change = loading / n.active_loading;
  n.active_loading = loading, n.electrolyte_loading *= change, n.thickness *= change;
  if (random() % 2 == 0) {
    n.active().open_circuit_voltage = {};
    n.active().open_circuit_voltage.galleries = {{0.5, 0.085, 0.3}, {0.5, 0.21, 0.6}};
    n.active().open_circuit_voltage.empty = 1.5, n.active().open_circuit_voltage.full = -0.2;
  } else {
    n.active().open_circuit_voltage = test::linear_voltage(0.9, 0.05);
  }
  return n;
}

CellParameters random_full_cell(std::mt19937& random) {
  CellParameters c = test::simple_cell();
  Composite& p = c.composite();
  test::vary_composite_and_separator(random, c);
  if (random() % 4 == 0)
    c.separator.layers.front().electrolyte.electronic_conductivity = log_uniform(random, 1e-10, 1e-5);
  c.temperature = uniform(random, 253.15, 373.15);
  c.pressure = log_uniform(random, 1e4, 1e8);
  if (random() % 3 == 0) test::fill_with_liquid(c, test::random_liquid(random));
  Composite n = negative_composite(random, p);
  if (random() % 2 == 0) p.active().open_circuit_voltage = test::two_plateaus();
  test::add_blend(random, p), test::add_blend(random, n);
  add_slow_options(random, p, 0.05), add_slow_options(random, n, 0.02);
  test::add_fast_options(random, p), test::add_fast_options(random, n);
  test::add_film(random, p, 2.5, 4.5), test::add_film(random, n, 0.1, 1.5);
  if (random() % 4 == 0) {
    p.active().open_circuit_voltage.entropic_coefficient.value = uniform(random, -5e-4, 5e-4);
    n.active().open_circuit_voltage.entropic_coefficient.value = uniform(random, -5e-4, 5e-4);
    c.heat = HeatBalance{log_uniform(random, 1e-3, 10), log_uniform(random, 1e-6, 1e-1)};
  }
  c.negative = n;
  c.lower_voltage = uniform(random, 1.0, 3.0), c.upper_voltage = uniform(random, 3.9, 4.3);
  return c;
}

/// Ions in a composite, connected or not [mol m-2].
double held(const Cell& cell, const ArrayXd& state, Index k) {
  return ions_in_composite(cell, state, k) + ions_disconnected(cell, state, k);
}

/// What is to hold at every moment of a run, and how far it was from holding at most.
class Balances {
 public:
  Balances(const Cell& cell, const ArrayXd& start) : before_{held(cell, start, 0), held(cell, start, 1)} {
    if (cell.electrolyte().active()) capacity_ = cell.electrolyte_at(start).balance().capacity;
  }

  void look(const Cell& cell, const Moment& m) {
    // A leaking cell passes more than it holds.
    const double passes = 1 + std::abs(m.state(cell.layout().q()));
    for (const Index k : {0, 1}) {
      const double sites = cell.coefficients().composite(k).exchange_charge / faraday;
      const double lost = held(cell, m.state, k) - before_[k] - charge_passed(cell, m.state, k) / faraday;
      ions = std::max(ions, std::abs(lost / (sites * passes)));
    }
    if (capacity_.size() > 0) {
      const Fields<const double> s(cell.layout(), m.state.data());
      salt = std::max(salt, std::abs((capacity_ * test::field(s, "salt")).sum() / capacity_.sum() - 1));
    }
    std::optional<Cell> own;
    double sum = cell.model()->heated() ? cell.at_temperature_of(m.state, own).open_circuit_voltage(m.state)
                                        : cell.open_circuit_voltage(m.state);
    for (const double term : overpotentials(cell, m.state).values()) sum += term;
    losses = std::max(losses, std::abs(sum - m.state(cell.layout().V())));
  }

  double ions = 0, salt = 0, losses = 0;

 private:
  double before_[2];
  ArrayXd capacity_;
};

constexpr double kept = 1e-12;  // of ions and salt, of all there are
/// Of the sum of the losses [V]: what Newton's method leaves in the potentials, of a cell that makes heat with what it
/// leaves in the temperature.
constexpr double defect = 1e-9, heated_defect = 1e-5;

TEST(RandomFullCells, EndWithAReasonAndKeepTheirInventories) {
  int at_once = 0, steps = 0, liquids = 0;
  Index moments = 0;
  double ions = 0, salt = 0, losses = 0, heated_losses = 0;
  for (int seed = 0; seed < test::cells_to_try(); ++seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    Cell cell(random_full_cell(random), {10, 12, 2, 8, 9});
    RunSettings settings;
    settings.start_stoichiometry = uniform(random, 0.01, 0.99);
    settings.start_negative_stoichiometry = uniform(random, 0.01, 0.99);
    settings.protocol = test::random_protocol(random, 2.6, 4.1);
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Balances balances(cell, cell.resting_state({settings.start_stoichiometry, settings.start_negative_stoichiometry}));
    test::Keeper keeper;
    keeper.each = [&](const Cell& at, const Moment& m) { balances.look(at, m), ++moments; };
    Outcome outcome;
    EXPECT_NO_THROW(outcome = simulate(cell, settings, keeper));
    EXPECT_TRUE(outcome.completed()) << outcome.reason;
    EXPECT_EQ(keeper.steps.size(), settings.protocol.size());
    EXPECT_LT(balances.ions, kept);
    EXPECT_LT(balances.salt, kept);
    EXPECT_LT(balances.losses, cell.model()->heated() ? heated_defect : defect);
    ions = std::max(ions, balances.ions), salt = std::max(salt, balances.salt);
    double& most = cell.model()->heated() ? heated_losses : losses;
    most = std::max(most, balances.losses), liquids += cell.electrolyte().active() ? 1 : 0;
    for (const StepResult& step : keeper.steps) ++steps, at_once += test::ends_well(step) ? 1 : 0;
  }
  std::printf(
      "%d cells, %d with a liquid, %d steps, %ld moments; at most ions %.1e, salt %.1e, losses %.1e V, %.1e V with "
      "heat\n",
      test::cells_to_try(), liquids, steps, static_cast<long>(moments), ions, salt, losses, heated_losses);
  EXPECT_GT(at_once, 0);
  EXPECT_GT(steps - at_once, steps / 3);
}

}  // namespace
}  // namespace closo
