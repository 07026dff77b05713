// Two halves of cells in series at every face.
#include "models/electrodes/cell_path.hpp"

#include <algorithm>

#include "solver/unwritten.hpp"

namespace closo {

CellPath::CellPath(double thickness, Index n_x, bool varies, double per_length)
    : half_width_(n_x > 0 ? thickness / static_cast<double>(2 * n_x) : 0),
      per_length_(per_length),
      resistance_(ArrayXd::Constant(std::max<Index>(n_x - 1, 0), unwritten)) {
  if (varies) half_ = by_own_ = by_stretch_ = ArrayXd::Constant(n_x, unwritten);
}

void CellPath::set_conductivity(double conductivity) {
  half_resistance_ = half_width_ / conductivity;
  if (varies()) return;
  resistance_.setConstant(2 * half_resistance_);
  first_ = last_ = half_resistance_;
}

}  // namespace closo
