// Losses as integrals over charge, and resistances between two time steps.
#include "cycler/figure_meter.hpp"

#include <algorithm>
#include <optional>

namespace closo {
namespace {

constexpr double pulse = 1, half_hour = 1800;  // s; usual times after which resistances are read

// What passes between places of the composite over the current of the cell: less is round-off and the tail of a front.
constexpr double exchange_share = 0.01;
// The part of a change that may come from a rest before, and by which the current may have changed.
constexpr double foreign_share = 0.1, unsteady_share = 0.2;
// A step before that has less than this share of the current is a rest.
constexpr double rest_share = 0.01;

/// Voltage lost in some of the terms.
template <std::size_t N>
double lost(const std::array<double, Overpotentials::count>& terms, const std::array<const char*, N>& keys) {
  const auto& names = Overpotentials::names();
  double sum = 0;
  for (std::size_t k = 0; k < names.size(); ++k)
    if (std::ranges::any_of(keys, [&](const char* key) { return names[k].key == key; })) sum -= terms[k];
  return sum;
}

constexpr std::array conduction{
    "composite_ions",          "composite_electrons",          "separator",       "metal_resistance", "contact",
    "negative_composite_ions", "negative_composite_electrons", "negative_contact"};
constexpr std::array metal_interface{"metal_charge_transfer"};

/// Whether no place of a composite charges while the cell discharges.
bool discharges_everywhere(const Cell& cell, const Eigen::ArrayXd& state) {
  for (const CompositeElectrode& composite : cell.composites()) {
    const Eigen::ArrayXd I = composite.orientation() * cell.ionic_current(state, composite.place().number);
    const Index n = I.size() - 1;
    const double across = cell.model()->orientation() * (I(0) - I(n)), reacting = (I.tail(n) - I.head(n)).abs().sum();
    if (reacting > (1 + exchange_share) * across) return false;
  }
  return true;
}

double between(double share, double first, double second) {
  return first + share * (second - first);
}

/// Where a quantity between its values at two time steps has some value: 0 at the first, 1 at the second.
std::optional<double> crossing(double first, double second, double value) {
  if (first > value || second < value || !(second > first)) return std::nullopt;
  return (value - first) / (second - first);
}

}  // namespace

int FigureRecord::largest_loss() const {
  const auto largest = std::max_element(losses.begin(), losses.end());
  return *largest > 0 ? static_cast<int>(largest - losses.begin()) : -1;
}

void FigureMeter::begin_step(const Moment& moment, const Point& now) {
  before_ = state_.last;
  step_ = moment.step;
  step_start_ = moment.time, step_current_ = now.current;
  discharging_ = !state_.discharged && now.current > 0;
}

/// Where a share of this time step has passed, some time after the step began; NaN if it is none.
double FigureMeter::resistance(const Point& now, double share, double after) const {
  const double current = between(share, state_.last.current, now.current), jump = current - before_.current;
  const double change = between(share, state_.last.loss, now.loss) - before_.loss;
  const bool steady = std::abs(current - step_current_) <= unsteady_share * step_current_;
  const bool rested = std::abs(before_.current) <= rest_share * std::abs(jump);
  // What was left of losses at the end of a rest decays, unless U depends on what went before.
  const double vanishing = rested ? std::min(std::abs(before_.drift) * after, std::abs(before_.loss)) : 0;
  const bool caused = vanishing <= foreign_share * std::abs(change);
  return steady && caused && change * jump > 0 ? change / jump : FigureRecord::none;
}

void FigureMeter::measure_resistances(const Cell& cell, const Eigen::ArrayXd& state, const Point& now) {
  const Point& last = state_.last;
  FigureRecord& record = state_.record;
  const auto at_second = crossing(last.time, now.time, step_start_ + pulse);
  const auto at_half_hour = crossing(last.time, now.time, step_start_ + half_hour);
  const auto at_half_charge = crossing(last.y, now.y, 0.5);
  if (!(at_second || at_half_hour || at_half_charge) || !discharges_everywhere(cell, state)) return;
  if (at_second) record.second = resistance(now, *at_second, pulse);
  if (at_half_hour) record.half_hour = resistance(now, *at_half_hour, half_hour);
  if (at_half_charge) {
    const auto over_current = [&](const auto& keys) {
      return between(*at_half_charge, lost(last.terms, keys), lost(now.terms, keys)) /
             between(*at_half_charge, last.ionic, now.ionic);
    };
    record.ohmic = over_current(conduction);
    record.internal = record.ohmic + over_current(metal_interface);
  }
}

void FigureMeter::advanced(const Cell& cell, const Moment& m) {
  const Fields<const double> s(cell.layout(), m.state.data());
  Point now;
  now.time = m.time;
  now.discharged = m.passed.discharged;
  now.current = cell.current(m.state), now.ionic = s.i();
  now.y = cell.mean_stoichiometry(m.state);
  now.terms = overpotentials(cell, m.state).values();
  for (const double term : now.terms) now.loss -= term;
  const Point& last = state_.last;
  FigureRecord& record = state_.record;
  const bool begins = m.step != step_;
  if (begins) begin_step(m, now);
  if (const double duration = begins ? 0 : now.time - last.time; duration > 0) {
    now.drift = (now.loss - last.loss) / duration;
    record.discharge_time += duration * share_above_zero(last.current, now.current);
    if (discharging_) measure_resistances(cell, m.state, now);
  }
  const double passed = now.discharged - last.discharged;
  record.discharges = record.discharges || passed > 0 || (begins && now.current > 0);
  if (passed > 0) {
    for (std::size_t k = 0; k < now.terms.size(); ++k) record.losses[k] -= passed * (now.terms[k] + last.terms[k]) / 2;
    record.charge += passed;
  }
  state_.last = now;
}

void FigureMeter::step_ended(const StepResult& result) {
  state_.discharged = state_.discharged || discharging_, discharging_ = false;
  std::vector<double>& largest = state_.record.loads;
  largest.resize(result.loads.size());
  for (std::size_t k = 0; k < largest.size(); ++k) largest[k] = std::max(largest[k], result.loads[k]);
}

void FigureMeter::cycle_ended(const CycleResult& result) {
  if (result.number + 1 == reference_) {  // it was followed for its end alone
    const FigureRecord empty;
    state_.record = empty;
    state_.discharged = false;
  }
  if (result.number == reference_) state_.record.cycle = result;
  state_.record.last_energy = result.passed.energy_out;
}

}  // namespace closo
