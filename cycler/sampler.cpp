// Grids of time, voltage and charge, laid over the steps of the integrator.
#include "cycler/sampler.hpp"

#include <algorithm>
#include <cmath>

namespace closo {

using Eigen::ArrayXd;

// Where not every time step is shown, less is none: a profile that bends begins a new segment, too.
constexpr double least_jump = 1e-4;  // V

Sampler::Sampler(Cell& cell, const Sampling& sampling, Observer& observer, const StepResult& step, const Progress& run)
    : cell_(cell),
      sampling_(sampling),
      observer_(observer),
      origin_(run.origin),
      step_(step.number),
      shown_(sampling.shows(step.cycle)),
      followed_(observer.follows(step.cycle)),
      start_(step.start_time),
      passed_(run.passed),
      next_moment_(std::ranges::lower_bound(sampling.series_times, start_)),
      next_time_(sampling.series_interval) {}

const Cell& Sampler::cell_at(const ArrayXd& state) {
  if (cell_.model()->heated()) cell_.set_temperature(state(cell_.layout().temperature()));
  return cell_;
}

Passed Sampler::passed(double time, const ArrayXd& state) const {
  Passed sum = passed_;
  return sum += Passed::between(last_, flow_of(cell_, time, state, cell_.energy(state)));
}

Moment Sampler::moment(double time, const ArrayXd& state) const {
  return moment_of(cell_, start_ + time, step_, state, cell_.energy(state), passed(time, state), origin_);
}

void Sampler::series(double time, const ArrayXd& state) {
  last_series_time_ = time;
  last_voltage_ = voltage(state);
  observer_.series(cell_at(state), moment(time, state));
}

void Sampler::profile(double time, const ArrayXd& state) {
  last_profile_time_ = time;
  observer_.profile(cell_at(state), moment(time, state));
}

void Sampler::begin(double offset, const ArrayXd& state) {
  const double jump = std::abs(voltage(state) - last_.voltage);
  const bool first = last_series_time_ < 0, shown_jump = sampling_.every_time_step ? jump > 0 : jump > least_jump;
  offset_ = offset;
  last_ = flow_of(cell_, offset, state, cell_.energy(state));
  charge_ = charge(state);
  advanced(offset, state);
  if (!shown_) return;
  if (first || shown_jump) series(offset, state);
  if (first) profile(offset, state), last_profile_ = charge_;
}

Passed Sampler::stepped(const Integrator& integrator, const ArrayXd& state) {
  if (shown_) {
    show_profiles(integrator, state);
    show_series(integrator, state);
  }
  const Flow now = flow_of(cell_, offset_ + integrator.time(), state, cell_.energy(state));
  const Passed step = Passed::between(last_, now);
  passed_ += step;
  last_ = now;
  charge_ = charge(state);
  advanced(now.time, state);
  return step;
}

void Sampler::advanced(double time, const ArrayXd& state) {
  if (followed_) observer_.advanced(cell_at(state), moment(time, state));
}

void Sampler::ended(double time, const ArrayXd& state) {
  if (!shown_ || time == 0) return;
  if (time > last_series_time_) series(time, state);
  if (time > last_profile_time_) profile(time, state);
}

void Sampler::show_series(const Integrator& integrator, const ArrayXd& state) {
  const double now = offset_ + integrator.time(), change = sampling_.series_voltage_change;
  times_.clear();
  if (sampling_.series_interval > 0)
    for (; next_time_ <= now; next_time_ += sampling_.series_interval) times_.push_back(next_time_);
  for (; next_moment_ != sampling_.series_times.end() && *next_moment_ - start_ <= now; ++next_moment_)
    times_.push_back(*next_moment_ - start_);
  if (change > 0) {
    const double V = voltage(state), first = last_voltage_;
    for (int k = 1; std::abs(V - first) >= k * change; ++k) {
      const double share = (first + std::copysign(k * change, V - first) - last_.voltage) / (V - last_.voltage);
      times_.push_back(last_.time + std::clamp(share, 0.0, 1.0) * (now - last_.time));
    }
  }
  std::sort(times_.begin(), times_.end());
  for (const double time : times_) {
    if (time <= last_series_time_) continue;
    integrator.interpolate(time - offset_, between_);
    series(time, between_);
  }
  if (sampling_.every_time_step && now > last_series_time_) series(now, state);
}

void Sampler::show_profiles(const Integrator& integrator, const ArrayXd& state) {
  const double now = offset_ + integrator.time(), q = charge(state);
  while (std::abs(q - last_profile_) >= sampling_.profile_charge) {
    last_profile_ += std::copysign(sampling_.profile_charge, q - last_profile_);
    const double share = std::clamp((last_profile_ - charge_) / (q - charge_), 0.0, 1.0);  // exact at constant current
    const double time = last_.time + share * (now - last_.time);
    integrator.interpolate(time - offset_, between_);
    profile(time, between_);
  }
}

}  // namespace closo
