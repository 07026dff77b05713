// Hermite's cubic between points that are halved until it fits.
#include "solver/tabulate.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

constexpr Index first_pieces = 32;
constexpr std::size_t most_points = 100'000;
constexpr double slope_step = 1e-5;  // of the width: slopes by differences of fourth order are right to some 1e-11

struct Knot {
  double x, y, slope;
};

/// Slope by differences of fourth order within the bounds.
double slope_at(const std::function<double(double)>& f, double x, double from, double to) {
  const double h = slope_step * (to - from);
  if (x - 2 * h < from || x + 2 * h > to) {
    const double s = x - 2 * h < from ? h : -h;  // forwards or backwards
    return (-25 * f(x) + 48 * f(x + s) - 36 * f(x + 2 * s) + 16 * f(x + 3 * s) - 3 * f(x + 4 * s)) / (12 * s);
  }
  return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h);
}

double between(const Knot& a, const Knot& b, double share) {
  const double h = b.x - a.x, s = share, t = 1 - share;
  return t * t * (1 + 2 * s) * a.y + s * s * (1 + 2 * t) * b.y + h * s * t * (t * a.slope - s * b.slope);
}

}  // namespace

CubicTable tabulated(const std::function<double(double)>& f, double from, double to, double tolerance) {
  const auto knot = [&](double x) { return Knot{x, f(x), slope_at(f, x, from, to)}; };
  std::vector<Knot> to_come;  // from the last to the first
  double low = f(from), high = low;
  for (Index k = first_pieces; k >= 0; --k) {
    to_come.push_back(knot(from + (to - from) * static_cast<double>(k) / static_cast<double>(first_pieces)));
    low = std::min(low, to_come.back().y), high = std::max(high, to_come.back().y);
  }
  const double scale = high > low ? high - low : std::max(std::abs(high), 1e-300);
  std::vector<Knot> done{to_come.back()};
  to_come.pop_back();
  while (!to_come.empty()) {
    const Knot a = done.back(), b = to_come.back();
    const auto misses = [&](double share) {
      return !(std::abs(between(a, b, share) - f(a.x + share * (b.x - a.x))) <= tolerance * scale);
    };
    if (!misses(0.5) && !misses(0.25) && !misses(0.75)) {
      done.push_back(b);
      to_come.pop_back();
      continue;
    }
    const double middle = (a.x + b.x) / 2;
    if (!(middle > a.x && middle < b.x) || done.size() + to_come.size() > most_points)
      throw NotTabulated("changes too abruptly at " + std::to_string(middle));
    to_come.push_back(knot(middle));
  }
  const auto n = static_cast<Index>(done.size());
  ArrayXd x(n), y(n), slope(n);
  for (Index k = 0; k < n; ++k) {
    const Knot& d = done[static_cast<std::size_t>(k)];
    x(k) = d.x, y(k) = d.y, slope(k) = d.slope;
  }
  return CubicTable::hermite(x, y, slope);
}

}  // namespace closo
