// The loop over steps: consistent start, integration to the first event, and the reason in the user's terms.
#include "models/simulate.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/consistent_start.hpp"
#include "models/observables.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

// How far ahead a step looks at its start, to see whether the state moves past a limit that it stands on.
constexpr double look_ahead = 1e-6;  // s

/// Shows moments of one step: on a grid of time or at every step, and profiles on a grid of charge.
class Sampler {
 public:
  Sampler(const Cell& cell, const Sampling& sampling, Observer& observer, Index step, double start,
          const ArrayXd& state)
      : cell_(cell),
        sampling_(sampling),
        observer_(observer),
        step_(step),
        start_(start),
        next_time_(sampling.series_interval),
        charge_(q(state)),
        last_profile_(charge_) {
    series(0, state);
    profile(0, state);
  }

  /// After a step of the integrator, whose time counts from the start of the protocol step.
  void stepped(const Integrator& integrator, const ArrayXd& state) {
    show_profiles(integrator, state);
    if (sampling_.series_interval == 0) {
      series(integrator.time(), state);
    } else {
      for (; next_time_ <= integrator.time(); next_time_ += sampling_.series_interval) {
        integrator.interpolate(next_time_, between_);
        series(next_time_, between_);
      }
    }
    time_ = integrator.time();
  }

  void ended(double time, const ArrayXd& state) {
    if (time == 0) return;
    if (time > last_series_time_) series(time, state);
    if (time > last_profile_time_) profile(time, state);
  }

 private:
  double q(const ArrayXd& state) const { return state(cell_.layout().q()); }
  void series(double time, const ArrayXd& state) {
    last_series_time_ = time;
    observer_.series(cell_, {start_ + time, step_, state});
  }
  void profile(double time, const ArrayXd& state) {
    last_profile_time_ = time;
    observer_.profile(cell_, {start_ + time, step_, state});
  }

  void show_profiles(const Integrator& integrator, const ArrayXd& state) {
    const double charge = q(state);
    while (std::abs(charge - last_profile_) >= sampling_.profile_charge) {
      last_profile_ += std::copysign(sampling_.profile_charge, charge - last_profile_);
      const double share = (last_profile_ - charge_) / (charge - charge_);  // exact at constant current
      const double time = time_ + share * (integrator.time() - time_);
      integrator.interpolate(time, between_);
      profile(time, between_);
    }
    charge_ = charge;
  }

  const Cell& cell_;
  const Sampling& sampling_;
  Observer& observer_;
  Index step_;
  double start_, time_ = 0.0, next_time_, charge_, last_profile_;
  double last_series_time_ = 0.0, last_profile_time_ = 0.0;
  ArrayXd between_;
};

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
    case Event::Kind::surface_full:
      return end_of_data(cell, cell.stoichiometries().high, cell.stoichiometries().high_end);
    case Event::Kind::surface_empty:
      return end_of_data(cell, cell.stoichiometries().low, cell.stoichiometries().low_end);
    case Event::Kind::metal_exhausted:
      return fmt::format("the {} electrode is exhausted: all of its {:g} um are stripped",
                         cell.parameters().negative.metal.name, cell.parameters().negative.thickness * 1e6);
  }
  return {};
}

/// Whether a limit counts as passed whichever way the state moves: a cycler looks at its meters only.
bool is_measured(Event::Kind kind) {
  return kind == Event::Kind::voltage_falls || kind == Event::Kind::voltage_rises || kind == Event::Kind::current_falls;
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

/// Runs one step from `time` and `state`, which it moves on.
class StepRun {
 public:
  StepRun(Cell& cell, Integrator& integrator, const RunSettings& settings, Observer& observer)
      : cell_(cell), integrator_(integrator), settings_(settings), observer_(observer) {}

  StepResult run(const ProtocolStep& step, Index number, double& time, ArrayXd& state) {
    StepResult result;
    result.number = number;
    result.text = step.text;
    result.start_time = time;
    const ArrayXd before = state;
    cell_.set_step(control_of(step, cell_), events_of(step, cell_));
    const Start start = make_consistent(cell_, state);
    result.start_voltage = state(cell_.layout().V());
    if (start.status == StartStatus::power_out_of_reach) {
      state = before;
      result.reason = fmt::format("power out of reach: the cell gives at most {:.4g} mW/cm2 in this state",
                                  start.maximum_power / 10);
    } else {
      integrate(step, result, time, state);
    }
    result.duration = time - result.start_time;
    result.end_voltage = state(cell_.layout().V());
    const Coefficients& c = cell_.coefficients();
    result.charge = (state(cell_.layout().q()) - before(cell_.layout().q())) * c.nominal_charge;
    result.energy = (state(cell_.layout().e()) - before(cell_.layout().e())) * c.nominal_charge;
    return result;
  }

  bool failed() const { return failed_; }

 private:
  void integrate(const ProtocolStep& step, StepResult& result, double& time, ArrayXd& state) {
    Sampler sampler(cell_, settings_.sampling, observer_, result.number, time, state);
    const ArrayXd rate = cell_.rate_of(state);
    if (const Index k = passed_at_start(cell_, state, rate); k >= 0) {
      result.reason = fmt::format("{} at once: the voltage starts at {:.4f} V",
                                  describe(cell_.watched()[static_cast<std::size_t>(k)], cell_), result.start_voltage);
      return;
    }
    // Time counts from here, so that short events late in a long run are resolved as well as early ones.
    integrator_.start(0, state, rate, step.duration.value_or(std::numeric_limits<double>::infinity()));
    Advance advance;
    do {
      advance = integrator_.advance();
      if (advance == Advance::step_limit) break;
      state = integrator_.state();
      sampler.stepped(integrator_, state);
    } while (advance == Advance::stepped);
    sampler.ended(integrator_.time(), state);
    time += integrator_.time();
    result.statistics = integrator_.statistics();
    result.reason = reason_of(advance, step);
  }

  std::string reason_of(Advance advance, const ProtocolStep& step) {
    if (advance == Advance::event)
      return describe(cell_.watched()[static_cast<std::size_t>(integrator_.fired().front())], cell_);
    if (advance == Advance::stop_time) return fmt::format("{:g} s passed", *step.duration);
    if (cell_.control().kind == Control::Kind::power) return "the imposed power can no longer be held";
    failed_ = true;
    return "the solver found no step short enough to go on";
  }

  Cell& cell_;
  Integrator& integrator_;
  const RunSettings& settings_;
  Observer& observer_;
  bool failed_ = false;
};

}  // namespace

Outcome simulate(Cell& cell, const RunSettings& settings, Observer& observer) {
  Integrator integrator(cell, settings.tolerance);
  StepRun steps(cell, integrator, settings, observer);
  ArrayXd state = cell.resting_state(settings.start_stoichiometry);
  double time = 0;
  Outcome outcome;
  Index number = 0;
  for (const ProtocolStep& step : settings.protocol) {
    const StepResult result = steps.run(step, ++number, time, state);
    observer.step_ended(cell, result);
    outcome.reason = result.reason;
    if (steps.failed()) return outcome;
  }
  outcome.completed = true;
  return outcome;
}

}  // namespace closo
