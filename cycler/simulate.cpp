// The loop over steps: consistent start, integration to the first event, and the reason in the user's terms.
#include "cycler/simulate.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/ageing.hpp"
#include "models/consistent_start.hpp"
#include "models/impedance.hpp"
#include "models/observables.hpp"
#include "cycler/protocol_walk.hpp"
#include "cycler/sampler.hpp"
#include "cycler/step_control.hpp"
#include "solver/error.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Direction = CycleCounter::Direction;

// How far ahead a step looks at its start, to see whether the state moves past a limit that it stands on.
constexpr double look_ahead = 1e-6;  // s

std::string end_of_data(const Cell& cell, double end, const std::string& meaning) {
  return fmt::format("the surface of the {} particles reached stoichiometry {:g}: {}",
                     cell.parameters().positive.active.name, end, meaning);
}

std::string describe(const Event& event, const Cell& cell) {
  switch (event.kind) {
    case Event::Kind::voltage_falls:
      return fmt::format("lower cut-off {:g} V reached", event.threshold);
    case Event::Kind::voltage_rises:
      return fmt::format("upper cut-off {:g} V reached", event.threshold);
    case Event::Kind::current_falls:
      return fmt::format("current fell to {:.4g} mA/cm2 (C/{:.4g})", event.threshold / 10,
                         cell.coefficients().one_c() / event.threshold);
    case Event::Kind::current_rises:
      return fmt::format("current rose to {:.4g} mA/cm2 (C/{:.4g})", event.threshold / 10,
                         cell.coefficients().one_c() / event.threshold);
    case Event::Kind::charge_rises:
    case Event::Kind::charge_falls:
    case Event::Kind::energy_rises:
    case Event::Kind::energy_falls:
      return event.text;
    case Event::Kind::surface_full:
      return end_of_data(cell, cell.stoichiometries().high, cell.stoichiometries().high_end);
    case Event::Kind::surface_empty:
      return end_of_data(cell, cell.stoichiometries().low, cell.stoichiometries().low_end);
    case Event::Kind::salt_low:
    case Event::Kind::salt_high:
      return event.text;
    case Event::Kind::metal_exhausted: {
      const FlatElectrode& electrode = *cell.parameters().flat_electrodes()[static_cast<std::size_t>(event.place)];
      return fmt::format("the {}{} electrode is exhausted: all of its {:g} um are stripped",
                         event.place == 0 ? "" : "positive ", electrode.metal.name, electrode.thickness * 1e6);
    }
    case Event::Kind::current_critical:
      return fmt::format(
          "stripping at {:.4g} mA/cm2 exceeds the critical current of the {}metal under {:.4g} MPa: voids grow",
          cell.critical_current(event.place) / 10, event.place == 0 ? "" : "positive ",
          cell.parameters().pressure / 1e6);
    case Event::Kind::too_hot:
    case Event::Kind::too_cold:
      return fmt::format("the cell reached {:.5g} degC, where the data of {} end", event.threshold - 273.15,
                         event.text);
  }
  return {};
}

bool is_voltage(Event::Kind kind) {
  return kind == Event::Kind::voltage_falls || kind == Event::Kind::voltage_rises;
}

/// Whether a limit counts as passed whichever way the state moves: a cycler looks at its meters only.
bool is_measured(Event::Kind kind) {
  return is_voltage(kind) || kind == Event::Kind::current_falls || kind == Event::Kind::current_rises ||
         kind == Event::Kind::current_critical;
}

/// The first event that is past at the start of a step, or about to be, or -1.
Index passed_at_start(const Cell& cell, const ArrayXd& state, const ArrayXd& rate) {
  ArrayXd now(cell.event_count()), soon(cell.event_count());
  const ArrayXd later = state + look_ahead * rate;
  cell.events(0, ConstVector(state.data(), state.size()), Vector(now.data(), now.size()));
  cell.events(0, ConstVector(later.data(), later.size()), Vector(soon.data(), soon.size()));
  for (Index k = 0; k < now.size(); ++k) {
    const bool measured = is_measured(cell.watched()[static_cast<std::size_t>(k)].kind);
    if ((measured && now(k) < 0) || (now(k) <= 0 && soon(k) < now(k))) return k;
  }
  return -1;
}

/// Runs one step.
class StepRun {
 public:
  StepRun(Cell& cell, Integrator& integrator, const RunSettings& settings, Observer& observer)
      : cell_(cell), integrator_(integrator), settings_(settings), observer_(observer), own_(cell.parameters()) {}

