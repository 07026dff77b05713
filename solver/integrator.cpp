// IDA's side of the integrator: callbacks, the embedded linear solver, and ownership of SUNDIALS' objects.
#include "solver/integrator.hpp"

#include <cmath>
#include <string>

#include <ida/ida.h>
#include <sundials/sundials_linearsolver.h>
#include <sunnonlinsol/sunnonlinsol_newton.h>

#include "solver/error.hpp"

namespace closo {
namespace {

// Newton's method has converged when both its estimated error and the defect it leaves are below this share of the
// tolerance of a step: IDA's own share.
constexpr double newton_share = 0.33;
// A correction that grows by more than this from one iteration to the next will not come back.
constexpr double most_growth = 2.0;

// IDA lengthens its step only when it could double it; from this factor on it takes a twentieth less time here.
constexpr double least_growth = 1.5;

constexpr long unlimited_steps = -1;  // the caller decides when to give up

// A surface that crosses a step of its open-circuit voltage moves the potentials by a tenth of a volt within one step:
// Newton's method is given more than IDA's 4 iterations for it, and more than 10 attempts to shorten the step.
constexpr int most_iterations = 8;
constexpr int most_failures = 100;

void check(int status, const char* call) {
  if (status < 0) throw RunError(std::string("SUNDIALS: ") + call + " failed with status " + std::to_string(status));
}

ConstVector const_entries(N_Vector v) {
  const Vector e = entries(v);
  return {e.data(), e.size()};
}

/// What the callbacks see.
struct Link {
  DaeProblem* problem = nullptr;
  void* ida = nullptr;
  double tolerance = 0.0;
  Eigen::ArrayXd weights;  // of the errors of the unknowns, shape (n)
  Eigen::ArrayXd trial;    // the latest iterate, shape (n)
  double last_correction = 0.0;
};

int residual(realtype t, N_Vector y, N_Vector yp, N_Vector r, void* data) {
  static_cast<Link*>(data)->problem->residual(t, const_entries(y), const_entries(yp), entries(r));
  return 0;
}

int events(realtype t, N_Vector y, N_Vector, realtype* g, void* data) {
  const DaeProblem& problem = *static_cast<Link*>(data)->problem;
  problem.events(t, const_entries(y), Vector(g, problem.event_count()));
  return 0;
}

int error_weights(N_Vector, N_Vector w, void* data) {
  const Link& link = *static_cast<Link*>(data);
  entries(w) = link.weights;
  return 0;
}

/// IDA's view of the step it is solving for.
struct NewtonStep {
  double t, cj;
  N_Vector y_predicted, yp_predicted, y, yp, r;
  void* data;

