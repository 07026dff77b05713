// Newton's method for the equations of one step of IDA, with the problem's own linear solve.
#pragma once

#include <memory>

#include <sundials/sundials_nonlinearsolver.h>

#include "solver/dae_problem.hpp"
#include "solver/vector.hpp"

namespace closo {

/// IDA's own method takes the rate of convergence of earlier steps for granted and so accepts iterates that a step of
/// the open-circuit voltage has thrown far off. This one looks at the defect, and can accept a first iterate for it.
/// It also goes through memory half as often.
class Newton {
 public:
  /// @param tolerance  of the error of a step, over DaeProblem::scale()
  Newton(DaeProblem& problem, double tolerance, SUNContext context);
  Newton(const Newton&) = delete;
  Newton& operator=(const Newton&) = delete;

  /// To be given to IDASetNonlinearSolver(); lives as long as this object.
  SUNNonlinearSolver solver() const { return solver_.get(); }
  void set_ida(void* ida) { ida_ = ida; }

  /// Counters since the last reset.
  long iterations() const { return iterations_; }
  long failures() const { return failures_; }
  void reset_counters() { iterations_ = failures_ = 0; }

 private:
  struct Deleter {
    void operator()(SUNNonlinearSolver solver) const { SUNNonlinSolFreeEmpty(solver); }
  };

  static int solve(SUNNonlinearSolver, N_Vector, N_Vector correction, N_Vector weights, realtype, booleantype, void*);
  int iterate(N_Vector correction, N_Vector weights);

  DaeProblem& problem_;
  double tolerance_;
  void* ida_ = nullptr;
  std::unique_ptr<_generic_SUNNonlinearSolver, Deleter> solver_;
  Eigen::ArrayXd y_, yp_, row_, step_;  // shape (n)
  long iterations_ = 0, failures_ = 0;
};

}  // namespace closo
