// Corrections of unknowns in a condensed solve, by those that are solved for later.
#pragma once

#include <Eigen/Core>

namespace closo {

/// Of a correction that follows that of the current:  x = fixed + slope x_i.
struct Line {
  double fixed = 0.0, slope = 0.0;
  double at(double x_i) const { return fixed + slope * x_i; }
};

/// Of one in each cell of a composite that follows that of u there:  x = fixed + by_u x_u, shapes (n_x).
struct FieldLine {
  Eigen::ArrayXd fixed{}, by_u{};
};

}  // namespace closo