  bool read(void* ida) {
    return IDAGetNonlinearSystemData(ida, &t, &y_predicted, &yp_predicted, &y, &yp, &r, &cj, &data) == IDA_SUCCESS;
  }
};

int solve(SUNLinearSolver solver, SUNMatrix, N_Vector x, N_Vector b, realtype) {
  const Link& link = *static_cast<Link*>(solver->content);
  NewtonStep step;
  if (!step.read(link.ida)) return SUNLS_PACKAGE_FAIL_UNREC;
  link.problem->solve(step.cj, const_entries(b), entries(x));
  return SUNLS_SUCCESS;
}

/// IDA's own test takes the rate of convergence of earlier steps for granted and so accepts iterates that a step of the
/// open-circuit voltage has thrown far off. This one looks at the defect, and can accept a first iterate for it.
int converged(SUNNonlinearSolver newton, N_Vector correction, N_Vector last, realtype, N_Vector weights, void* data) {
  Link& link = *static_cast<Link*>(data);
  int iteration;
  if (SUNNonlinSolGetCurIter(newton, &iteration) != SUN_NLS_SUCCESS) return SUN_NLS_MEM_NULL;
  const double size = N_VWrmsNorm(last, weights);
  if (!std::isfinite(size)) return SUN_NLS_CONV_RECVR;
  if (iteration > 0) {
    const double rate = size / link.last_correction;
    if (rate > most_growth) return SUN_NLS_CONV_RECVR;
    if (rate > 0.5 && size > newton_share) {
      link.last_correction = size;
      return SUN_NLS_CONTINUE;
    }
  }
  link.last_correction = size;
  NewtonStep step;
  if (!step.read(link.ida)) return SUN_NLS_MEM_NULL;
  link.trial = entries(step.y_predicted) + entries(correction);
  const double defect = link.problem->defect(ConstVector(link.trial.data(), link.trial.size()));
  return defect <= newton_share * link.tolerance ? SUN_NLS_SUCCESS : SUN_NLS_CONTINUE;
}

SUNLinearSolver_Type solver_type(SUNLinearSolver) {
  return SUNLINEARSOLVER_MATRIX_EMBEDDED;
}
SUNLinearSolver_ID solver_id(SUNLinearSolver) {
  return SUNLINEARSOLVER_CUSTOM;
}

// Tells IDA not to scale the tolerance of an iterative solver, which would cost two passes over memory.
int ignore_scaling(SUNLinearSolver, N_Vector, N_Vector) {
  return SUNLS_SUCCESS;
}

int free_solver(SUNLinearSolver solver) {
  solver->content = nullptr;  // the link belongs to the integrator
  SUNLinSolFreeEmpty(solver);
  return SUNLS_SUCCESS;
}

void ignore_message(int, const char*, const char*, char*, void*) {}

}  // namespace

IntegratorStatistics& IntegratorStatistics::operator+=(const IntegratorStatistics& other) {
  steps += other.steps;
  residuals += other.residuals;
  newton_iterations += other.newton_iterations;
  error_test_failures += other.error_test_failures;
  convergence_failures += other.convergence_failures;
  return *this;
}

struct Integrator::Sundials {
  SUNContext context = nullptr;
  VectorHandle y, yp, work;
  SUNLinearSolver solver = nullptr;
  SUNNonlinearSolver newton = nullptr;
  Link link;

  Sundials(DaeProblem& problem, double tolerance) {
    check(SUNContext_Create(nullptr, &context), "SUNContext_Create");
    y = make_vector(problem.size(), context);
    yp = make_vector(problem.size(), context);
    work = make_vector(problem.size(), context);
    link.problem = &problem;
    link.ida = IDACreate(context);
    link.tolerance = tolerance;
    link.weights = (tolerance * problem.scale()).inverse();
    link.trial.setZero(problem.size());
    if (link.ida == nullptr) throw RunError("SUNDIALS: IDACreate found no memory");
    solver = SUNLinSolNewEmpty(context);
    if (solver == nullptr) throw RunError("SUNDIALS: SUNLinSolNewEmpty found no memory");
    solver->content = &link;
    solver->ops->gettype = solver_type;
    solver->ops->getid = solver_id;
    solver->ops->solve = solve;
    solver->ops->setscalingvectors = ignore_scaling;
    solver->ops->free = free_solver;
    newton = SUNNonlinSol_Newton(y.get(), context);
    if (newton == nullptr) throw RunError("SUNDIALS: SUNNonlinSol_Newton found no memory");
  }

  void initialise() {
    void* ida = link.ida;
    check(IDAInit(ida, residual, 0.0, y.get(), yp.get()), "IDAInit");
    check(IDASetErrHandlerFn(ida, ignore_message, nullptr), "IDASetErrHandlerFn");
    check(IDASetUserData(ida, &link), "IDASetUserData");
    check(IDAWFtolerances(ida, error_weights), "IDAWFtolerances");
    check(IDASetLinearSolver(ida, solver, nullptr), "IDASetLinearSolver");
    check(IDASetNonlinearSolver(ida, newton), "IDASetNonlinearSolver");
    check(SUNNonlinSolSetConvTestFn(newton, converged, &link), "SUNNonlinSolSetConvTestFn");
    check(IDASetEtaFixedStepBounds(ida, 1.0, least_growth), "IDASetEtaFixedStepBounds");
    check(IDASetMaxNumSteps(ida, unlimited_steps), "IDASetMaxNumSteps");
    check(IDASetMaxNonlinIters(ida, most_iterations), "IDASetMaxNonlinIters");
    check(IDASetMaxConvFails(ida, most_failures), "IDASetMaxConvFails");
    check(IDASetMaxErrTestFails(ida, most_failures), "IDASetMaxErrTestFails");
  }

