// How far measured points are from a simulated curve, where it is flat in voltage and where it is steep in charge.
#pragma once

#include <cstddef>

#include "compare/half_cycles.hpp"

namespace closo::fit {

/// The shortest distance from a point to the curve of a half cycle, in a plane where charge and voltage are counted in
/// their uncertainties: on a plateau the difference of the voltages, in a plunge that of the charges, and without a
/// jump between. Positive where the simulated curve lies above the point; past its end, a discharge lies below, a
/// charge above. The curve begins with a vertical line, because a row at zero charge may come from before the jump of
/// the current.
class CurveDistance {
 public:
  /// @param curve  must outlive this     @param charge_unit  [C kg-1]     @param voltage_unit  [V]
  CurveDistance(const compare::HalfCycle& curve, double charge_unit, double voltage_unit)
      : curve_(curve), charge_unit_(charge_unit), voltage_unit_(voltage_unit) {}

  /// @param charge  not smaller than in the call before [C kg-1]     @param voltage  [V]     @return dimensionless
  double operator()(double charge, double voltage);

 private:
  bool above(double charge, double voltage) const;
  double to_segment(std::size_t end, double charge, double voltage) const;

  const compare::HalfCycle& curve_;
  double charge_unit_, voltage_unit_;
  std::size_t k_ = 1;  // end of the segment at the charge of the last point
};

}  // namespace closo::fit
