// The loop over steps: consistent start, integration to the first event, and the reason in the user's terms.
#include "cycler/simulate.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cycler/protocol_walk.hpp"
#include "cycler/sampler.hpp"
#include "cycler/step_control.hpp"
#include "models/consistent_start.hpp"
#include "models/impedance.hpp"
#include "models/observables.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Direction = CycleCounter::Direction;

// How far ahead a step looks at its start, to see whether the state moves past a limit that it stands on.
constexpr double look_ahead = 1e-6;  // s

/// Whether a limit counts as passed whichever way the state moves: a cycler looks at its meters only.
bool is_measured(const Event& event) {
  switch (event.kind) {
    case Event::Kind::voltage_falls:
    case Event::Kind::voltage_rises:
    case Event::Kind::current_falls:
    case Event::Kind::current_rises:
      return true;
    case Event::Kind::level:
      return event.limit->measured;
    default:
      return false;
  }
}

/// Distances of a state from all limits that the cell watches.
ArrayXd distances(const Cell& cell, const ArrayXd& state) {
  ArrayXd found(cell.event_count());
  cell.events(0, ConstVector(state.data(), state.size()), Vector(found.data(), found.size()));
  return found;
}

/// Whether the imposed current or power leads to this limit of the voltage.
bool leads_to(const Control& control, Event::Kind kind) {
  if (control.kind == Control::Kind::voltage) return false;
  return (kind == Event::Kind::voltage_rises && control.value < 0) ||
         (kind == Event::Kind::voltage_falls && control.value > 0);
}

/// The first event that is past at the start of a step, or about to be, or -1. IDA sees no root where a function begins
/// at exactly 0.
Index passed_at_start(const Cell& cell, const ArrayXd& state, const ArrayXd& rate) {
  const ArrayXd now = distances(cell, state), soon = distances(cell, state + look_ahead * rate);
  for (Index k = 0; k < now.size(); ++k) {
    const Event& event = cell.watched()[static_cast<std::size_t>(k)];
    if (now(k) < 0 && is_measured(event)) return k;
    if (now(k) <= 0 && (soon(k) < now(k) || leads_to(cell.control(), event.kind))) return k;
  }
  return -1;
}

/// Runs one step.
class StepRun {
 public:
  StepRun(Cell& cell, const RunSettings& settings, Observer& observer, StopRequest wish)
      : cell_(cell),
        integrator_(cell, settings.tolerance, wish),
        settings_(settings),
        observer_(observer),
        wish_(wish),
        own_(cell.parameters()) {
    for (std::size_t k = 0; k < columns().loads.size(); ++k)
      if (columns().loads[k].applies(own_)) loads_.push_back(k);
  }

  /// @param result  with the numbers of the step and of its cycle     @param now  moves on to the end of the step
  /// @return whether the run can continue
  bool run(const ProtocolStep& step, StepResult& result, Progress& now) {
    ArrayXd& state = now.state;
    const std::vector<Segment> segments = segments_of(step, own_, state(cell_.layout().V()));
    result.text = print(step);
    result.loads.assign(columns().loads.size(), 0);
    result.start_time = now.time;
    result.start_voltage = state(cell_.layout().V());  // until the step imposes another one
    result.temperature = segments.front().temperature;
    result.pressure = step.pressure.value_or(own_.pressure);
    Sampler sampler(cell_, settings_.sampling, observer_, result, now);
    try {
      result.stop = take(step, segments, sampler, result, now);
    } catch (const Cancelled&) {
      result.stop = {.kind = StopReason::Kind::interrupted};
    }
    sampler.ended(result.duration, state);
    now.time += result.duration;
    result.end_voltage = state(cell_.layout().V());
    result.charge = result.passed.discharged - result.passed.charged;
    result.energy = result.passed.energy_out - result.passed.energy_in;
    for (const Doubt& doubt : columns().doubts) result.doubts.push_back(doubt(cell_, state));
    for (std::size_t k = 0; k < result.loads.size(); ++k)
      result.doubts.push_back(result.loads[k] > 1 ? columns().loads[k].overload(cell_, result.loads[k]) : "");
    return !result.stop.fatal();
  }

