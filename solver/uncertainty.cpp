// Singular values of the derivatives tell how far each combination of parameters may move unnoticed.
#include "solver/uncertainty.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/SVD>

#include "solver/statistics.hpp"

namespace closo {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

// Below this share of the largest, a singular value is the noise of the differences.
constexpr double noise_share = 1e-9;

}  // namespace

Uncertainty uncertainty_of(const MatrixXd& J, double chi2, double confidence) {
  Uncertainty u;
  u.freedom = static_cast<double>(J.rows() - J.cols());
  const bool spread_known = u.freedom > 0;
  u.scale = spread_known ? std::max(1.0, std::sqrt(chi2 / u.freedom)) : 1.0;
  u.reach = student_t(confidence, spread_known ? u.freedom : 1e6) * u.scale;

  const Eigen::JacobiSVD<MatrixXd> svd(J, Eigen::ComputeFullV);
  VectorXd s = VectorXd::Zero(J.cols());
  s.head(svd.singularValues().size()) = svd.singularValues();
  s = s.cwiseMax(noise_share * std::max(s.maxCoeff(), noise_share));
  const MatrixXd spread = svd.matrixV() * s.cwiseInverse().asDiagonal();  // rows: parameters
  u.half_width = u.reach * spread.rowwise().norm();
  const MatrixXd unit = spread.rowwise().normalized();
  u.correlation = unit * unit.transpose();
  for (Index k = J.cols() - 1; k >= 0; --k) {
    if (u.reach / s[k] < undetermined_half_width) continue;
    VectorXd direction = svd.matrixV().col(k);
    Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction[largest] < 0) direction = -direction;
    u.undetermined.push_back({direction, u.reach / s[k]});
  }
  return u;
}

}  // namespace closo
