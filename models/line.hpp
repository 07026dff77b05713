// Corrections of single unknowns in a condensed solve.
#pragma once

namespace closo {

/// Of a correction that follows that of the current:  x = fixed + slope x_i.
struct Line {
  double fixed = 0.0, slope = 0.0;
  double at(double x_i) const { return fixed + slope * x_i; }
};

}  // namespace closo
