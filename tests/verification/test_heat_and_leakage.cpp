// Heat, leakage and hysteresis of a cell against balances in closed form and their limits.
#include <cmath>

#include <gtest/gtest.h>

#include "models/particle_sizes.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

/// A cell without overpotentials to speak of.
CellParameters reversible_cell(double capacity, double transfer) {
  CellParameters c = test::simple_cell();
  c.composite().particles = {{1e-9, 1.0}};
  c.composite().active().kinetics.exchange_current_density.value = 100;
  c.composite().electron_conductivity.value = 1e4;
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, 1e4};
  c.separator.layers.front().electrolyte.conductivity.value = 1e4;
  c.flat(Side::negative).kinetics.exchange_current_density.value = 1e6;
  c.heat = HeatBalance{capacity, transfer};
  return c;
}

double temperature(const Cell& cell, const ArrayXd& state) {
  return state(cell.layout().temperature());
}

/// C dT = -T dU/dT i dt: the cell cools on discharge if its voltage rises with temperature.
TEST(Heat, OfEntropyCoolsAnAdiabaticCellExponentially) {
  CellParameters c = reversible_cell(0.01, 0);
  for (const double entropic : {4e-4, -4e-4}) {
    c.composite().active().open_circuit_voltage.entropic_coefficient.value = entropic;
    Cell cell(c, {3, 6, 2});
    const double i = 0.1, time = 12 * 3600;
    const double T = temperature(cell, test::state_after(cell, i, 0.0, time));
    const double expected = 298.15 * std::exp(-entropic * i * time * c.area / c.heat->capacity);
    EXPECT_GT(std::abs(expected - 298.15), 4);
    EXPECT_NEAR(T, expected, 2e-4 * std::abs(expected - 298.15));
  }
}

/// What the reactions give and the terminals do not take stays in an adiabatic cell: C (T - T_0) = integral of
/// (U - V) i dt, with U by a straight line.
TEST(Heat, OfResistanceStaysInAnAdiabaticCell) {
  CellParameters c = reversible_cell(0.02, 0);
  c.composite().collector_resistance = 0.02;
  c.separator.layers.front().electrolyte.conductivity.value = 0.05;
  Cell cell(c, {3, 6, 2});
  const double i = 20, time = 150;
  const double warmed = temperature(cell, test::state_after(cell, i, 0.1, time)) - 298.15;
  EXPECT_NEAR(warmed, i * i * (0.02 + cell.coefficients().R_separator) * time * c.area / c.heat->capacity,
              2e-4 * warmed);
}

/// One cycle that ends in the even state in which it began, or nearly so: what its terminals took and what became heat.
struct ClosedCycle {
  double loss = 0.0, heat = 0.0;  // J m-2
  double stored = 0.0;            // that the particles hold more than before, by what has leaked [J m-2]
};

void pass(Cell& cell, double current, double duration, ArrayXd& state, ClosedCycle& sums) {
  const auto heat = [&](const ArrayXd& at) {
    cell.set_temperature(temperature(cell, at));
    return cell.heat(at);
  };
  cell.set_step({Control::Kind::current, current}, {});
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-10);  // so tight for the sum of heat over its steps: fronts of galleries make it spiky
  integrator.start(0, state, cell.rate_of(state), duration);
  const double nominal = cell.coefficients().nominal_charge;
  double time = 0, before = heat(state);
  for (Advance advance = Advance::stepped; advance == Advance::stepped;) {
    cell.set_meter(0, state);
    advance = integrator.advance();
    ASSERT_TRUE(advance == Advance::stepped || advance == Advance::stop_time);
    state = integrator.state();
    const double now = heat(state);
    sums.loss -= cell.energy(state) * nominal;
    sums.heat += (before + now) / 2 * (integrator.time() - time);
    before = now, time = integrator.time();
  }
}

ClosedCycle cycle_of(Cell& cell, double start) {
  ClosedCycle sums;
  const double i = cell.coefficients().one_c(), Q = cell.coefficients().composite().exchange_charge,
               duration = 0.4 * Q / i;
  ArrayXd state = cell.resting_state(start);
  pass(cell, i, duration, state, sums);
  pass(cell, -i, duration, state, sums);
  pass(cell, 0, 30 * 3600, state, sums);
  const double end = cell.mean_stoichiometry(state);
  if (end != start)
    sums.stored = -Q * (end - start) * OpenCircuitPotential(cell.composite().parameters(), 298.15).mean(start, end);
  if (cell.parameters().heat->transfer == 0) {
    EXPECT_NEAR(sums.heat / (cell.parameters().heat->capacity *
                             (temperature(cell, state) - cell.parameters().temperature) / cell.parameters().area),
                1, 1e-3);
  }
  return sums;
}

struct Option {
  const char* name;
  std::function<void(CellParameters&)> change;
};