 private:
  /// One segment after the other. @return why the step ended     @throws Cancelled
  StopReason take(const ProtocolStep& step, const std::vector<Segment>& segments, Sampler& sampler, StepResult& result,
                  Progress& now) {
    std::optional<StopReason> stop;
    limits_.clear();
    const double longest = step.duration ? step.duration->value : std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < segments.size() && !stop; ++k) {
      Segment segment = segments[k];
      segment.duration = std::min(segment.duration, longest - result.duration);
      set_conditions(segment.temperature, result.pressure, now.state);
      stop = start(step, segment, result, now);
      if (stop) break;
      sampler.begin(result.duration, now.state);
      stop = integrate(segment, result, now, sampler);
      if (!stop && result.duration >= longest) stop = time_reached(step, result);
    }
    if (step.frequencies && !stop) take_spectrum(*step.frequencies, result, now);
    return stop ? *stop : end_of(step, result, now.state);
  }

  void set_conditions(double temperature, double pressure, ArrayXd& state) {
    if (!cell_.model()->heated()) state(cell_.layout().temperature()) = temperature;
    cell_.set_conditions({temperature, pressure});
  }

  /// Makes the state consistent with what the segment imposes, and sets the limits to watch.
  std::optional<StopReason> start(const ProtocolStep& step, const Segment& segment, StepResult& result, Progress& now) {
    ArrayXd& state = now.state;
    ArrayXd found = state;
    const bool first = limits_.empty();
    cell_.set_step(segment.control, {});
    const Start start = make_consistent(cell_, found, search_budget, wish_);
    if (first) result.start_voltage = found(cell_.layout().V());
    if (start.status == StartStatus::power_out_of_reach)
      return StopReason{.kind = StopReason::Kind::power_out_of_reach,
                        .limit = segment.control.value,
                        .value = start.maximum_power,
                        .voltage = state(cell_.layout().V())};
    state = found;
    cell_.set_meter(now.energy, state);
    watch_loads(state, result);
    if (first) limits_ = limits_of(step, cell_, state);
    std::vector<Event> events;
    for (const Limit& limit : limits_) events.push_back(limit.event);
    cell_.set_step(segment.control, events);
    return std::nullopt;
  }

  std::optional<StopReason> integrate(const Segment& segment, StepResult& result, Progress& now, Sampler& sampler) {
    ArrayXd& state = now.state;
    const ArrayXd rate = cell_.rate_of(state);
    if (const Index k = passed_at_start(cell_, state, rate); k >= 0) {
      StopReason reason = limit_reached(k, state);
      reason.at_start = result.duration == 0;
      return reason;
    }
    if (segment.duration <= 0) return std::nullopt;
    // Time counts from here, so that short events late in a long run are resolved as well as early ones.
    integrator_.start(0, state, rate, segment.duration);
    Advance advance;
    do {
      advance = integrator_.advance();
      if (advance == Advance::step_limit || advance == Advance::cancelled) break;
      state = integrator_.state();
      const Passed passed = sampler.stepped(integrator_, state);
      watch_loads(state, result);
      now.energy = cell_.energy(state);
      cell_.set_meter(now.energy, state);
      result.passed += passed, now.passed += passed;
    } while (advance == Advance::stepped);
    result.duration += integrator_.time();
    result.statistics += integrator_.statistics();
    if (advance == Advance::cancelled) return StopReason{.kind = StopReason::Kind::interrupted};
    if (advance == Advance::stop_time) return std::nullopt;
    if (advance == Advance::event) return limit_reached(integrator_.fired().front(), state);
    return stuck(segment, state);
  }

  StopReason limit_reached(Index event, const ArrayXd& state) const {
    return reached(limits_[static_cast<std::size_t>(event)], distances(cell_, state)(event), cell_, state);
  }

  /// The integrator found no step short enough.
  StopReason stuck(const Segment& segment, const ArrayXd& state) const {
    const double V = state(cell_.layout().V());
    if (segment.control.kind == Control::Kind::power)
      return {.kind = StopReason::Kind::power_lost,
              .limit = segment.control.at(integrator_.time()),
              .value = V * cell_.current(state),
              .voltage = V};
    return {.kind = StopReason::Kind::no_step, .voltage = V, .detail = report(integrator_.failure(), state)};
  }

  /// What hindered the solver, and how far each limit was.
  std::string report(const StepFailure& failure, const ArrayXd& state) const {
    const bool converges = failure.cause == StepFailure::Cause::error_test;
    std::string text = fmt::format(
        "{} {:.6g} s after the start of the segment, in a step of {:.2g} s; the largest error is that of {}, {:.2g} "
        "times its "
        "tolerance; {} steps failed the error test, {} failed to converge; distances to the limits:",
        converges ? "the error of the step stays too large" : "Newton's method does not converge", failure.time,
        failure.step, unknown_name(cell_.layout(), failure.unknown), failure.correction, failure.failed_errors,
        failure.failed_solutions);
    const ArrayXd ahead = distances(cell_, state);
    for (std::size_t k = 0; k < limits_.size(); ++k)
      text += fmt::format("{} {} {:.3g}", k == 0 ? "" : ",", name_of(limits_[k].reason), ahead(static_cast<Index>(k)));
    return text;
  }

  /// At rest or under a current, with the potentials that the step has made consistent.
  void take_spectrum(const FrequencyRange& range, const StepResult& result, const Progress& now) {
    const std::vector<double> frequencies = logarithmic_frequencies(range.from, range.to, range.points_per_decade);
    observer_.spectrum(cell_, moment_of(cell_, now.time, result.number, now.state, now.energy, now.passed, now.origin),
                       frequencies, impedance(cell_, now.state, frequencies, wish_));
  }

  void watch_loads(const ArrayXd& state, StepResult& result) const {
    for (const std::size_t k : loads_)
      result.loads[k] = std::max(result.loads[k], columns().loads[k].share(cell_, {cell_.layout(), state.data()}));
  }

  static StopReason time_reached(const ProtocolStep& step, const StepResult& result) {
    return {.kind = StopReason::Kind::time,
            .limit = step.duration->value,
            .value = result.duration,
            .subject = step.duration->text};
  }

  /// Reason of a step that nothing ended early.
  StopReason end_of(const ProtocolStep& step, const StepResult& result, const ArrayXd& state) const {
    switch (step.kind) {
      case ProtocolStep::Kind::ramp:
        return {.kind = StopReason::Kind::ramp,
                .limit = step.imposed->value,
                .value = state(cell_.layout().V()),
                .subject = step.imposed->text};
      case ProtocolStep::Kind::profile:
        return {.kind = StopReason::Kind::profile, .limit = step.profile->time.back(), .value = result.duration};
      case ProtocolStep::Kind::eis:
        return {.kind = StopReason::Kind::spectrum};
      default:
        return time_reached(step, result);
    }
  }

  Cell& cell_;
  Integrator integrator_;
  const RunSettings& settings_;
  Observer& observer_;
  const StopRequest wish_;
  const CellParameters own_;        // for steps that state no conditions
  std::vector<std::size_t> loads_;  // of columns() that the cell has
  std::vector<Limit> limits_;       // of the step, in the order of the cell's events
};

