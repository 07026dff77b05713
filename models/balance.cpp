// Two open-circuit voltages along the charge between them.
#include "models/balance.hpp"

#include <algorithm>

namespace closo {
namespace {

/// Where what falls from low to high is U, or the end that is closest to it.
template <class Falling>
double where(const Falling& falling, double U, double low, double high) {
  if (U >= falling(low)) return low;
  if (U <= falling(high)) return high;
  for (int iteration = 0; iteration < 100; ++iteration) {
    const double middle = (low + high) / 2;
    (falling(middle) > U ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

Balance::Balance(const CellParameters& cell, const Stoichiometries& point)
    : orientation_(cell.orientation()), point_(point) {
  for (const Side side : cell.composite_sides()) electrodes_.emplace_back(cell.composite(side), cell.temperature);
  range_ = electrodes_.front().range();
  for (const Side side : cell.flat_sides())
    if (const auto& alloy = cell.flat(side).alloy)
      alloys_ += CellParameters::orientation(side) * alloy->potential_at(alloy->stoichiometry).value;
  if (electrodes_.size() < 2) return;
  const Coefficients c = coefficients_of(cell);
  ratio_ = c.composite(0).exchange_charge / c.composite(1).exchange_charge;
  // Where the first is at the ends of the range of the second.
  const StoichiometryRange& other = electrodes_[1].range();
  const double low = point_[0] - (other.high - point_[1]) / ratio_, high = point_[0] - (other.low - point_[1]) / ratio_;
  if (low > range_.low) range_.low = low, range_.low_end = "in the negative electrode " + other.high_end;
  if (high < range_.high) range_.high = high, range_.high_end = "in the negative electrode " + other.low_end;
}

Stoichiometries Balance::at(double y) const {
  return {y, electrodes_.size() < 2 ? 0 : point_[1] - ratio_ * (y - point_[0])};
}

double Balance::voltage(double y) const {
  const double first = orientation_ * electrodes_[0].at(y) + alloys_;
  return electrodes_.size() < 2 ? first : first - electrodes_[1].at(at(y)[1]);
}

/// Times the orientation the voltage falls with y.
double Balance::stoichiometry(double voltage) const {
  return where([this](double y) { return orientation_ * this->voltage(y); }, orientation_ * voltage, range_.low,
               range_.high);
}

double Balance::negative_to_positive(double lower, double upper) const {
  const OpenCircuitPotential &positive = electrodes_[0], &negative = electrodes_[1];
  const Stoichiometries discharged = at(stoichiometry(lower));
  const double full = negative.range().high;
  const double charged = where([&](double y) { return positive.at(y); }, upper + negative.at(full),
                               positive.range().low, positive.range().high);
  return (full - discharged[1]) / (ratio_ * (discharged[0] - charged));
}

}  // namespace closo
