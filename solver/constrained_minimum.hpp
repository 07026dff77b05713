// The minimum of a function under constraints, between bounds, without derivatives.
#pragma once

#include <functional>
#include <vector>

namespace closo {

struct Evaluation {
  double objective = 0.0;
  std::vector<double> constraints;  // met where <= 0

  /// The largest constraint that is not met, 0 if all are.
  double violation() const;
};

/// Evaluates a point with coordinates from 0 to 1.
using Constrained = std::function<Evaluation(const std::vector<double>&)>;

struct SearchOptions {
  int evaluations = 0;      // at most
  double first_step = 0.2;  // of a coordinate
  double last_step = 1e-3;
};

struct ConstrainedMinimum {
  std::vector<double> point;  // the best of all that were looked at, thus never beyond a constraint if there is a way
  Evaluation evaluation;

  bool is_met() const { return !(evaluation.violation() > 0); }
  /// Whether it is nearer to the constraints than another or, where both meet them, lower.
  bool is_better_than(const ConstrainedMinimum& other) const;
};

/// Powell's COBYLA of NLopt: linear models of objective and constraints in a shrinking region of trust.
/// @param constraints  how many
ConstrainedMinimum minimise(const Constrained& function, std::size_t constraints, const std::vector<double>& start,
                            const SearchOptions& options);

}  // namespace closo
