// Newton's method for the equations of one step of IDA, with the problem's own linear solve.
#pragma once

#include <exception>
#include <memory>

#include "base/stop_request.hpp"
#include "solver/dae_problem.hpp"
#include "solver/vector.hpp"

namespace closo {

/// IDA's own method takes the rate of convergence of earlier steps for granted and so accepts iterates that a step of
/// the open-circuit voltage has thrown far off. This one looks at the defect, and can accept a first iterate for it.
/// It also goes through memory half as often.
class Newton {
 public:
  /// @param tolerance  of the error of a step, over DaeProblem::scale()
  /// @param error      keeps what the problem throws, and Cancelled; then IDASolve() fails
  Newton(DaeProblem& problem, double tolerance, StopRequest stop, SUNContext context, std::exception_ptr& error);
  Newton(const Newton&) = delete;
  Newton& operator=(const Newton&) = delete;

  /// To be given to IDASetNonlinearSolver(); lives as long as this object.
  SUNNonlinearSolver solver() const { return solver_.get(); }
  void set_ida(void* ida) { ida_ = ida; }

  /// Why the last step that failed did so.
  struct Setback {
    bool converged = false;   // and the error was too large
    Index unknown = 0;        // the worst one
    double correction = 0.0;  // of that unknown, over its tolerance: of the prediction if it converged, or the last one
  };
  /// Setback of the steps since the last reset; the default if none has failed.
  const Setback& last_setback();

  /// Counters since the last reset.
  long iterations() const { return iterations_; }
  long failures() const { return failures_; }
  void reset();

 private:
  struct Deleter {
    void operator()(SUNNonlinearSolver solver) const { SUNNonlinSolFreeEmpty(solver); }
  };

  static int solve(SUNNonlinearSolver, N_Vector, N_Vector correction, N_Vector weights, sunrealtype, sunbooleantype,
                   void*);
  int iterate(N_Vector correction, N_Vector weights);
  void notice_failed_error();
  void note_setback(bool converged, const Eigen::ArrayXd& correction);

  DaeProblem& problem_;
  double tolerance_;
  StopRequest stop_;
  std::exception_ptr& error_;
  void* ida_ = nullptr;
  std::unique_ptr<_generic_SUNNonlinearSolver, Deleter> solver_;
  Eigen::ArrayXd y_, yp_, row_, step_;  // shape (n)
  long iterations_ = 0, failures_ = 0;
  // IDA does not tell of a failed error test: it shows at the next step. Its correction is kept where failures are
  // near.
  Setback setback_;
  Eigen::ArrayXd setback_correction_;  // shape (n)
  Eigen::ArrayXd kept_;                // shape (n)
  bool has_kept_ = false;
  int attempts_to_keep_ = 0;
  long failed_errors_ = 0;
};

}  // namespace closo
