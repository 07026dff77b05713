// Differences of the integral, so that contents telescope.
#include "solver/conservative_remap.hpp"

#include <algorithm>
#include <cmath>

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

double minmod(double a, double b) {
  if (a * b <= 0) return 0;
  return std::abs(a) < std::abs(b) ? a : b;
}

/// Slope within interval k, from the means around it.
double slope(const ArrayXd& edges, const ArrayXd& means, Index k) {
  if (k == 0 || k + 1 == means.size()) return 0;
  const auto centre = [&](Index m) { return (edges(m) + edges(m + 1)) / 2; };
  return minmod((means(k) - means(k - 1)) / (centre(k) - centre(k - 1)),
                (means(k + 1) - means(k)) / (centre(k + 1) - centre(k)));
}

}  // namespace

ArrayXd remap(const ArrayXd& from, const ArrayXd& means, const ArrayXd& to) {
  const Index n = means.size(), m = to.size() - 1;
  ArrayXd integral(m + 1), whole = ArrayXd::Zero(n + 1);
  for (Index k = 0; k < n; ++k) whole(k + 1) = whole(k) + means(k) * (from(k + 1) - from(k));
  for (Index e = 0, k = 0; e <= m; ++e) {
    while (k + 1 < n && from(k + 1) <= to(e)) ++k;
    const double into = std::clamp(to(e) - from(k), 0.0, from(k + 1) - from(k)), left = from(k + 1) - from(k) - into;
    integral(e) = whole(k) + into * means(k) - slope(from, means, k) * into * left / 2;
  }
  return (integral.tail(m) - integral.head(m)) / (to.tail(m) - to.head(m));
}

ArrayXd equal_edges(Index n) {
  return ArrayXd::LinSpaced(n + 1, 0, 1);
}

}  // namespace closo
