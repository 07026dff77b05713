// Galleries are inverted once, at the knots of a table; walls give the host a finite voltage at its two ends.
#include "models/open_circuit_voltage.hpp"

#include <algorithm>
#include <utility>

namespace closo {
namespace {

using Eigen::ArrayXd;

// The galleries alone send U to infinity at y = 0 and 1. They are followed to within this distance of either end ...
constexpr double end_distance = 1e-7;
// ... where U turns into a wall: a soft step a few of these wide, 1e-4 of the capacity in all, that reaches the
// voltage the user states for the empty and the full host.
constexpr double wall_width = 2e-5;
constexpr double wall_offset = 5.0;  // in wall widths, from the foot of the wall to the end

constexpr Eigen::Index knots = 2001;  // the table is then within 1e-8 V of the exact inverse (tested)

double softplus(double x) { return x > 30 ? x : std::log1p(std::exp(x)); }
double logistic(double x) { return 1 / (1 + std::exp(-x)); }

struct Sites {
  double y, vacant, dydU;
};

Sites sites(const std::vector<Gallery>& galleries, double U, double T) {
  Sites s{0, 0, 0};
  for (const Gallery& g : galleries) {
    const double per_volt = faraday / (g.width * gas_constant * T);
    const double x = per_volt * (U - g.potential);
    s.y += g.fraction * logistic(-x);
    s.vacant += g.fraction * logistic(x);
    s.dydU -= g.fraction * per_volt * logistic(-x) * logistic(x);
  }
  return s;
}

/// U as a function of z = ln(y / (1 - y)): smooth, and straight towards both ends.
CubicTable invert(const std::vector<Gallery>& galleries, double T) {
  const double z_end = std::log((1 - end_distance) / end_distance);
  ArrayXd z = ArrayXd::LinSpaced(knots, -z_end, z_end), U(knots), slope(knots);
  double low = -1e2, high = 1e2;  // V; wider than any electrode potential
  for (Eigen::Index k = 0; k < knots; ++k) {
    low = -1e2;  // U falls with z, so the last root bounds the next one from above
    for (int iteration = 0; iteration < 100; ++iteration) {
      const double middle = (low + high) / 2;
      const Sites s = sites(galleries, middle, T);
      (std::log(s.y / s.vacant) > z(k) ? low : high) = middle;
    }
    U(k) = (low + high) / 2;
    const Sites s = sites(galleries, U(k), T);
    slope(k) = s.y * s.vacant / s.dydU;  // dU/dz = (dy/dz) / (dy/dU)
    high = U(k) + 1e-6;
  }
  return CubicTable::hermite(z, U, slope);
}

}  // namespace

double gallery_stoichiometry(const std::vector<Gallery>& galleries, double U, double T) {
  return sites(galleries, U, T).y;
}

OpenCircuitVoltage::OpenCircuitVoltage(const OpenCircuitVoltageData& data, double temperature)
    : table_(data.table ? *data.table : invert(data.galleries, temperature)),
      logit_(!data.table),
      y_lower_(data.table ? data.table->lower() : 0.0),
      y_upper_(data.table ? data.table->upper() : 1.0),
      shift_(data.entropic_coefficient * (temperature - data.reference_temperature)),
      wall_empty_(0.0),
      wall_full_(0.0) {
  if (data.empty) wall_empty_ = *data.empty - base(y_lower_).U;
  if (data.full) wall_full_ = *data.full - base(y_upper_).U;
}

OpenCircuitVoltage::Point OpenCircuitVoltage::base(double y) const {
  if (!logit_) {
    const auto [value, slope] = table_.at(y);
    return {value + shift_, slope};
  }
  // Softly positive occupied and vacant fractions, so that U stays finite for the trial values of an iteration too.
  const double vacant = 1 - y;
  const double root_y = std::sqrt(y * y + 4 * end_distance * end_distance);
  const double root_v = std::sqrt(vacant * vacant + 4 * end_distance * end_distance);
  const double occupied_soft = y > 0 ? (y + root_y) / 2 : 2 * end_distance * end_distance / (root_y - y);
  const double vacant_soft = vacant > 0 ? (vacant + root_v) / 2 : 2 * end_distance * end_distance / (root_v - vacant);
  const auto [value, slope] = table_.at(std::log(occupied_soft / vacant_soft));
  return {value + shift_, slope * (1 / root_y + 1 / root_v)};
}

OpenCircuitVoltage::Point OpenCircuitVoltage::at(double y) const {
  Point p = base(y);
  static const double full_step = softplus(wall_offset);
  if (wall_empty_ != 0) {
    const double x = (y_lower_ - y) / wall_width + wall_offset;
    p.U += wall_empty_ * softplus(x) / full_step;
    p.dUdy -= wall_empty_ * logistic(x) / (full_step * wall_width);
  }
  if (wall_full_ != 0) {
    const double x = (y - y_upper_) / wall_width + wall_offset;
    p.U += wall_full_ * softplus(x) / full_step;
    p.dUdy += wall_full_ * logistic(x) / (full_step * wall_width);
  }
  return p;
}

double OpenCircuitVoltage::stoichiometry(double U) const {
  double low = y_lower_, high = y_upper_;  // U falls with y
  if (U >= at(low).U) return low;
  if (U <= at(high).U) return high;
  for (int iteration = 0; iteration < 100; ++iteration) {
    const double middle = (low + high) / 2;
    (at(middle).U > U ? low : high) = middle;
  }
  return (low + high) / 2;
}

double OpenCircuitVoltage::mean(double a, double b) const {
  constexpr int points = 4000;  // midpoint rule; U is bounded and the walls are narrow
  double sum = 0;
  for (int k = 0; k < points; ++k) sum += at(a + (b - a) * (k + 0.5) / points).U;
  return sum / points;
}

}  // namespace closo
