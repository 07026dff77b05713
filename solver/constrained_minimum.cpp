// NLopt's COBYLA, with the best point of all that it looks at.
#include "solver/constrained_minimum.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>

#include <nlopt.h>

namespace closo {
namespace {

/// NLopt asks for objective and constraints of a point one after another; they come from one evaluation.
class NloptFunction {
 public:
  NloptFunction(const Constrained& function, nlopt_opt optimiser) : function_(function), optimiser_(optimiser) {}

  static double objective(unsigned n, const double* x, double*, void* self) {
    return static_cast<NloptFunction*>(self)->at(n, x).objective;
  }
  static void constraints(unsigned m, double* result, unsigned n, const double* x, double*, void* self) {
    const Evaluation& evaluation = static_cast<NloptFunction*>(self)->at(n, x);
    for (unsigned k = 0; k < m; ++k) result[k] = evaluation.constraints.empty() ? 0 : evaluation.constraints[k];
  }

  /// The best point. @throws whatever the function threw
  ConstrainedMinimum best() const {
    if (error_) std::rethrow_exception(error_);
    return *best_;
  }

 private:
  const Evaluation& at(unsigned n, const double* x) {
    const std::vector<double> point(x, x + n);
    if (point == last_.point || error_) return last_.evaluation;
    try {
      last_ = {point, function_(point)};
      if (!best_ || last_.is_better_than(*best_)) best_ = last_;
    } catch (...) {  // must not pass through C
      error_ = std::current_exception();
      nlopt_force_stop(optimiser_);
    }
    return last_.evaluation;
  }

  const Constrained& function_;
  nlopt_opt optimiser_;
  ConstrainedMinimum last_;
  std::optional<ConstrainedMinimum> best_;
  std::exception_ptr error_;
};

}  // namespace

double Evaluation::violation() const {
  double largest = 0;
  for (const double c : constraints) largest = std::max(largest, c);
  return largest;
}

bool ConstrainedMinimum::is_better_than(const ConstrainedMinimum& other) const {
  const double here = evaluation.violation(), there = other.evaluation.violation();
  return here != there ? here < there : evaluation.objective < other.evaluation.objective;
}

ConstrainedMinimum minimise(const Constrained& function, std::size_t constraints, const std::vector<double>& start,
                            const SearchOptions& options) {
  const auto n = static_cast<unsigned>(start.size());
  const std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)> optimiser(nlopt_create(NLOPT_LN_COBYLA, n), nlopt_destroy);
  NloptFunction search(function, optimiser.get());
  const std::vector<double> met(constraints, 0.0);
  bool well = optimiser != nullptr;
  const auto check = [&](nlopt_result result) { well = well && result >= 0; };
  check(nlopt_set_min_objective(optimiser.get(), NloptFunction::objective, &search));
  if (constraints > 0)
    check(nlopt_add_inequality_mconstraint(optimiser.get(), static_cast<unsigned>(constraints),
                                           NloptFunction::constraints, &search, met.data()));
  check(nlopt_set_lower_bounds1(optimiser.get(), 0));
  check(nlopt_set_upper_bounds1(optimiser.get(), 1));
  check(nlopt_set_initial_step1(optimiser.get(), options.first_step));
  check(nlopt_set_xtol_abs1(optimiser.get(), options.last_step));
  check(nlopt_set_maxeval(optimiser.get(), options.evaluations));
  if (!well) throw std::runtime_error("NLopt rejects the search");
  std::vector<double> x = start;
  double value = 0;
  nlopt_optimize(optimiser.get(), x.data(), &value);  // the best point stands, whatever ended the search
  return search.best();
}

}  // namespace closo
