// The active-set method of Lawson and Hanson on the normal equations.
#include "solver/non_negative.hpp"

#include <algorithm>
#include <vector>

#include <Eigen/Cholesky>

#include "base/error.hpp"

namespace closo {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

// A gradient this much smaller than the largest is round-off of the products.
constexpr double negligible_gradient = 1e-11;
constexpr Index iterations_per_unknown = 10;  // three are usual

/// The minimum without bounds over the free unknowns, others zero.
VectorXd unbounded(const MatrixXd& gram, const VectorXd& moment, const std::vector<Index>& free) {
  VectorXd x = VectorXd::Zero(moment.size());
  const MatrixXd part = gram(free, free);
  const VectorXd right = moment(free);
  const VectorXd solved = part.ldlt().solve(right);
  x(free) = solved;
  return x;
}

/// Moves x to the minimum over the free unknowns; those that reach zero on the way are free no more.
void move_within_bounds(const MatrixXd& gram, const VectorXd& moment, std::vector<Index>& free, VectorXd& x) {
  while (!free.empty()) {
    const VectorXd s = unbounded(gram, moment, free);
    double share = 1;
    Index first = -1;  // to reach zero
    for (const Index j : free) {
      if (s[j] > 0 || x[j] / (x[j] - s[j]) >= share) continue;
      share = x[j] / (x[j] - s[j]);
      first = j;
    }
    x += share * (s - x);
    if (first < 0) return;
    x[first] = 0;
    std::erase_if(free, [&](Index j) { return x[j] <= 0; });
    x = x.cwiseMax(0);
  }
}

}  // namespace

VectorXd non_negative_least_squares(const MatrixXd& A, const VectorXd& b) {
  const VectorXd length = A.colwise().norm().transpose();
  const MatrixXd unit = A * length.cwiseInverse().asDiagonal();
  const MatrixXd gram = unit.transpose() * unit;
  const VectorXd moment = unit.transpose() * b;
  VectorXd x = VectorXd::Zero(A.cols());
  std::vector<Index> free;
  for (Index k = 0; k < iterations_per_unknown * A.cols(); ++k) {
    VectorXd gradient = moment - gram * x;
    for (const Index j : free) gradient[j] = 0;
    Index next = 0;
    if (gradient.maxCoeff(&next) <= negligible_gradient * moment.norm()) return x.cwiseQuotient(length);
    free.push_back(next);
    move_within_bounds(gram, moment, free, x);
    if (x[next] <= 0) return x.cwiseQuotient(length);  // its gradient was round-off
  }
  throw RunError("non-negative least squares: no minimum after 10 iterations for each unknown");
}

}  // namespace closo
