// A function given by points: piecewise cubic and once differentiable, or straight lines from point to point; continued
// by straight lines beyond its ends.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include <Eigen/Core>

namespace closo {

/// Immutable, and cheap to copy: copies share the points.
class CubicTable {
 public:
  /// Monotone cubic through the points (PCHIP): no overshoot, so monotone data stay monotone.
  /// Source: F. N. Fritsch, J. Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300, with the three-point end slopes of
  /// C. Moler, Numerical Computing with MATLAB, ch. 3.
  /// @param x  abscissae, strictly increasing or strictly decreasing, at least two     @param y  ordinates
  static CubicTable monotone(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y);

  /// Straight lines through the points. The slope at a point is that of the line from there on, at the last one that of
  /// the line before. @param x, y  as above
  static CubicTable linear(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y);

  /// Cubic Hermite interpolation of values and slopes at strictly increasing x.
  static CubicTable hermite(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, const Eigen::ArrayXd& slope);

  /// The same curve in other units: y_factor y against x_factor x. @param x_factor  positive
  CubicTable scaled(double x_factor, double y_factor) const;

  struct Point {
    double value;
    double slope;
  };
  Point at(double x) const {
    const Piece& p = piece(x);
    const double s = x - p.x;
    return {p.y + s * (p.b + s * (p.c + s * p.d)), p.b + s * (2 * p.c + 3 * s * p.d)};
  }

  /// Integral from the first abscissa to x.
  double integral(double x) const;

  double lower() const { return first_->x; }
  double upper() const { return upper_; }

 private:
  /// On the piece from x on, with s = argument - x: value = y + s (b + s (c + s d)); `integral` is that up to x.
  struct Piece {
    double x, y, b, c, d, integral;
  };

  /// @param straight  whether each slope is that of the line to the next point
  CubicTable(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, const Eigen::ArrayXd& slope, bool straight);
  const Piece& piece(double x) const {
    if (!(x >= first_->x)) return before_;
    const double bin = std::min((x - first_->x) * bins_per_x_, last_bin_);
    const Piece* p = first_ + first_piece_[static_cast<std::size_t>(bin)];
    while (p != last_ && x >= (p + 1)->x) ++p;
    while (x < p->x) --p;  // rounding may have put the start of the bin one point too far
    return *p;
  }

  /// Of all copies of a table together.
  struct Data {
    std::vector<Piece> pieces;  // and one straight piece from the last point on
    // first_piece[n]: the piece in which bin n of equal width begins; most bins hold no more than one point.
    std::vector<int> first_piece;
    bool straight;
  };
  std::shared_ptr<const Data> data_;
  const Piece *first_, *last_;
  const int* first_piece_;
  Piece before_;  // straight, up to the first point
  double upper_, bins_per_x_, last_bin_;
};

}  // namespace closo
