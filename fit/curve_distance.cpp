// Looks from the segment at the same charge to both sides, as far as the charge alone is nearer than the nearest so
// far.
#include "fit/curve_distance.hpp"

#include <algorithm>
#include <cmath>

namespace closo::fit {

double CurveDistance::to_segment(std::size_t end, double charge, double voltage) const {
  const double ax = (curve_.charge[end - 1] - charge) / charge_unit_,
               ay = (curve_.voltage[end - 1] - voltage) / voltage_unit_;
  const double dx = (curve_.charge[end] - charge) / charge_unit_ - ax,
               dy = (curve_.voltage[end] - voltage) / voltage_unit_ - ay;
  const double length = dx * dx + dy * dy;
  const double share = length > 0 ? std::clamp(-(ax * dx + ay * dy) / length, 0.0, 1.0) : 0.0;
  return std::hypot(ax + share * dx, ay + share * dy);
}

bool CurveDistance::above(double charge, double voltage) const {
  if (charge > curve_.charge.back()) return curve_.direction == compare::HalfCycle::Direction::charge;
  const double width = curve_.charge[k_] - curve_.charge[k_ - 1];
  const double share = width > 0 ? std::clamp((charge - curve_.charge[k_ - 1]) / width, 0.0, 1.0) : 1.0;
  return curve_.voltage[k_ - 1] + share * (curve_.voltage[k_] - curve_.voltage[k_ - 1]) > voltage;
}

double CurveDistance::operator()(double charge, double voltage) {
  const auto& q = curve_.charge;
  while (k_ + 1 < q.size() && q[k_] < charge) ++k_;
  double nearest = std::abs(charge - q.front()) / charge_unit_;  // to the vertical line
  for (std::size_t k = k_; k < q.size() && (q[k - 1] - charge) / charge_unit_ < nearest; ++k)
    nearest = std::min(nearest, to_segment(k, charge, voltage));
  for (std::size_t k = k_; k-- > 1 && (charge - q[k]) / charge_unit_ < nearest;)
    nearest = std::min(nearest, to_segment(k, charge, voltage));
  return above(charge, voltage) ? nearest : -nearest;
}

}  // namespace closo::fit
