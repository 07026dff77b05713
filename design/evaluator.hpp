// Designs as points between the bounds of their variables, and what the run makes of them.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include <tbb/enumerable_thread_specific.h>

#include "design/design_problem.hpp"
#include "solver/constrained_minimum.hpp"
#include "sweep/case_run.hpp"

namespace closo::design {

/// A design that was simulated.
struct Design {
  std::vector<double> point;    // coordinates, shape (variables)
  std::vector<double> results;  // of all_figures(), NaN where there is none
  std::string input;            // the arguments of closo run that repeat it
  std::string reason;           // why it failed; empty if it did not

  double of(const Figure& quantity) const;
};

/// Safe to use from several threads, and none of them sees what another does.
class Evaluator {
 public:
  /// @param problem  must outlive the evaluator
  explicit Evaluator(const DesignProblem& problem);

  const DesignProblem& problem() const { return problem_; }
  /// Variables at their reference have the text of the run.
  Design operator()(const std::vector<double>& point) const;
  /// The designs of Sobol's sequence with which the search begins, shape (samples).
  std::vector<Design> sample() const;
  std::int64_t evaluated() const { return evaluated_; }

 private:
  const DesignProblem& problem_;
  mutable tbb::enumerable_thread_specific<std::unique_ptr<sweep::CaseRunner>> runners_;
  mutable std::atomic<std::int64_t> evaluated_ = 0;
};

/// What a search makes of a design.
using Judge = std::function<Evaluation(const Design&)>;

/// First steps of the two rounds of a search, of the ranges.
inline constexpr double wide_step = 0.2, narrow_step = 0.05;

/// The best design by a judgement, from the best of some others.
/// @param free  the variables that the search moves; the others are equal in all candidates
Design best_design(const Evaluator& evaluator, const Judge& judge, std::size_t constraints,
                   const std::vector<std::size_t>& free, const std::vector<Design>& candidates, double first_step);

/// Shortfalls as constraints; a design without a quantity, or that failed, misses its target by `failed`.
inline constexpr double failed_shortfall = 3;
std::vector<double> shortfalls(const Design& design, const std::vector<DesignTarget>& targets);

}  // namespace closo::design
