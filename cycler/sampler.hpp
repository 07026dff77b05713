// Chooses the moments of one step of a protocol that are shown.
#pragma once

#include <vector>

#include "cycler/run.hpp"

namespace closo {

/// Shows moments on a grid of time, at changes of voltage, or at every step of the integrator; profiles on a grid of
/// charge; and all of these at the start and the end.
class Sampler {
 public:
  /// @param step, run  at the start of the step
  Sampler(Cell& cell, const Sampling& sampling, Observer& observer, const StepResult& step, const Progress& run);

  /// At the start of each segment, `offset` seconds into the step.
  void begin(double offset, const Eigen::ArrayXd& state);
  /// After a step of the integrator, whose time counts from the start of the segment. @return what passed in it
  Passed stepped(const Integrator& integrator, const Eigen::ArrayXd& state);
  /// At the end of the step, `time` seconds from its start.
  void ended(double time, const Eigen::ArrayXd& state);

 private:
  /// The cell with its coefficients at the temperature of a state.
  const Cell& cell_at(const Eigen::ArrayXd& state);
  double voltage(const Eigen::ArrayXd& state) const { return state(cell_.layout().V()); }
  /// What has passed since the start of the run.
  Passed passed(double time, const Eigen::ArrayXd& state) const;
  double charge(const Eigen::ArrayXd& state) const { return state(cell_.layout().q()); }
  Moment moment(double time, const Eigen::ArrayXd& state) const;
  void series(double time, const Eigen::ArrayXd& state);
  void profile(double time, const Eigen::ArrayXd& state);
  void advanced(double time, const Eigen::ArrayXd& state);
  void show_series(const Integrator& integrator, const Eigen::ArrayXd& state);
  void show_profiles(const Integrator& integrator, const Eigen::ArrayXd& state);

  Cell& cell_;
  const Sampling& sampling_;
  Observer& observer_;
  const Origin& origin_;
  Index step_;
  bool shown_, followed_;
  double start_, offset_ = 0.0;
  Passed passed_;        // since the start of the run, after the integrator's step before this one; as are
  Flow last_;            // its time since the start of the step, and
  double charge_ = 0.0;  // over the nominal capacity
  std::vector<double>::const_iterator next_moment_;  // of those that were asked for
  double next_time_, last_voltage_ = 0.0, last_profile_ = 0.0;
  double last_series_time_ = -1.0, last_profile_time_ = -1.0;  // since the start of the step
  Eigen::ArrayXd between_;
  std::vector<double> times_;
};

}  // namespace closo
