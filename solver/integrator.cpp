// IDA's side of the integrator: callbacks, settings, and ownership of SUNDIALS' objects.
#include "solver/integrator.hpp"

#include <cmath>
#include <exception>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "solver/newton.hpp"
#include "solver/vector.hpp"

namespace closo {
namespace {

// IDA lengthens its step only when it could double it; from this factor on it takes a twentieth less time here.
constexpr double least_growth = 1.5;

// In front of a step of the open-circuit voltage, more than IDA's 10 attempts to shorten the step are worth it.
constexpr int most_failures = 100;

// IDA keeps a stop time that it did not reach, and its older releases cannot clear one: a step without a stop time gets
// one that is never reached.
constexpr double no_stop_time = 1e300;

void check(int status, const char* call) {
  if (status < 0) throw RunError(std::string("SUNDIALS: ") + call + " failed with status " + std::to_string(status));
}

ConstVector const_entries(N_Vector v) {
  const Vector e = entries(v);
  return {e.data(), e.size()};
}

/// What IDA's callbacks see.
struct Link {
  DaeProblem& problem;
  Eigen::ArrayXd weights;         // of the errors of the unknowns, shape (n)
  N_Vector filled = nullptr;      // IDA's vector of weights once it holds them: they do not change
  std::exception_ptr error = {};  // what the problem has thrown
};

/// Lets a callback of IDA use what it sees.
template <class Call>
int with_link(void* data, Call&& call) {
  Link& link = *static_cast<Link*>(data);
  return without_exceptions(link.error, [&] {
    call(link);
    return 0;
  });
}

int residual(sunrealtype t, N_Vector y, N_Vector yp, N_Vector r, void* data) {
  return with_link(data,
                   [&](Link& link) { link.problem.residual(t, const_entries(y), const_entries(yp), entries(r)); });
}

int events(sunrealtype t, N_Vector y, N_Vector, sunrealtype* g, void* data) {
  return with_link(data, [&](Link& link) {
    const DaeProblem& problem = link.problem;
    problem.events(t, const_entries(y), Vector(g, problem.event_count()));
  });
}

int error_weights(N_Vector, N_Vector w, void* data) {
  return with_link(data, [&](Link& link) {
    if (link.filled != w) entries(w) = link.weights;
    link.filled = w;
  });
}

}  // namespace

IntegratorStatistics& IntegratorStatistics::operator+=(const IntegratorStatistics& other) {
  steps += other.steps;
  newton_iterations += other.newton_iterations;
  error_test_failures += other.error_test_failures;
  convergence_failures += other.convergence_failures;
  return *this;
}

struct Integrator::Sundials {
  SundialsContext context;
  void* ida = nullptr;
  VectorHandle y, yp, work;
  Link link;
  std::unique_ptr<Newton> newton;

  Sundials(DaeProblem& problem, double tolerance, StopRequest stop)
      : link{problem, (tolerance * problem.scale()).inverse()} {
    if (context.get() == nullptr) throw RunError("SUNDIALS: SUNContext_Create failed");
    for (VectorHandle* v : {&y, &yp, &work}) *v = make_vector(problem.size(), context.get());
    newton = std::make_unique<Newton>(problem, tolerance, stop, context.get(), link.error);
    ida = IDACreate(context.get());
    if (ida == nullptr) throw RunError("SUNDIALS: IDACreate found no memory");
    newton->set_ida(ida);
    check(IDAInit(ida, residual, 0.0, y.get(), yp.get()), "IDAInit");
    check(silence_ida(ida), "IDASetErrHandlerFn");
    check(IDASetUserData(ida, &link), "IDASetUserData");
    check(IDAWFtolerances(ida, error_weights), "IDAWFtolerances");
    check(IDASetNonlinearSolver(ida, newton->solver()), "IDASetNonlinearSolver");
    check(IDASetEtaFixedStepBounds(ida, 1.0, least_growth), "IDASetEtaFixedStepBounds");
    check(IDASetMaxConvFails(ida, most_failures), "IDASetMaxConvFails");
    check(IDASetMaxErrTestFails(ida, most_failures), "IDASetMaxErrTestFails");
  }

