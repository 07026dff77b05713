// How well least squares determines its parameters: intervals, correlations, and what remains undetermined.
#pragma once

#include <vector>

#include <Eigen/Core>

namespace closo {

/// A direction in the space of the coordinates along which the residuals hardly change.
struct UndeterminedCombination {
  Eigen::VectorXd direction;  // of length 1, its largest component positive
  double half_width = 0.0;    // of the interval of confidence along it; the range between the bounds is 1
};

/// An interval that is wider than the range between the bounds says nothing.
inline constexpr double undetermined_half_width = 0.5;

struct Uncertainty {
  double freedom = 0.0;         // residuals less parameters
  double scale = 1.0;           // by which the stated uncertainties were widened: sqrt(chi2 / freedom), at least 1
  double reach = 0.0;           // of an interval in stated standard deviations: Student's t times the scale
  Eigen::VectorXd half_width;   // of the interval of confidence of each coordinate
  Eigen::MatrixXd correlation;  // of the estimates
  std::vector<UndeterminedCombination> undetermined;  // the worst first

  /// Whether the data say where in its range a parameter lies.
  bool determines(Eigen::Index parameter) const { return half_width[parameter] < undetermined_half_width; }
};

/// @param J           derivatives of the residuals (over their uncertainties) at the minimum, by the coordinates
/// @param chi2        sum of squares of the residuals there
/// @param confidence  0.95 for 95 %
Uncertainty uncertainty_of(const Eigen::MatrixXd& J, double chi2, double confidence);

}  // namespace closo
