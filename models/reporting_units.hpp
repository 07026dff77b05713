// From what passes per cell area to the units that are read and published.
#pragma once

#include <limits>

#include "base/reporting_units.hpp"
#include "models/parameters.hpp"

namespace closo {

/// @param charge  per cell area [C m-2]
inline double mAh_per_cm2(double charge) {
  return charge * to_mAh_per_cm2;
}
/// Per mass of active material, or of electrolyte in a composite without one; not a number if the masses are not known.
/// @param charge  per cell area [C m-2]
inline double mAh_per_g(double charge, const CellParameters& cell) {
  if (!cell.masses_known) return std::numeric_limits<double>::quiet_NaN();
  return charge * to_mAh_per_g / cell.composite().reference_loading();
}
/// What charges refer to where curves are compared: the mass as above [kg], or if it is not known the area [m2].
inline double reference_amount(const CellParameters& cell) {
  return cell.masses_known ? cell.reference_mass() : cell.area;
}
/// Charge of the whole cell.     @param charge  per cell area [C m-2]
inline double mAh(double charge, const CellParameters& cell) {
  return charge * to_hours * to_milli * cell.area;
}
/// Per mass of the same.     @param energy  per cell area [J m-2]
inline double Wh_per_kg(double energy, const CellParameters& cell) {
  if (!cell.masses_known) return std::numeric_limits<double>::quiet_NaN();
  return energy * to_Wh_per_kg / cell.composite().reference_loading();
}

}  // namespace closo
