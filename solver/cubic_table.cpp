// Slopes, coefficients and look-up of tables.
#include "solver/cubic_table.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

constexpr Index bins_per_piece = 4;  // so that a uniform table never and a graded one seldom needs a second step

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

/// Of the lines from each point to the next; the last one goes on.
ArrayXd line_slopes(const ArrayXd& x, const ArrayXd& y) {
  const Index n = x.size();
  ArrayXd slope(n);
  slope.head(n - 1) = (y.tail(n - 1) - y.head(n - 1)) / (x.tail(n - 1) - x.head(n - 1));
  slope(n - 1) = slope(n - 2);
  return slope;
}

}  // namespace

CubicTable CubicTable::monotone(const ArrayXd& x, const ArrayXd& y) {
  assert(x.size() >= 2 && x.size() == y.size());
  if (x(0) > x(x.size() - 1)) return monotone(x.reverse(), y.reverse());
  return {x, y, monotone_slopes(x, y), false};
}

CubicTable CubicTable::linear(const ArrayXd& x, const ArrayXd& y) {
  assert(x.size() >= 2 && x.size() == y.size());
  if (x(0) > x(x.size() - 1)) return linear(x.reverse(), y.reverse());
  return {x, y, line_slopes(x, y), true};
}

CubicTable CubicTable::hermite(const ArrayXd& x, const ArrayXd& y, const ArrayXd& slope) {
  return {x, y, slope, false};
}

CubicTable::CubicTable(const ArrayXd& x, const ArrayXd& y, const ArrayXd& slope, bool straight)
    : upper_(x(x.size() - 1)) {
  const auto data = std::make_shared<Data>();
  data->straight = straight;
  const Index n = x.size();
  double integral = 0;
  for (Index k = 0; k + 1 < n; ++k) {
    const double h = x(k + 1) - x(k), delta = (y(k + 1) - y(k)) / h;
    assert(h > 0);
    const double c = straight ? 0 : (3 * delta - 2 * slope(k) - slope(k + 1)) / h;
    const double d = straight ? 0 : (slope(k) + slope(k + 1) - 2 * delta) / (h * h);
    data->pieces.push_back({x(k), y(k), slope(k), c, d, integral});
    integral += h * (y(k) + h * (slope(k) / 2 + h * (c / 3 + h * d / 4)));
  }
  data->pieces.push_back({x(n - 1), y(n - 1), slope(n - 1), 0, 0, integral});
  before_ = {x(0), y(0), slope(0), 0, 0, 0};
  const Index bins = bins_per_piece * (n - 1);
  bins_per_x_ = static_cast<double>(bins) / (upper_ - x(0));
  for (Index bin = 0, k = 0; bin < bins; ++bin) {
    while (k + 1 < n && x(k + 1) <= x(0) + static_cast<double>(bin) / bins_per_x_) ++k;
    data->first_piece.push_back(static_cast<int>(k));
  }
  first_ = data->pieces.data(), last_ = &data->pieces.back();
  first_piece_ = data->first_piece.data();
  last_bin_ = static_cast<double>(bins - 1);
  data_ = data;
}

CubicTable CubicTable::scaled(double x_factor, double y_factor) const {
  const auto n = static_cast<Index>(data_->pieces.size());
  ArrayXd x(n), y(n), slope(n);
  for (Index k = 0; k < n; ++k) {
    const Piece& p = first_[k];
    x(k) = x_factor * p.x, y(k) = y_factor * p.y, slope(k) = y_factor / x_factor * p.b;
  }
  return data_->straight ? linear(x, y) : hermite(x, y, slope);
}

double CubicTable::integral(double x) const {
  const Piece& p = piece(x);
  const double s = x - p.x;
  return p.integral + s * (p.y + s * (p.b / 2 + s * (p.c / 3 + s * p.d / 4)));
}

}  // namespace closo