void add_galleries(CellParameters& c) {
  OpenCircuitVoltageData data;
  data.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
  data.empty = 5.0, data.full = 2.4;
  c.composite().active().open_circuit_voltage = data;
}

std::vector<Option> reversible_options() {
  return {
      {"plain", [](CellParameters&) {}},
      {"classes",
       [](CellParameters& c) {
         c.composite().particles = {{0.15e-6, 0.3}, {0.25e-6, 0.4}, {0.4e-6, 0.3}};
       }},
      {"log-normal", [](CellParameters& c) { c.composite().particles = log_normal_classes(0.25e-6, 0.4, 4); }},
      {"table of the diffusivity",
       [](CellParameters& c) {
         c.composite().active().diffusivity.table =
             CubicTable::monotone(Eigen::Array4d(0, 0.3, 0.6, 1), Eigen::Array4d(5e-17, 1e-17, 3e-17, 2e-17));
         c.composite().active().diffusivity.value = 1;
       }},
      {"galleries", add_galleries},
      {"blend, of rods and spheres",
       [](CellParameters& c) {
         test::blend(c.composite());
         c.composite().particles = {{0.1e-6, 1, 0}, {0.2e-6, 1, 1, Shape::rod}};
       }},
      {"plates",
       [](CellParameters& c) {
         c.composite().particles = {{0.1e-6, 1, 0, Shape::plate}};
       }},
      {"entropic coefficient",
       [](CellParameters& c) { c.composite().active().open_circuit_voltage.entropic_coefficient.value = 3e-4; }},
      {"curve of the entropy",
       [](CellParameters& c) {
         c.composite().active().open_circuit_voltage.entropic_coefficient =
             test::by_stoichiometry(1, Eigen::Array4d(4e-4, -3e-4, 2e-4, 1e-4));
       }},
      {"electrons that follow stoichiometry", test::let_electrons_follow},
      {"hysteresis",
       [](CellParameters& c) { c.composite().active().open_circuit_voltage = test::two_branches(4.2, 3.2, 0.05); }},
      {"unequal transfer coefficients",
       [](CellParameters& c) {
         c.composite().active().kinetics.alpha_a = 0.3, c.composite().active().kinetics.alpha_c = 0.7;
         c.flat(Side::negative).kinetics.alpha_a = 0.6, c.flat(Side::negative).kinetics.alpha_c = 0.4;
       }},
      {"liquid", [](CellParameters& c) { test::fill_with_liquid(c, test::liquid(true)); }},
      {"contact, film and interface resistance",
       [](CellParameters& c) {
         c.composite().contact = 0.6, c.composite().collector_resistance = 1e-3, c.composite().film_resistance = 0.02;
         c.flat(Side::negative).interface_resistance = 5e-3;
       }},
      {"foil", [](CellParameters& c) { c.flat(Side::negative).alloy = test::foil(); }},
      {"voids",
       [](CellParameters& c) {
         c.pressure = 3e6;
         c.flat(Side::negative).interface_resistance = 5e-3,
         c.flat(Side::negative).interface = MetalInterface{1e6, 0.5, {}, test::voids(), {}};
       }},
      {"interphase and coverage",
       [](CellParameters& c) {
         c.composite().interphase = test::interphase(), c.composite().interphase->rate.value = 1e-6;
         c.composite().coverage = {0.5, 0.1, 0.5};
       }},
      {"leakage", [](CellParameters& c) { c.separator.layers.front().electrolyte.electronic_conductivity = 3e-8; }},
  };
}

/// First law: what a cell takes over a cycle and does not store leaves it as heat, none of it at once and in part at
/// rest.
TEST(Heat, OfAClosedCycleIsItsLossForEveryReversibleOption) {
  for (const auto& [name, change] : reversible_options())
    for (const bool adiabatic : {false, true}) {
      CellParameters c = test::simple_cell();
      c.composite().active().diffusivity.value = 1e-17;
      change(c);
      c.composite().active().diffusivity.activation_energy = 30e3;
      c.heat = adiabatic ? HeatBalance{0.02, 0} : HeatBalance{1, 1e3};
      Cell cell(c, {4, 12, 2});
      const ClosedCycle sums = cycle_of(cell, 0.3);
      EXPECT_GT(sums.loss, 100) << name;
      EXPECT_NEAR(sums.heat / (sums.loss - sums.stored), 1, 1e-3)
          << name << (adiabatic ? ", adiabatic" : ", isothermal");
    }
}