  ~Sundials() {
    if (ida != nullptr) IDAFree(&ida);
  }
};

Integrator::Integrator(DaeProblem& problem, double tolerance, StopRequest stop)
    : sundials_(std::make_unique<Sundials>(problem, tolerance, stop)), problem_(problem) {}

Integrator::~Integrator() = default;

void Integrator::start(double t, const Eigen::ArrayXd& y, const Eigen::ArrayXd& yp, double t_stop) {
  void* ida = sundials_->ida;
  entries(sundials_->y.get()) = y;
  entries(sundials_->yp.get()) = yp;
  time_ = t;
  stop_time_ = t_stop;
  fired_.clear();
  sundials_->link.error = nullptr;
  sundials_->newton->reset();
  check(IDAReInit(ida, t, sundials_->y.get(), sundials_->yp.get()), "IDAReInit");
  check(IDASetStopTime(ida, std::isfinite(t_stop) ? t_stop : no_stop_time), "IDASetStopTime");
  watch_events();
}

void Integrator::watch_events() {
  void* ida = sundials_->ida;
  const auto count = static_cast<std::size_t>(problem_.event_count());
  check(IDARootInit(ida, static_cast<int>(count), count > 0 ? events : nullptr), "IDARootInit");
  if (count == 0) return;
  fired_.reserve(count);
  roots_.assign(count, -1);  // those that fall through zero
  check(IDASetRootDirection(ida, roots_.data()), "IDASetRootDirection");
  check(IDASetNoInactiveRootWarn(ida), "IDASetNoInactiveRootWarn");
}

Advance Integrator::advance() {
  void* ida = sundials_->ida;
  // In one-step mode the output time only gives the direction and, at the first call, a bound on the first step.
  const double t_ahead = std::isfinite(stop_time_) ? stop_time_ : time_ + 1.0 + std::abs(time_);
  const double before = time_;
  const int status = IDASolve(ida, t_ahead, &time_, sundials_->y.get(), sundials_->yp.get(), IDA_ONE_STEP);
  if (sundials_->link.error) try {
      std::rethrow_exception(std::exchange(sundials_->link.error, nullptr));
    } catch (const Cancelled&) {
      time_ = before;
      return Advance::cancelled;
    }
  switch (status) {
    case IDA_SUCCESS:
      // In front of a time from which no step succeeds, IDA continues forever with steps below the resolution of time.
      return time_ > before ? Advance::stepped : Advance::step_limit;
    case IDA_TSTOP_RETURN:
      return Advance::stop_time;
    case IDA_ROOT_RETURN:
      check(IDAGetRootInfo(ida, roots_.data()), "IDAGetRootInfo");
      fired_.clear();
      for (std::size_t k = 0; k < roots_.size(); ++k)
        if (roots_[k] != 0) fired_.push_back(static_cast<Index>(k));
      return Advance::event;
    case IDA_ERR_FAIL:
    case IDA_CONV_FAIL:
      return Advance::step_limit;
    default:
      throw RunError("SUNDIALS: IDASolve failed with status " + std::to_string(status));
  }
}

StepFailure Integrator::failure() const {
  const Newton::Setback& setback = sundials_->newton->last_setback();
  const IntegratorStatistics counters = statistics();
  StepFailure f{.cause = setback.converged ? StepFailure::Cause::error_test : StepFailure::Cause::convergence,
                .time = time_,
                .unknown = setback.unknown,
                .correction = setback.correction,
                .failed_errors = counters.error_test_failures,
                .failed_solutions = counters.convergence_failures};
  check(IDAGetCurrentStep(sundials_->ida, &f.step), "IDAGetCurrentStep");
  return f;
}

ConstVector Integrator::state() const {
  return const_entries(sundials_->y.get());
}

void Integrator::interpolate(double t, Eigen::ArrayXd& y) const {
  check(IDAGetDky(sundials_->ida, t, 0, sundials_->work.get()), "IDAGetDky");
  y = entries(sundials_->work.get());
}

IntegratorStatistics Integrator::statistics() const {
  void* ida = sundials_->ida;
  IntegratorStatistics s;
  check(IDAGetNumSteps(ida, &s.steps), "IDAGetNumSteps");
  s.newton_iterations = sundials_->newton->iterations();
  s.convergence_failures = sundials_->newton->failures();
  check(IDAGetNumErrTestFails(ida, &s.error_test_failures), "IDAGetNumErrTestFails");
  return s;
}

}  // namespace closo