  /// @param result  with the numbers of the step and of its cycle     @param now  moves on to the end of the step
  /// @return whether the run can go on
  bool run(const ProtocolStep& step, StepResult& result, Progress& now) {
    ArrayXd& state = now.state;
    const std::vector<Segment> segments = segments_of(step, own_, state(cell_.layout().V()));
    result.text = print(step);
    result.start_time = now.time;
    result.temperature = segments.front().temperature;
    result.pressure = step.pressure.value_or(own_.pressure);
    Sampler sampler(cell_, settings_.sampling, observer_, result);
    Ending ending{.over = false, .failed = false, .reason = {}};
    double limit = step.duration ? step.duration->value : std::numeric_limits<double>::infinity();
    std::vector<Event> events;
    for (std::size_t k = 0; k < segments.size() && !ending.over; ++k) {
      Segment segment = segments[k];
      segment.duration = std::min(segment.duration, limit - result.duration);
      set_conditions(segment.temperature, result.pressure, state);
      ending = start(step, segment, result, now, events);
      if (ending.over) break;
      sampler.begin(result.duration, state);
      const double before = result.passed.both();
      ending = integrate(segment, result, now, sampler);
      age(cell_, result.passed.both() - before, state);
      if (!ending.over && result.duration >= limit) ending = {true, false, time_passed(limit)};
    }
    if (step.frequencies && !ending.over) take_spectrum(*step.frequencies, result, now);
    if (!ending.over) ending.reason = end_of(step, result);
    sampler.ended(result.duration, state);
    now.time += result.duration;
    result.stop_reason = ending.reason;
    result.end_voltage = state(cell_.layout().V());
    result.charge = result.passed.discharged - result.passed.charged;
    result.energy = result.passed.energy_out - result.passed.energy_in;
    return !ending.failed;
  }

 private:
  struct Ending {
    bool over = false;  // a limit was reached, or nothing more can be done
    bool failed = false;
    std::string reason;
  };

  void set_conditions(double temperature, double pressure, ArrayXd& state) {
    const CellParameters& now = cell_.parameters();
    if (!cell_.heated()) state(cell_.layout().temperature()) = temperature;
    if (temperature == now.temperature && pressure == now.pressure) return;
    CellParameters changed = now;
    changed.temperature = temperature;
    changed.pressure = pressure;
    cell_ = Cell(changed, cell_.mesh());
  }

  /// Makes the state consistent with what the segment imposes, and sets the limits to watch.
  Ending start(const ProtocolStep& step, const Segment& segment, StepResult& result, Progress& now,
               std::vector<Event>& events) {
    ArrayXd& state = now.state;
    const ArrayXd before = state;
    const bool first = events.empty();
    cell_.set_step(segment.control, {});
    const Start start = make_consistent(cell_, state);
    if (first) result.start_voltage = state(cell_.layout().V());
    if (start.status == StartStatus::power_out_of_reach) {
      state = before;
      return {true, false,
              fmt::format("power out of reach: the cell gives at most {:.4g} mW/cm2 in this state",
                          start.maximum_power / 10)};
    }
    cell_.set_meter(now.energy, state);
    watch_voids(state, result);
    if (first) events = events_of(step, cell_, state);
    cell_.set_step(segment.control, events);
    return {};
  }

  Ending integrate(const Segment& segment, StepResult& result, Progress& now, Sampler& sampler) {
    ArrayXd& state = now.state;
    const ArrayXd rate = cell_.rate_of(state);
    if (const Index k = passed_at_start(cell_, state, rate); k >= 0) {
      const Event& event = cell_.watched()[static_cast<std::size_t>(k)];
      result.cut_off = is_voltage(event.kind);
      return {
          true, false,
          fmt::format("{} at once: the voltage starts at {:.4f} V", describe(event, cell_), state(cell_.layout().V()))};
    }
    if (segment.duration <= 0) return {};
    // Time counts from here, so that short events late in a long run are resolved as well as early ones.
    integrator_.start(0, state, rate, segment.duration);
    Advance advance;
    do {
      advance = integrator_.advance();
      if (advance == Advance::step_limit) break;
      const double q = state(cell_.layout().q()), energy = now.energy, nominal = cell_.coefficients().nominal_charge;
      state = integrator_.state();
      sampler.stepped(integrator_, state);
      watch_voids(state, result);
      now.energy = cell_.energy(state);
      cell_.set_meter(now.energy, state);
      result.passed.add((state(cell_.layout().q()) - q) * nominal, (now.energy - energy) * nominal);
    } while (advance == Advance::stepped);
    result.duration += integrator_.time();
    result.statistics += integrator_.statistics();
    return ending_of(advance, result);
  }

