// The reason for the end of every step of random protocols, against the step, the limits of the cell and the state.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cycler/step_control.hpp"
#include "tests/random_protocols.hpp"

namespace closo {
namespace {

using namespace test::random;
using Kind = StopReason::Kind;

constexpr double root = 1e-6;  // how far from its threshold the integrator may leave a limit, over its scale

/// What is known of the end of one step.
struct StepEnd {
  const ProtocolStep& step;
  const StepResult& result;
  const Cell& cell;  // with its own conditions
  const Eigen::ArrayXd& state;

  double V() const { return state(cell.layout().V()); }
  double current() const { return std::abs(cell.current(state)); }
  bool voltage_imposed() const {
    return (step.imposed && step.imposed->kind == Amount::Kind::voltage) ||
           (step.profile && step.profile->kind == Amount::Kind::voltage);
  }
  bool among(double limit, bool (*kind)(Amount::Kind)) const {
    return std::ranges::any_of(
        step.until, [&](const Amount& a) { return kind(a.kind) && per_area(a, cell.parameters()) == limit; });
  }
  /// All limits on the voltage that apply to the step.
  std::vector<double> voltages() const {
    std::vector<double> limits;
    for (const Amount& a : step.until)
      if (a.kind == Amount::Kind::voltage) limits.push_back(a.value);
    const bool free = !voltage_imposed() && step.kind != ProtocolStep::Kind::rest;
    if (free && step.kind != ProtocolStep::Kind::charge) limits.push_back(cell.parameters().lower_voltage);
    if (free && step.kind != ProtocolStep::Kind::discharge) limits.push_back(cell.parameters().upper_voltage);
    return limits;
  }
  double extreme_surface(bool full) const {
    const Fields<const double> s(cell.layout(), state.data());
    double y = full ? 0 : 1;
    for (Index p = 0; p < cell.layout().composite().n_p; ++p)
      y = full ? std::max(y, s.y_surface(p).maxCoeff()) : std::min(y, s.y_surface(p).minCoeff());
    return y;
  }
};

void check_voltage(const StepEnd& e, const StopReason& r) {
  RC_ASSERT(std::ranges::count(e.voltages(), r.limit) > 0);
  const double beyond = r.kind == Kind::lower_voltage ? r.limit - e.V() : e.V() - r.limit;
  RC_ASSERT(r.value == e.V());
  RC_ASSERT((r.at_start ? beyond > -root : std::abs(beyond) <= root));
  RC_ASSERT((r.origin == StopReason::Origin::step) ==
            e.among(r.limit, [](Amount::Kind kind) { return kind == Amount::Kind::voltage; }));
}

void check_current(const StepEnd& e, const StopReason& r) {
  RC_ASSERT(e.among(r.limit, is_current));
  const double beyond = r.kind == Kind::current_fell ? r.limit - e.current() : e.current() - r.limit;
  const double scale = e.cell.coefficients().one_c();
  RC_ASSERT(r.value == e.current());
  RC_ASSERT((r.at_start ? beyond > -root * scale : std::abs(beyond) <= 10 * root * std::max(scale, r.limit)));
}

void check_passed(const StepEnd& e, const StopReason& r) {
  const bool charge = r.kind == Kind::charge;
  RC_ASSERT(e.among(r.limit, charge ? is_charge : is_energy));
  const double scale = e.cell.coefficients().nominal_charge * (charge ? 1 : e.cell.parameters().upper_voltage);
  const double passed = std::abs(charge ? e.result.charge : e.result.energy);
  RC_ASSERT(std::abs(passed - r.limit) <= root * scale);
  RC_ASSERT(std::abs(r.value - passed) <= root * scale);
}

void check_stoichiometry(const StepEnd& e, const StopReason& r) {
  RC_ASSERT(e.among(r.limit, [](Amount::Kind kind) { return kind == Amount::Kind::stoichiometry; }));
  const double y = e.cell.mean_stoichiometry(e.state);
  RC_ASSERT(r.value == y);
  RC_ASSERT(r.at_start || std::abs(y - r.limit) <= root);
}

/// That a reason is one of the step's own limits or of the cell, and that the state is at that limit.
void check(const StepEnd& e) {
  const StopReason& r = e.result.stop;
  const bool powered = e.step.imposed && is_power(e.step.imposed->kind);
  switch (r.kind) {
    case Kind::time:
      RC_ASSERT(e.step.duration.has_value());
      RC_ASSERT(r.limit == e.step.duration->value);
      RC_ASSERT(std::abs(e.result.duration - r.limit) <= 1e-12 * r.limit);
      break;
    case Kind::ramp:
      RC_ASSERT(e.step.kind == ProtocolStep::Kind::ramp);
      RC_ASSERT(std::abs(e.V() - e.step.imposed->value) <= 1e-9);
      break;
    case Kind::profile:
      RC_ASSERT(e.step.kind == ProtocolStep::Kind::profile);
      RC_ASSERT(std::abs(e.result.duration - e.step.profile->time.back()) <= 1e-9);
      break;
    case Kind::spectrum:
      RC_ASSERT(e.step.kind == ProtocolStep::Kind::eis);
      RC_ASSERT(e.result.duration == 0);
      break;
    case Kind::lower_voltage:
    case Kind::upper_voltage:
      check_voltage(e, r);
      break;
    case Kind::current_fell:
    case Kind::current_rose:
      check_current(e, r);
      break;
    case Kind::charge:
    case Kind::energy:
      check_passed(e, r);
      break;
    case Kind::stoichiometry:
      check_stoichiometry(e, r);
      break;
    case Kind::particles_full:
      RC_ASSERT(r.limit == e.cell.model()->composite().stoichiometries[0].high);
      RC_ASSERT(std::abs(e.extreme_surface(true) - r.limit) <= 10 * root || r.at_start);
      break;
    case Kind::particles_empty:
      RC_ASSERT(r.limit == e.cell.model()->composite().stoichiometries[0].low);
      RC_ASSERT(std::abs(e.extreme_surface(false) - r.limit) <= 10 * root || r.at_start);
      break;
    case Kind::power_out_of_reach:
      RC_ASSERT(powered);
      RC_ASSERT(r.limit > r.value);
      break;
    case Kind::power_lost:
      RC_ASSERT(powered);
      break;
    case Kind::level:
      if (name_of(r) == "metal_exhausted") {
        const Index flat = r.side == Side::positive && e.cell.layout().flats() > 1 ? 1 : 0;
        const MetalStock& stock = e.cell.flat_interfaces()[static_cast<std::size_t>(flat)].stock();
        RC_ASSERT(std::abs(stock.thickness({e.cell.layout(), e.state.data()})) <= 1e-9);
        break;
      }
      RC_ASSERT(e.cell.model()->heated());  // no other mechanism of these cells limits a level
      RC_ASSERT(std::abs(r.value - r.limit) <= 1e-4);
      break;
    case Kind::endless:
      RC_ASSERT(e.cell.coefficients().electronic_conductance > 0);
      break;
    default:
      RC_FAIL("a reason that no such cell has: " + describe(r));
  }
  for (const Amount& limit : e.step.until) {  // none of its own was passed on the way
    if (limit.kind != Amount::Kind::voltage) continue;
    if (e.step.kind == ProtocolStep::Kind::charge && e.result.start_voltage <= limit.value)
      RC_ASSERT(e.result.end_voltage <= limit.value + 1e-6);
    if (e.step.kind == ProtocolStep::Kind::discharge && e.result.start_voltage >= limit.value)
      RC_ASSERT(e.result.end_voltage >= limit.value - 1e-6);
  }
  if (e.step.duration) RC_ASSERT(e.result.duration <= e.step.duration->value * (1 + 1e-12));
  RC_ASSERT(!r.at_start || e.result.duration == 0);
}

RunSettings random_run(const CellParameters& cell) {
  RunSettings settings;
  settings.mesh = {5, 8, 2.0};
  if (cell.separator.salt() != nullptr) settings.mesh.n_s = 4;
  settings.start_stoichiometry = number(5, 95, 0.01);
  settings.protocol = read(entries(0));
  return settings;
}

/// Runs random protocols and looks at the end of each step.
void ends_at_its_limits(const CellParameters& parameters) {
  const RunSettings settings = random_run(parameters);
  Cell cell(parameters, settings.mesh);
  test::Keeper keeper;
  RC_ASSERT(simulate(cell, settings, keeper).completed());
  const std::vector<ProtocolStep> steps = steps_run(settings, parameters, keeper);
  const Cell own(parameters, settings.mesh);
  for (std::size_t k = 0; k < steps.size(); ++k) check({steps[k], keeper.steps[k], own, keeper.progress[k].state});
}

RC_GTEST_PROP(StopReasons, OfTheSimpleCellAreLimitsOfTheirStep, ()) {
  ends_at_its_limits(test::simple_cell());
}

RC_GTEST_PROP(StopReasons, OfACellWithEveryOptionAreLimitsOfTheirStep, ()) {
  CellParameters parameters = test::simple_cell();
  test::add_every_option(parameters);
  ends_at_its_limits(parameters);
}

RC_GTEST_PROP(StopReasons, OfALiquidCellAreLimitsOfTheirStep, ()) {
  CellParameters parameters = test::simple_cell();
  test::fill_with_liquid(parameters, test::liquid());
  ends_at_its_limits(parameters);
}

TEST(StopReasons, HaveNamesInTheOrderOfTheirKinds) {
  EXPECT_EQ(name_of({.kind = Kind::time}), "time");
  EXPECT_EQ(name_of({.kind = Kind::lower_voltage}), "lower_voltage");
  EXPECT_EQ(name_of({.kind = Kind::particles_full}), "particles_full");
  EXPECT_EQ(name_of({.kind = Kind::endless}), "leaking");
  EXPECT_EQ(name_of({.kind = Kind::no_step}), "no_step");
  EXPECT_EQ(unit_of({.kind = Kind::power_lost}), "W m-2");
  const std::pair<const char*, const char*> levels[] = {{"salt_low", "mol m-3"},
                                                        {"salt_high", "mol m-3"},
                                                        {"too_hot", "K"},
                                                        {"too_cold", "K"},
                                                        {"alloy_empty", "1"},
                                                        {"metal_exhausted", "m"},
                                                        {"critical_current", "A m-2"},
                                                        {"short_circuit", "C m-2"}};
  for (const auto& [level, unit] : levels) {
    const StopReason reason{.kind = Kind::level, .of = test::limit(level)};
    EXPECT_EQ(name_of(reason), level);
    EXPECT_EQ(unit_of(reason), unit);
  }
}

}  // namespace
}  // namespace closo
