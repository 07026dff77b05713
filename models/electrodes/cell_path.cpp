// Two halves of cells in series at every face.
#include "models/electrodes/cell_path.hpp"

#include <algorithm>

#include "solver/unwritten.hpp"

namespace closo {

CellPath::CellPath(double thickness, Index n_x, bool varies)
    : half_width_(n_x > 0 ? thickness / static_cast<double>(2 * n_x) : 0),
      resistance_(ArrayXd::Constant(std::max<Index>(n_x - 1, 0), unwritten)) {
  if (!varies) return;
  half_ = slope_ = effect_.potential = ArrayXd::Constant(n_x, unwritten);
  effect_.current_by_from = effect_.current_by_to = resistance_;
}

void CellPath::set_conductivity(double conductivity) {
  half_resistance_ = half_width_ / conductivity;
  if (varies()) return;
  resistance_.setConstant(2 * half_resistance_);
  first_ = last_ = half_resistance_;
}

}  // namespace closo