  /// At rest or under a current, with the potentials that the step has made consistent.
  void take_spectrum(const FrequencyRange& range, const StepResult& result, const Progress& now) {
    const std::vector<double> frequencies = logarithmic_frequencies(range.from, range.to, range.points_per_decade);
    observer_.spectrum(cell_, {now.time, result.number, now.state, now.energy}, frequencies,
                       impedance(cell_, now.state, frequencies));
  }

  void watch_voids(const ArrayXd& state, StepResult& result) const {
    const Stripping now = cell_.stripping(state);
    if (now.share > result.stripping.share) result.stripping = now;
  }

  Ending ending_of(Advance advance, StepResult& result) {
    if (advance == Advance::stop_time) return {};
    if (advance == Advance::event) {
      const Event& event = cell_.watched()[static_cast<std::size_t>(integrator_.fired().front())];
      result.cut_off = is_voltage(event.kind);
      return {true, false, describe(event, cell_)};
    }
    if (cell_.control().kind == Control::Kind::power) return {true, false, "the imposed power can no longer be held"};
    return {true, true, "the solver found no step short enough to go on"};
  }

  static std::string time_passed(double seconds) { return fmt::format("{:g} s passed", seconds); }

  /// Of a step that nothing ended before its own end.
  static std::string end_of(const ProtocolStep& step, const StepResult& result) {
    if (step.kind == ProtocolStep::Kind::ramp) return fmt::format("the ramp reached {}", step.imposed->text);
    if (step.kind == ProtocolStep::Kind::profile) return "the profile ended";
    if (step.kind == ProtocolStep::Kind::eis) return "spectrum taken";
    return time_passed(result.duration);
  }

  Cell& cell_;
  Integrator& integrator_;
  const RunSettings& settings_;
  Observer& observer_;
  const CellParameters own_;  // for steps that state no conditions
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

CycleResult with_state(CycleResult cycle, const Cell& cell, const ArrayXd& state) {
  cycle.film_charge = film_charge(cell, state);
  cycle.film_resistance = film_resistance(cell, state);
  cycle.contact = state(cell.layout().contact());
  cycle.metal_contact = 1;
  for (Index flat = 0; flat < cell.layout().n_flat; ++flat) {
    cycle.metal_growth += state(cell.layout().metal_growth(flat));
    cycle.metal_contact = std::min(cycle.metal_contact, 1 / (1 + state(cell.layout().voids(flat))));
  }
  cycle.leaked_charge = state(cell.layout().leaked()) * cell.coefficients().nominal_charge;
  return cycle;
}

}  // namespace

Outcome simulate(Cell& cell, const RunSettings& settings, Observer& observer, const Progress* from) {
  Integrator integrator(cell, settings.tolerance);
  StepRun steps(cell, integrator, settings, observer);
  ProtocolWalk walk(settings.protocol, cell.parameters());
  CycleCounter cycles(settings.retention_from);
  Progress progress;
  progress.state = cell.parameters().has_active_material() ? cell.resting_state(settings.start_stoichiometry)
                                                           : cell.resting_state_at(settings.start_voltage);
  if (from != nullptr) {
    if (from->state.size() != cell.size()) throw RunError("the state to go on from belongs to another cell or mesh");
    progress = *from;
    walk.go_to(progress.position);
    cycles.restore(progress.cycles, progress.stop_reason);
  }
  Outcome outcome{Outcome::Kind::completed, progress.stop_reason};
  while (const ProtocolStep* step = walk.step()) {
    StepResult result;
    result.number = ++progress.step;
    const Direction direction = direction_of(*step, progress.state(cell.layout().V()));
    if (const auto ended = cycles.begin_step(direction, result.number, progress.time))
      observer.cycle_ended(cell, with_state(*ended, cell, progress.state));
    result.cycle = cycles.number();
    const bool well = steps.run(*step, result, progress);
    observer.step_ended(cell, result);
    cycles.end_step(result.passed, progress.time, result.stop_reason);
    outcome.reason = progress.stop_reason = result.stop_reason;
    if (!well) {
      outcome.kind = Outcome::Kind::stopped_early;
      break;
    }
    walk.advance({cycles.discharge_capacity(), result.cut_off});
    progress.position = walk.position();
    progress.cycles = cycles.numbers();
    if (!observer.proceed(progress) && walk.step() != nullptr) return {Outcome::Kind::interrupted, "interrupted"};
  }
  if (cycles.number() > 0) observer.cycle_ended(cell, with_state(cycles.finish(), cell, progress.state));
  return outcome;
}

}  // namespace closo