/// H(y) = U - T dU/dT of a straight line is again one. With dy/dt of every shell:
///   heat = F c_max sum over all volumes of H dy/dt - sum_k dx j_k U_k - V i.                                    (13)
TEST(Heat, IsThePowerThatIsNeitherStoredNorDelivered) {
  for (const char* option : {"every option", "liquid", "classes"})
    for (const double current : {2.0, -2.0}) {
      CellParameters c = test::simple_cell();
      test::add_every_option(c);
      if (option == std::string("liquid")) test::fill_with_liquid(c, test::liquid(true));
      if (option == std::string("classes")) c.composite().particles = {{0.1e-6, 0.3}, {0.3e-6, 0.7}};
      Cell cell(c, {5, 9, 2});
      ArrayXd state = test::state_after(cell, current, 0.5, 600, 1e-6);
      state(cell.layout().composite().contact) *= 0.7;
      const ArrayXd rate = cell.rate_of(state);
      const Fields<const double> s(cell.layout(), state.data()), d(cell.layout(), rate.data());
      const Coefficients& k = cell.coefficients();
      double expected =
          -s.V() * cell.current(state) - cell.model()->composite().cell_width * cell.composite().film().stored_power(s);
      for (Index p = 0; p < cell.layout().composite().n_p; ++p) {
        const ArrayXd V = cell.model()->composite().radial[0].volume;
        const double R = c.composite().particles[static_cast<std::size_t>(p)].radius;
        const double surface = cell.composite().connected({cell.layout(), state.data()}) *
                               k.composite().particles[static_cast<std::size_t>(p)].a *
                               cell.model()->composite().cell_width;
        for (Index m = 0; m < cell.layout().composite().n_x; ++m)
          for (Index n = 0; n < cell.layout().composite().n_r; ++n)
            expected += surface * faraday * k.composite().particles[0].c_max * R * V(n) * d.y(p)(m, n) *
                        (4.2 - s.y(p)(m, n) + 0.03 / 2 - (-2e-4) * 298.15);
      }
      EXPECT_GT(std::abs(expected), 0.01);
      EXPECT_NEAR(cell.heat(state) / expected, 1, 1e-8) << option << current;
      const double warming = c.heat->capacity * d.temperature() + c.heat->transfer * (s.temperature() - c.temperature);
      EXPECT_NEAR(warming / c.area / expected, 1, 1e-8);
    }
  Cell symmetric(test::symmetric_cell(), {});
  const ArrayXd state = test::state_after(symmetric, 2, 0, 100);
  EXPECT_NEAR(symmetric.heat(state) / (-2 * state(symmetric.layout().V())), 1, 1e-12);
}

TEST(Heat, EndsWhereExchangeBalancesIt) {
  CellParameters c = reversible_cell(0.002, 1e-3);
  c.composite().collector_resistance = 0.02;
  Cell cell(c, {3, 6, 2});
  const double i = 20;
  const double warmed = temperature(cell, test::state_after(cell, i, 0.1, 120)) - 298.15;
  EXPECT_NEAR(warmed, i * i * 0.02 * c.area / c.heat->transfer, 3e-3 * warmed);
}

TEST(Heat, LeavesNoTraceWherePerfectExchangeTakesIt) {
  CellParameters c = test::simple_cell();
  c.composite().active().diffusivity.activation_energy = 40e3;
  c.composite().active().open_circuit_voltage.entropic_coefficient.value = 2e-4;
  c.temperature = 310;
  Cell isothermal(c, {6, 8, 2});
  c.heat = HeatBalance{1e-3, 1e4};
  Cell exchanging(c, {6, 8, 2});
  const double i = isothermal.coefficients().one_c();
  EXPECT_NEAR(test::state_after(exchanging, i, 0.2, 900)(exchanging.layout().V()),
              test::state_after(isothermal, i, 0.2, 900)(isothermal.layout().V()), 1e-7);
}

TEST(Heat, SpeedsUpWhatItsActivationEnergiesSay) {
  CellParameters c = test::simple_cell();
  c.separator.layers.front().electrolyte.conductivity = {0.01, 35e3, 298.15};
  c.heat = HeatBalance{0.01, 0};
  Cell cell(c, {6, 8, 2});
  const ArrayXd state = test::state_after(cell, 3 * cell.coefficients().one_c(), 0.1, 300);
  const double T = temperature(cell, state);
  EXPECT_GT(T, 300);
  cell.set_temperature(T);
  const double R = 550e-6 / 0.01 * std::exp(-35e3 / gas_constant * (1 / 298.15 - 1 / T));
  EXPECT_NEAR(overpotentials(cell, state).separator, -state(cell.layout().i()) * R, 1e-9);
}

