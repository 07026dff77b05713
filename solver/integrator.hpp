// Steps a differential-algebraic problem forward in time with SUNDIALS IDA and the problem's own linear solver.
#pragma once

#include <memory>
#include <vector>

#include "solver/dae_problem.hpp"

namespace closo {

enum class Advance {
  stepped,     // one internal step was taken
  event,       // an event function reached zero; see Integrator::fired()
  stop_time,   // the stop time was reached
  step_limit,  // the corrector or the error test failed at the smallest step
};

struct IntegratorStatistics {
  long steps = 0;
  long newton_iterations = 0;
  long error_test_failures = 0;
  long convergence_failures = 0;

  IntegratorStatistics& operator+=(const IntegratorStatistics& other);
};

class Integrator {
 public:
  /// @param tolerance  of the error of a step, over DaeProblem::scale()
  Integrator(DaeProblem& problem, double tolerance);
  ~Integrator();
  Integrator(const Integrator&) = delete;
  Integrator& operator=(const Integrator&) = delete;

  /// Starts at time t from y and y' (shape (n)), which must satisfy F(t, y, y') = 0; the event functions of the
  /// problem may have changed since the last start. No step passes t_stop.
  void start(double t, const Eigen::ArrayXd& y, const Eigen::ArrayXd& yp, double t_stop);

  /// One internal step of the integrator, or less if an event lies within it.
  Advance advance();

  double time() const { return time_; }
  ConstVector state() const;

  /// Value of the solution at a time within the last step, shape (n).
  void interpolate(double t, Eigen::ArrayXd& y) const;

  /// Indices of the event functions that were zero at the last Advance::event.
  const std::vector<Index>& fired() const { return fired_; }

  /// Counters since the last start().
  IntegratorStatistics statistics() const;

 private:
  struct Sundials;
  std::unique_ptr<Sundials> sundials_;
  DaeProblem& problem_;
  double time_ = 0.0;
  double stop_time_ = 0.0;
  std::vector<Index> fired_;
};

}  // namespace closo
