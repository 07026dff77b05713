// A function given by points: piecewise cubic, once differentiable, continued by straight lines beyond its ends.
#pragma once

#include <Eigen/Core>

namespace closo {

class CubicTable {
 public:
  /// Monotone cubic through the points (PCHIP): no overshoot, so monotone data stay monotone.
  /// Source: F. N. Fritsch, J. Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300, with the three-point end slopes of
  /// C. Moler, Numerical Computing with MATLAB, ch. 3.
  /// @param x  abscissae, strictly increasing or strictly decreasing, at least two     @param y  ordinates
  static CubicTable monotone(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y);

  /// Cubic Hermite interpolation of values and slopes at strictly increasing x.
  static CubicTable hermite(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, const Eigen::ArrayXd& slope);

  struct Point {
    double value;
    double slope;
  };
  Point at(double x) const;

  /// Integral from the first abscissa to x.
  double integral(double x) const;

  double lower() const { return x_(0); }
  double upper() const { return x_(x_.size() - 1); }

 private:
  CubicTable(Eigen::ArrayXd x, Eigen::ArrayXd y, Eigen::ArrayXd slope);
  Eigen::Index segment(double x) const;

  // On segment k, with s = x - x_k: value = y_k + s (b_k + s (c_k + s d_k)).
  Eigen::ArrayXd x_, y_, b_, c_, d_, integral_;
  // first_segment_[n]: the segment in which bin n of equal width begins; few bins hold more than one knot.
  Eigen::ArrayXi first_segment_;
  double bins_per_x_;
};

}  // namespace closo
