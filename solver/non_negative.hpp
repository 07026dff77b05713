// Least squares whose unknowns are not negative.
#pragma once

#include <Eigen/Core>

namespace closo {

/// x >= 0 that minimises |A x - b|^2 (Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23), by the
/// normal equations of columns of length 1.
/// @param A  shape (rows, unknowns), no column zero     @param b  shape (rows)     @return shape (unknowns)
Eigen::VectorXd non_negative_least_squares(const Eigen::MatrixXd& A, const Eigen::VectorXd& b);

}  // namespace closo
