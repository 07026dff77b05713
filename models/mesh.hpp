// How finely a cell is divided.
#pragma once

#include "solver/types.hpp"

namespace closo {

/// Numbers of control volumes, and how strongly the particle mesh is graded to the surface.
struct Mesh {
  Index n_x = 20;  // across the composite, of two across the positive one
  Index n_r = 20;
  double grading = 2.0;
  Index n_s = 20;         // across the separator, of an electrolyte that has a concentration
  Index n_negative = 20;  // across a negative composite beside a positive one
};

/// Centres of equally wide cells. @param begin  where the first begins [m]
inline Eigen::ArrayXd cell_centres(double begin, double width, Index n) {
  return begin + width * (Eigen::ArrayXd::LinSpaced(n, 0, static_cast<double>(n - 1)) + 0.5);
}

}  // namespace closo
