// The iteration, and the few operations that make it a nonlinear solver of SUNDIALS.
#include "solver/newton.hpp"

#include <cmath>

#include "base/error.hpp"

namespace closo {
namespace {

// Converged when both the last correction and the defect that is left are below this share of the tolerance of a step:
// IDA's own share.
constexpr double newton_share = 0.33;
// A correction that grows by more than this from one iteration to the next will not come back.
constexpr double most_growth = 2.0;
// A correction that does not shrink to this share of the one before is not yet in the reach of quadratic convergence.
constexpr double slow_convergence = 0.5;

// A surface that crosses a step of its open-circuit voltage moves the potentials by a tenth of a volt within one step:
// the method is given more than IDA's 4 iterations for it.
constexpr int most_iterations = 8;

// Steps in front of an obstacle succeed and fail by turns.
constexpr int attempts_near_failure = 10;

SUNNonlinearSolver_Type solver_type(SUNNonlinearSolver) {
  return SUNNONLINEARSOLVER_ROOTFIND;
}

// IDA offers its own function for the residual; the method asks the problem itself.
int ignore_system(SUNNonlinearSolver, SUNNonlinSolSysFn) {
  return newton_converged;
}

}  // namespace

Newton::Newton(DaeProblem& problem, double tolerance, StopRequest stop, SUNContext context, std::exception_ptr& error)
    : problem_(problem), tolerance_(tolerance), stop_(stop), error_(error), solver_(SUNNonlinSolNewEmpty(context)) {
  if (!solver_) throw RunError("SUNDIALS: SUNNonlinSolNewEmpty found no memory");
  solver_->content = this;
  solver_->ops->gettype = solver_type;
  solver_->ops->setsysfn = ignore_system;
  solver_->ops->solve = solve;
  for (Eigen::ArrayXd* work : {&y_, &yp_, &row_, &step_, &kept_, &setback_correction_}) work->setZero(problem.size());
}

int Newton::solve(SUNNonlinearSolver solver, N_Vector, N_Vector correction, N_Vector weights, sunrealtype,
                  sunbooleantype, void*) {
  Newton& newton = *static_cast<Newton*>(solver->content);
  newton.notice_failed_error();
  const int status = without_exceptions(newton.error_, [&] { return newton.iterate(correction, weights); });
  newton.has_kept_ = status == newton_converged && newton.attempts_to_keep_ > 0;
  if (newton.has_kept_) newton.kept_ = entries(correction);
  if (status != newton_converged) {
    ++newton.failures_;
    newton.note_setback(false, newton.step_);
  }
  return status;
}

void Newton::reset() {
  iterations_ = failures_ = failed_errors_ = 0;
  setback_ = {};
  has_kept_ = false;
  attempts_to_keep_ = 0;
}

void Newton::notice_failed_error() {
  long failed = 0;
  IDAGetNumErrTestFails(ida_, &failed);
  if (failed > failed_errors_) {
    if (has_kept_) note_setback(true, kept_);
    attempts_to_keep_ = attempts_near_failure;
    failed_errors_ = failed;
  } else if (attempts_to_keep_ > 0) {
    --attempts_to_keep_;
  }
}

void Newton::note_setback(bool converged, const Eigen::ArrayXd& correction) {
  setback_.converged = converged;
  setback_correction_ = correction;
}

const Newton::Setback& Newton::last_setback() {
  notice_failed_error();
  setback_.unknown = 0, setback_.correction = -1.0;
  const Eigen::ArrayXd& scale = problem_.scale();
  for (Index k = 0; k < setback_correction_.size(); ++k) {
    double share = std::abs(setback_correction_(k)) / (tolerance_ * scale(k));
    if (std::isnan(share)) share = INFINITY;
    if (share > setback_.correction) setback_.unknown = k, setback_.correction = share;
  }
  return setback_;
}

int Newton::iterate(N_Vector correction, N_Vector weights) {
  double t, cj;
  N_Vector y_predicted, yp_predicted, unused;
  void* data;
  if (IDAGetNonlinearSystemData(ida_, &t, &y_predicted, &yp_predicted, &unused, &unused, &unused, &cj, &data) !=
      IDA_SUCCESS)
    return newton_failed;
  const Index n = problem_.size();
  Vector change = entries(correction);
  const ConstVector y(y_.data(), n), yp(yp_.data(), n);
  y_ = entries(y_predicted) + change;
  yp_ = entries(yp_predicted) + cj * change;
  double last_size = INFINITY;
  for (int iteration = 0; iteration < most_iterations; ++iteration) {
    ++iterations_;
    stop_.check();
    problem_.residual(t, y, yp, Vector(row_.data(), n));
    problem_.solve(cj, ConstVector(row_.data(), n), Vector(step_.data(), n));
    change -= step_;
    const double size = std::sqrt((step_ * entries(weights)).square().sum() / static_cast<double>(n));
    if (!std::isfinite(size) || size > most_growth * last_size) return newton_diverged;
    const bool slow = size > slow_convergence * last_size && size > newton_share;
    last_size = size;
    y_ = entries(y_predicted) + change;
    if (!slow && problem_.defect(y) <= newton_share * tolerance_) return newton_converged;
    yp_ = entries(yp_predicted) + cj * change;
  }
  return newton_diverged;
}

}  // namespace closo