TEST(Heat, StopsWhereTheDataOfAMaterialEnd) {
  CellParameters c = reversible_cell(0.002, 0);
  c.composite().collector_resistance = 0.1;
  c.lower_voltage = -5;
  c.separator.layers.front().electrolyte.temperature_range = {250, 310};
  Cell cell(c, {3, 6, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.1;
  settings.protocol = test::protocol_of({"Discharge at 10C for 1 h"});
  test::Keeper keeper;
  simulate(cell, settings, keeper);
  EXPECT_NE(keeper.steps[0].stop_reason().find("reached 36.85 degC, the limit of the data of electrolyte"),
            std::string::npos)
      << keeper.steps[0].stop_reason();
  EXPECT_NEAR(keeper.rows.back().state(cell.layout().temperature()), 310, 1e-3);
}

/// Self-discharge through the resistance of the separator to electrons:  d(U)/dt = dU/dy G U / (charge for y from 0 to
/// 1).
TEST(Leakage, DischargesARestingCellExponentially) {
  CellParameters c = reversible_cell(1, 0);
  c.heat.reset();
  c.separator.layers.front().electrolyte.electronic_conductivity = 1e-6;
  Cell cell(c, {3, 6, 2});
  const double time = 200 * 3600, U = cell.composite().equilibrium().curve().at(0.1).value;
  const ArrayXd state = test::state_after(cell, 0, 0.1, time);
  const double G = 1e-6 / 550e-6, Q = cell.coefficients().composite().exchange_charge;
  EXPECT_NEAR(state(cell.layout().V()), U * std::exp(-G * time / Q), 1e-5);
  EXPECT_LT(state(cell.layout().V()), U - 0.3);
  EXPECT_NEAR(state(cell.layout().q()), 0, 1e-15);
  EXPECT_NEAR(ions_in_composite(cell, state) * faraday, 0.1 * Q + charge_passed(cell, state), 1e-12 * Q);
}

TEST(Leakage, OfACycleIsWhatHasLeakedSinceTheStart) {
  CellParameters c = test::simple_cell();
  c.separator.layers.front().electrolyte.electronic_conductivity = 1e-6;
  Cell cell(c, {3, 6, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.5;
  settings.protocol =
      test::protocol_of({"Discharge at C/10 for 1 h", "Charge at C/10 for 1 h", "Discharge at C/10 for 1 h"});
  test::Keeper keeper;
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  ASSERT_EQ(keeper.cycles.size(), 2u);
  const double G = 1e-6 / 550e-6;
  double leaked = 0;
  std::size_t cycle = 0;
  for (std::size_t k = 1; k < keeper.rows.size(); ++k) {
    const auto &a = keeper.rows[k - 1], &b = keeper.rows[k];
    leaked += G * (b.time - a.time) * (a.state(cell.layout().V()) + b.state(cell.layout().V())) / 2;
    if (b.time == 7200 && cycle == 0) {
      EXPECT_NEAR(test::charge_at_end(c, keeper.cycles[0], "leaked_charge"), leaked, 5e-3 * leaked);
      cycle = 1;
    }
  }
  EXPECT_EQ(cycle, 1u);
  EXPECT_NEAR(test::charge_at_end(c, keeper.cycles[1], "leaked_charge"), leaked, 5e-3 * leaked);
}

TEST(Leakage, EndsAStepThatWouldChargeForEver) {
  CellParameters c = test::simple_cell();
  c.separator.layers.front().electrolyte.electronic_conductivity = 2.2e-5;  // all of C/10 at 3.7 V
  Cell cell(c, {3, 6, 2});
  RunSettings settings;
  settings.start_stoichiometry = 0.5;
  settings.protocol = test::protocol_of({"Charge at C/10 until 4.2 V"});
  test::Keeper keeper;
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_NE(keeper.steps[0].stop_reason().find("the current leaks through the separator"), std::string::npos);
  const Eigen::ArrayXd& end = keeper.rows.back().state;
  EXPECT_GT(end(cell.layout().ionic_charge()) - end(cell.layout().q()), 99);
}

/// After a change of direction  h = 1 - (1 - h_0) exp(-|change of y| / transition).
TEST(Hysteresis, GoesOverToTheOtherBranchWithTheCharge) {
  CellParameters c = reversible_cell(1, 0);
  c.heat.reset();
  c.composite().active().open_circuit_voltage = test::two_branches(4.2, 3.2, 0.1);
  Cell cell(c, {3, 6, 2});
  const double i = -0.02 * cell.coefficients().one_c(), Q = cell.coefficients().composite().exchange_charge;
  for (const double change : {0.02, 0.05, 0.3}) {
    const ArrayXd state = test::state_after(cell, i, 0.6, change * Q / -i);
    const double h = 1 - 2 * std::exp(-change / 0.05);
    EXPECT_NEAR(test::field(Fields<const double>(cell.layout(), state.data()), "branch", 0).mean(), h, 1e-5);
    EXPECT_NEAR(state(cell.layout().V()), 4.2 - (0.6 - change) + 0.05 + 0.05 * h, 1e-3);
    EXPECT_NEAR(overpotentials(cell, state).composite.hysteresis, 0.05 * h, 1e-6);
  }
}

}  // namespace
}  // namespace closo