Direction direction_of(const ProtocolStep& step, double voltage) {
  switch (step.kind) {
    case ProtocolStep::Kind::charge:
      return Direction::charge;
    case ProtocolStep::Kind::discharge:
      return Direction::discharge;
    case ProtocolStep::Kind::ramp:
      return step.imposed->value > voltage ? Direction::charge : Direction::discharge;
    default:
      return Direction::none;
  }
}

/// What a cycle has left in the cell.
CycleResult with_state(CycleResult cycle, const Cell& cell, const Progress& now) {
  const ArrayXd& state = now.state;
  cycle.at_end.clear();
  for (const Column& column : columns().cycles) cycle.at_end.push_back(column.value(cell, state, now.origin));
  return cycle;
}

}  // namespace

Progress beginning(const Cell& cell, const RunSettings& settings) {
  if (settings.start) return *settings.start;
  Progress progress;
  progress.state =
      cell.parameters().has_active_material()
          ? cell.resting_state(Stoichiometries{settings.start_stoichiometry, settings.start_negative_stoichiometry})
          : cell.resting_state_at(settings.start_voltage);
  return progress;
}

Outcome simulate(Cell& cell, const RunSettings& settings, Observer& observer, const Progress* from, StopRequest stop) {
  StepRun steps(cell, settings, observer, stop);
  ProtocolWalk walk(settings.protocol, cell.parameters());
  CycleCounter cycles(settings.retention_from);
  Progress progress = from != nullptr ? *from : beginning(cell, settings);
  if (progress.state.size() != cell.size()) throw RunError("the stored state belongs to a different cell or mesh");
  cycles.restore(progress.cycles);
  if (from != nullptr && !walk.go_to(progress.position))
    throw RunError("the stored position does not exist in this protocol");
  progress.position = walk.position();
  observer.begins(progress);
  Outcome outcome{Outcome::Kind::completed, progress.cycles.cycle.stop_reason};
  while (const ProtocolStep* step = walk.step()) {
    StepResult result;
    result.number = ++progress.step;
    const Direction direction = direction_of(*step, progress.state(cell.layout().V()));
    if (const auto ended = cycles.begin_step(direction, result.number, progress.time))
      observer.cycle_ended(cell, with_state(*ended, cell, progress));
    result.cycle = cycles.number();
    const bool well = steps.run(*step, result, progress);
    observer.step_ended(cell, result);
    if (result.stop.kind == StopReason::Kind::interrupted) return {Outcome::Kind::interrupted, "interrupted"};
    outcome.reason = result.stop_reason();
    cycles.end_step(result.passed, progress.time, outcome.reason);
    if (!well) {
      outcome.kind = Outcome::Kind::stopped_early;
      break;
    }
    walk.advance({cycles.discharge_capacity(), result.stop.at_voltage()});
    progress.position = walk.position();
    progress.cycles = cycles.state();
    if (!observer.proceed(progress) && walk.step() != nullptr) return {Outcome::Kind::interrupted, "interrupted"};
  }
  if (cycles.number() > 0) observer.cycle_ended(cell, with_state(cycles.finish(), cell, progress));
  return outcome;
}

}  // namespace closo
