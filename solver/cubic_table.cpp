// Slopes, coefficients and look-up of the piecewise cubic table.
#include "solver/cubic_table.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

constexpr Index bins_per_segment = 4;  // so that a uniform table never and a graded one seldom needs a second step

/// One-sided three-point slope at an end, limited so that the cubic keeps the sign and size of the data's slope.
double end_slope(double h0, double h1, double delta0, double delta1) {
  const double slope = ((2 * h0 + h1) * delta0 - h0 * delta1) / (h0 + h1);
  if (slope * delta0 <= 0) return 0.0;
  if (delta0 * delta1 < 0 && std::abs(slope) > 3 * std::abs(delta0)) return 3 * delta0;
  return slope;
}

ArrayXd monotone_slopes(const ArrayXd& x, const ArrayXd& y) {
  const Index n = x.size();
  const ArrayXd h = x.tail(n - 1) - x.head(n - 1);
  const ArrayXd delta = (y.tail(n - 1) - y.head(n - 1)) / h;
  if (n == 2) return ArrayXd::Constant(2, delta(0));
  ArrayXd slope(n);
  for (Index k = 1; k + 1 < n; ++k) {
    const double w0 = 2 * h(k) + h(k - 1), w1 = h(k) + 2 * h(k - 1);
    slope(k) = delta(k - 1) * delta(k) <= 0 ? 0.0 : (w0 + w1) / (w0 / delta(k - 1) + w1 / delta(k));
  }
  slope(0) = end_slope(h(0), h(1), delta(0), delta(1));
  slope(n - 1) = end_slope(h(n - 2), h(n - 3), delta(n - 2), delta(n - 3));
  return slope;
}

}  // namespace

CubicTable CubicTable::monotone(const ArrayXd& x, const ArrayXd& y) {
  assert(x.size() >= 2 && x.size() == y.size());
  if (x(0) < x(x.size() - 1)) return {x, y, monotone_slopes(x, y)};
  const ArrayXd x_up = x.reverse(), y_up = y.reverse();
  return {x_up, y_up, monotone_slopes(x_up, y_up)};
}

CubicTable CubicTable::hermite(const ArrayXd& x, const ArrayXd& y, const ArrayXd& slope) { return {x, y, slope}; }

CubicTable::CubicTable(ArrayXd x, ArrayXd y, ArrayXd slope) : x_(std::move(x)), y_(std::move(y)), b_(std::move(slope)) {
  const Index n = x_.size();
  const ArrayXd h = x_.tail(n - 1) - x_.head(n - 1);
  assert((h > 0).all());
  const ArrayXd delta = (y_.tail(n - 1) - y_.head(n - 1)) / h;
  c_ = (3 * delta - 2 * b_.head(n - 1) - b_.tail(n - 1)) / h;
  d_ = (b_.head(n - 1) + b_.tail(n - 1) - 2 * delta) / h.square();
  integral_ = ArrayXd::Zero(n);
  for (Index k = 0; k + 1 < n; ++k)
    integral_(k + 1) = integral_(k) + h(k) * (y_(k) + h(k) * (b_(k) / 2 + h(k) * (c_(k) / 3 + h(k) * d_(k) / 4)));
  const Index bins = bins_per_segment * (n - 1);
  bins_per_x_ = static_cast<double>(bins) / (x_(n - 1) - x_(0));
  first_segment_.resize(bins + 1);
  for (Index bin = 0, k = 0; bin <= bins; ++bin) {
    while (k + 2 < n && x_(k + 1) <= x_(0) + static_cast<double>(bin) / bins_per_x_) ++k;
    first_segment_(bin) = static_cast<int>(k);
  }
}

Index CubicTable::segment(double x) const {
  const auto last_bin = static_cast<double>(first_segment_.size() - 2);
  const auto bin = static_cast<Index>(std::clamp((x - x_(0)) * bins_per_x_, 0.0, last_bin));
  // Rounding may put x one bin off, so the knots on either side of the bin are looked at too.
  const double* first = x_.data() + std::max<Index>(first_segment_(bin) - 1, 0) + 1;
  const double* last = x_.data() + std::min<Index>(first_segment_(bin + 1) + 1, x_.size() - 2) + 1;
  return std::upper_bound(first, last, x) - x_.data() - 1;
}

CubicTable::Point CubicTable::at(double x) const {
  const Index n = x_.size();
  if (!(x >= x_(0))) return {y_(0) + b_(0) * (x - x_(0)), b_(0)};
  if (x > x_(n - 1)) return {y_(n - 1) + b_(n - 1) * (x - x_(n - 1)), b_(n - 1)};
  const Index k = segment(x);
  const double s = x - x_(k);
  return {y_(k) + s * (b_(k) + s * (c_(k) + s * d_(k))), b_(k) + s * (2 * c_(k) + 3 * s * d_(k))};
}

double CubicTable::integral(double x) const {
  const Index n = x_.size();
  if (!(x >= x_(0))) return (x - x_(0)) * (y_(0) + b_(0) * (x - x_(0)) / 2);
  if (x > x_(n - 1)) {
    const double s = x - x_(n - 1);
    return integral_(n - 1) + s * (y_(n - 1) + b_(n - 1) * s / 2);
  }
  const Index k = segment(x);
  const double s = x - x_(k);
  return integral_(k) + s * (y_(k) + s * (b_(k) / 2 + s * (c_(k) / 3 + s * d_(k) / 4)));
}

}  // namespace closo
