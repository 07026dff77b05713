// dQ/dV by counting charge, dV/dQ by straight lines.
#include "compare/derivative.hpp"

#include <algorithm>
#include <cmath>

namespace closo::compare {
namespace {

/// The charge that passes while the voltage is below `limit`; between two rows the voltage goes evenly with the charge.
double charge_below(const HalfCycle& curve, double limit) {
  double sum = 0;
  for (std::size_t k = 1; k < curve.charge.size(); ++k) {
    const auto [low, high] = std::minmax(curve.voltage[k - 1], curve.voltage[k]);
    const double passed = curve.charge[k] - curve.charge[k - 1];
    if (limit >= high) {
      sum += passed;
    } else if (limit > low) {
      sum += passed * (limit - low) / (high - low);
    }
  }
  return sum;
}

/// The slope of the least-squares line through points [begin, end).
double slope(const std::vector<double>& x, const std::vector<double>& y, std::size_t begin, std::size_t end) {
  const double count = static_cast<double>(end - begin);
  double x_mean = 0, y_mean = 0, xx = 0, xy = 0;
  for (std::size_t k = begin; k < end; ++k) x_mean += x[k] / count, y_mean += y[k] / count;
  for (std::size_t k = begin; k < end; ++k) {
    xx += (x[k] - x_mean) * (x[k] - x_mean);
    xy += (x[k] - x_mean) * (y[k] - y_mean);
  }
  return xy / xx;
}

}  // namespace

std::vector<double> charge_per_voltage(const HalfCycle& curve, const std::vector<double>& voltage, double window) {
  const double sign = curve.direction == HalfCycle::Direction::charge ? 1 : -1;
  std::vector<double> result;
  for (const double V : voltage)
    result.push_back(sign * (charge_below(curve, V + window / 2) - charge_below(curve, V - window / 2)) / window);
  return result;
}

std::vector<double> voltage_per_charge(const std::vector<double>& charge, const std::vector<double>& voltage,
                                       double window) {
  const std::size_t n = charge.size();
  const double spacing = (charge.back() - charge.front()) / static_cast<double>(n - 1);
  const auto half = static_cast<std::size_t>(std::max(1.0, std::round(window / spacing / 2)));
  std::vector<double> result;
  for (std::size_t k = 0; k < n; ++k)
    result.push_back(slope(charge, voltage, k - std::min(k, half), std::min(n, k + half + 1)));
  return result;
}

}  // namespace closo::compare
