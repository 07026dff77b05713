// Robustness: whatever the cell, a run ends with a stated reason and a balanced inventory.
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/random_cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using test::log_uniform, test::uniform;

/// Contact, metal interface with voids, leakage, hysteresis and heat, each in some cells.
void add_slow_options(std::mt19937& random, CellParameters& c) {
  c.pressure = log_uniform(random, 1e4, 1e8);
  if (random() % 3 == 0) c.composite().contact_loss = ContactLoss{uniform(random, 0.1, 1), log_uniform(random, 1, 1e3)};
  if (random() % 3 == 0) c.composite().contact_pressure = ContactPressure{1e6, uniform(random, 0, 0.5)};
  if (random() % 3 == 0) {
    c.flat(Side::negative).interface_resistance = log_uniform(random, 1e-5, 1e-1);
    c.flat(Side::negative).interface = MetalInterface{1e6, uniform(random, 0, 1), {}, {}, {}};
    if (random() % 2 == 0)
      c.flat(Side::negative).interface->growth =
          Growth{log_uniform(random, 1e-5, 1e-1), {log_uniform(random, 1e-5, 1e-1), uniform(random, 0, 6e4)}};
    if (random() % 2 == 0)
      c.flat(Side::negative).interface->plating = Plating{
          {log_uniform(random, 1e-2, 1e2)}, log_uniform(random, 10, 1e5), log_uniform(random, 1e-3, 1e2), false};
    if (random() % 2 == 0) {
      c.flat(Side::negative).interface->voids = test::voids();
      c.flat(Side::negative).interface->voids->depth = log_uniform(random, 1e-8, 1e-4);
    }
  }
  if (random() % 4 == 0)
    c.separator.layers.front().electrolyte.electronic_conductivity = log_uniform(random, 1e-10, 1e-5);
  OpenCircuitVoltageData& ocv = c.composite().active().open_circuit_voltage;
  if (random() % 4 == 0) {
    VoltageCurve charge = ocv;
    if (charge.table) charge.table = test::linear_voltage(4.3, 3.25).table;
    for (Gallery& g : charge.galleries) g.potential += 0.05;
    charge.empty += 0.05, charge.full += 0.05;
    ocv.hysteresis = Hysteresis{charge, uniform(random, 0.01, 0.3), random() % 2 == 0 ? 1.0 : -1.0};
  }
  if (random() % 4 == 0) {
    ocv.entropic_coefficient.value = uniform(random, -5e-4, 5e-4);
    c.heat = HeatBalance{log_uniform(random, 1e-3, 10), log_uniform(random, 1e-6, 1e-1)};
  }
}

CellParameters random_cell(std::mt19937& random) {
  CellParameters c = test::simple_cell();
  Composite& p = c.composite();
  test::vary_composite_and_separator(random, c);
  c.temperature = uniform(random, 253.15, 373.15);
  c.lower_voltage = 2.5, c.upper_voltage = 4.15;
  if (random() % 3 != 0) p.active().open_circuit_voltage = test::two_plateaus();
  test::add_fast_options(random, p);
  test::add_film(random, p, 2.5, 4.5);
  if (random() % 3 == 0)
    p.interphase = CompositeInterphase{uniform(random, 3, 4.3), {log_uniform(random, 1e-12, 1e-4), 50e3, 298.15},
                                       uniform(random, 0, 1),   log_uniform(random, 1e-3, 1),
                                       uniform(random, 0, 2),   0};
  if (random() % 3 == 0) {
    p.coverage.as_assembled = p.coverage.limit = log_uniform(random, 0.01, 1);
    if (random() % 2 == 0)
      p.coverage.limit *= uniform(random, 0.1, 1), p.coverage.per_cycle = log_uniform(random, 1e-3, 3);
  }
  test::add_blend(random, p);
  add_slow_options(random, c);
  if (random() % 4 == 0)
    test::fill_with_liquid(c, test::random_liquid(random));
  else if (!p.film.reactions.empty() && random() % 2 == 0)
    p.film.electrolyte_molar_volume = test::consuming_film(p, uniform(random, 0.1, 1)).electrolyte_molar_volume;
  if (!p.electrolyte().has_concentration() && random() % 3 == 0) test::swell(p, uniform(random, 0, 1));
  return c;
}

TEST(RandomCells, EndWithAReasonAndABalancedInventory) {
  int at_once = 0, steps = 0;
  for (int seed = 0; seed < test::cells_to_try(); ++seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    Cell cell(random_cell(random), {10, 12, 2, 10});
    RunSettings settings;
    settings.start_stoichiometry = random() % 3 == 0 ? 1.0 : random() % 2 == 0 ? 0.0 : uniform(random, 0.01, 0.99);
    settings.protocol = test::random_protocol(random, 2.6, 4.1);
    SCOPED_TRACE(fmt::format("seed {}", seed));
    test::Keeper keeper;
    const double sites = cell.coefficients().composite().exchange_charge / faraday;
    const ArrayXd start = cell.resting_state(settings.start_stoichiometry);
    const double sodium = ions_in_composite(cell, start) + ions_disconnected(cell, start);
    keeper.each = [&](const Cell& at, const Moment& m) {
      const double held = ions_in_composite(at, m.state) + ions_disconnected(at, m.state);
      const double size = sites * (1 + std::abs(m.state(at.layout().q())));  // a leaking cell passes more than it holds
      ASSERT_NEAR((held - sodium - charge_passed(at, m.state) / faraday) / size, 0.0, 1e-12);
    };
    Outcome outcome;
    ASSERT_NO_THROW(outcome = simulate(cell, settings, keeper));
    ASSERT_TRUE(outcome.completed()) << outcome.reason;
    ASSERT_EQ(keeper.steps.size(), settings.protocol.size());
    for (const StepResult& step : keeper.steps) ++steps, at_once += test::ends_well(step) ? 1 : 0;
  }
  EXPECT_GT(at_once, 0);
  EXPECT_GT(steps - at_once, steps / 3);
}

}  // namespace
}  // namespace closo
