// Losses as integrals over charge, and resistances between two time steps.
#include "cycler/design_meter.hpp"

#include <algorithm>
#include <optional>

namespace closo {
namespace {

constexpr double pulse = 1, half_hour = 1800;  // s; usual times after which resistances are read

/// Voltage lost in some of the terms.
template <std::size_t N>
double lost(const std::array<double, Overpotentials::count>& terms, const std::array<const char*, N>& keys) {
  const auto& names = Overpotentials::names();
  double sum = 0;
  for (std::size_t k = 0; k < names.size(); ++k)
    if (std::ranges::any_of(keys, [&](const char* key) { return names[k].key == key; })) sum -= terms[k];
  return sum;
}

constexpr std::array conduction{"composite_ions", "composite_electrons", "separator", "metal_resistance", "contact"};
constexpr std::array metal_interface{"metal_charge_transfer"};

/// Where a quantity between its values at two time steps has some value: 0 at the first, 1 at the second.
std::optional<double> crossing(double first, double second, double value) {
  if (first > value || second < value || !(second > first)) return std::nullopt;
  return (value - first) / (second - first);
}

}  // namespace

int DesignRecord::largest_loss() const {
  const auto largest = std::max_element(losses.begin(), losses.end());
  return *largest > 0 ? static_cast<int>(largest - losses.begin()) : -1;
}

void DesignMeter::begin_step(const Moment& moment, const Point& now) {
  before_ = state_.last;
  step_ = moment.step;
  step_start_ = moment.time;
  discharging_ = !state_.discharged && now.current > 0;
  state_.record.discharges = state_.record.discharges || now.current > 0;
}

void DesignMeter::measure_resistances(const Point& now) {
  const auto between = [](double share, double first, double second) { return first + share * (second - first); };
  const auto read = [&](double after, double& resistance) {
    const auto share = crossing(state_.last.time, now.time, step_start_ + after);
    if (!share) return;
    resistance = (between(*share, state_.last.loss, now.loss) - before_.loss) /
                 (between(*share, state_.last.current, now.current) - before_.current);
  };
  read(pulse, state_.record.second);
  read(half_hour, state_.record.half_hour);
  if (const auto share = crossing(state_.last.y, now.y, 0.5)) {
    const double current = between(*share, state_.last.current, now.current);
    state_.record.ohmic = between(*share, lost(state_.last.terms, conduction), lost(now.terms, conduction)) / current;
    state_.record.internal =
        state_.record.ohmic +
        between(*share, lost(state_.last.terms, metal_interface), lost(now.terms, metal_interface)) / current;
  }
}

void DesignMeter::advanced(const Cell& cell, const Moment& m) {
  const Fields<const double> s(cell.layout(), m.state.data());
  Point now;
  now.time = m.time;
  now.charge = m.charge;
  now.current = s.i();
  now.y = cell.mean_stoichiometry(m.state);
  now.terms = overpotentials(cell, m.state).values();
  for (const double term : now.terms) now.loss -= term;
  if (m.step != step_) {
    begin_step(m, now);
  } else if (discharging_) {
    measure_resistances(now);
  }
  const double passed = now.charge - state_.last.charge;
  if (passed > 0) {
    for (std::size_t k = 0; k < now.terms.size(); ++k)
      state_.record.losses[k] -= passed * (now.terms[k] + state_.last.terms[k]) / 2;
    state_.record.charge += passed;
  }
  state_.last = now;
}

void DesignMeter::step_ended(const StepResult& result) {
  if (result.cycle == reference_ && result.charge > 0) state_.record.discharge_time += result.duration;
  if (discharging_) state_.discharged = true, discharging_ = false;
}

void DesignMeter::cycle_ended(const CycleResult& result) {
  if (result.number + 1 == reference_) {  // it was followed for its end alone
    const DesignRecord empty;
    state_.record = empty;
    state_.discharged = false;
  }
  if (result.number == reference_) state_.record.cycle = result;
  state_.record.last_energy = result.passed.energy_out;
}

}  // namespace closo