  ~Sundials() {
    if (link.ida != nullptr) IDAFree(&link.ida);
    if (newton != nullptr) SUNNonlinSolFree(newton);
    if (solver != nullptr) SUNLinSolFree(solver);
    y.reset(), yp.reset(), work.reset();
    if (context != nullptr) SUNContext_Free(&context);
  }
};

Integrator::Integrator(DaeProblem& problem, double tolerance)
    : sundials_(std::make_unique<Sundials>(problem, tolerance)), problem_(problem) {
  sundials_->initialise();
}

Integrator::~Integrator() = default;

void Integrator::start(double t, const Eigen::ArrayXd& y, const Eigen::ArrayXd& yp, double t_stop) {
  void* ida = sundials_->link.ida;
  entries(sundials_->y.get()) = y;
  entries(sundials_->yp.get()) = yp;
  time_ = t;
  stop_time_ = t_stop;
  fired_.clear();
  check(IDAReInit(ida, t, sundials_->y.get(), sundials_->yp.get()), "IDAReInit");
  if (std::isfinite(t_stop)) check(IDASetStopTime(ida, t_stop), "IDASetStopTime");
  const int count = static_cast<int>(problem_.event_count());
  check(IDARootInit(ida, count, count > 0 ? events : nullptr), "IDARootInit");
  if (count > 0) {
    std::vector<int> falling(static_cast<std::size_t>(count), -1);
    check(IDASetRootDirection(ida, falling.data()), "IDASetRootDirection");
    check(IDASetNoInactiveRootWarn(ida), "IDASetNoInactiveRootWarn");
  }
}

Advance Integrator::advance() {
  void* ida = sundials_->link.ida;
  // In one-step mode the output time only gives the direction and, at the first call, a bound on the first step.
  const double t_ahead = std::isfinite(stop_time_) ? stop_time_ : time_ + 1.0 + std::abs(time_);
  const double before = time_;
  const int status = IDASolve(ida, t_ahead, &time_, sundials_->y.get(), sundials_->yp.get(), IDA_ONE_STEP);
  switch (status) {
    case IDA_SUCCESS:
      // In front of a time from which no step succeeds, IDA goes on forever with steps below the resolution of time.
      return time_ > before ? Advance::stepped : Advance::step_limit;
    case IDA_TSTOP_RETURN:
      return Advance::stop_time;
    case IDA_ROOT_RETURN: {
      std::vector<int> found(static_cast<std::size_t>(problem_.event_count()));
      check(IDAGetRootInfo(ida, found.data()), "IDAGetRootInfo");
      fired_.clear();
      for (std::size_t k = 0; k < found.size(); ++k)
        if (found[k] != 0) fired_.push_back(static_cast<Index>(k));
      return Advance::event;
    }
    case IDA_ERR_FAIL:
    case IDA_CONV_FAIL:
      return Advance::step_limit;
    default:
      check(status, "IDASolve");
      return Advance::step_limit;
  }
}

ConstVector Integrator::state() const {
  return const_entries(sundials_->y.get());
}

void Integrator::interpolate(double t, Eigen::ArrayXd& y) const {
  check(IDAGetDky(sundials_->link.ida, t, 0, sundials_->work.get()), "IDAGetDky");
  y = entries(sundials_->work.get());
}

IntegratorStatistics Integrator::statistics() const {
  void* ida = sundials_->link.ida;
  IntegratorStatistics s;
  check(IDAGetNumSteps(ida, &s.steps), "IDAGetNumSteps");
  check(IDAGetNumResEvals(ida, &s.residuals), "IDAGetNumResEvals");
  check(IDAGetNumNonlinSolvIters(ida, &s.newton_iterations), "IDAGetNumNonlinSolvIters");
  check(IDAGetNumErrTestFails(ida, &s.error_test_failures), "IDAGetNumErrTestFails");
  check(IDAGetNumNonlinSolvConvFails(ida, &s.convergence_failures), "IDAGetNumNonlinSolvConvFails");
  return s;
}

}  // namespace closo
