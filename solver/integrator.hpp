// Steps a differential-algebraic problem forward in time with SUNDIALS IDA and the problem's own linear solver.
#pragma once

#include <memory>
#include <vector>

#include "base/stop_request.hpp"
#include "solver/dae_problem.hpp"

namespace closo {

enum class Advance {
  stepped,     // one internal step was taken
  event,       // an event function reached zero; see Integrator::fired()
  stop_time,   // the stop time was reached
  step_limit,  // no step was short enough; see Integrator::failure()
  cancelled,   // as was asked for; only start() makes sense now
};

struct IntegratorStatistics {
  long steps = 0;
  long newton_iterations = 0;
  long error_test_failures = 0;
  long convergence_failures = 0;

  IntegratorStatistics& operator+=(const IntegratorStatistics& other);
};

/// Where the integrator gave up, and what hindered it.
struct StepFailure {
  enum class Cause {
    convergence,  // Newton's method found no solution of a step
    error_test,   // the error of a step was too large
  };
  Cause cause = Cause::convergence;  // of the last step that failed
  double time = 0.0;                 // that was reached
  double step = 0.0;                 // the last one tried
  Index unknown = 0;                 // the worst one of the step that failed
  double correction = 0.0;    // of that unknown, over its tolerance: of what was predicted, or of Newton's last iterate
  long failed_errors = 0;     // error tests failed since the start
  long failed_solutions = 0;  // solutions of a step not found since the start
};

class Integrator {
 public:
  /// @param tolerance  of the error of a step, over DaeProblem::scale()
  /// @param stop  looked for in every iteration
  Integrator(DaeProblem& problem, double tolerance, StopRequest stop = {});
  ~Integrator();
  Integrator(const Integrator&) = delete;
  Integrator& operator=(const Integrator&) = delete;

  /// Starts at time t from y and y' (shape (n)), which must satisfy F(t, y, y') = 0; the event functions of the
  /// problem may have changed since the last start. No step passes t_stop.
  void start(double t, const Eigen::ArrayXd& y, const Eigen::ArrayXd& yp, double t_stop);

  /// One internal step of the integrator, or less if an event lies within it. Throws what a function of the problem has
  /// thrown; then only start() makes sense.
  Advance advance();

  double time() const { return time_; }
  ConstVector state() const;

  /// Value of the solution at a time within the last step, shape (n).
  void interpolate(double t, Eigen::ArrayXd& y) const;

  /// Indices of the event functions that were zero at the last Advance::event.
  const std::vector<Index>& fired() const { return fired_; }

  /// What the last Advance::step_limit was due to.
  StepFailure failure() const;

  /// Counters since the last start().
  IntegratorStatistics statistics() const;

 private:
  struct Sundials;
  void watch_events();

  std::unique_ptr<Sundials> sundials_;
  DaeProblem& problem_;
  double time_ = 0.0;
  double stop_time_ = 0.0;
  std::vector<int> roots_;  // what IDA says and is told of each event function
  std::vector<Index> fired_;
};

}  // namespace closo
