// A function becomes a table.
#pragma once

#include <functional>
#include <stdexcept>

#include "solver/cubic_table.hpp"

namespace closo {

/// A function that no table of reasonable size follows, such as one that jumps.
struct NotTabulated : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A once differentiable table of a function from one abscissa to another, with more points where it bends: looked at
/// at three points between any two of its own, it is within `tolerance` of the range of the function's values.
/// @throws NotTabulated, and what the function throws
CubicTable tabulated(const std::function<double(double)>& f, double from, double to, double tolerance);

}  // namespace closo
