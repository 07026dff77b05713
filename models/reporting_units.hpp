// From what passes per cell area to the units that are read and published.
#pragma once

#include "models/parameters.hpp"

namespace closo {

/// @param charge  per cell area [C m-2]
inline double mAh_per_cm2(double charge) {
  return charge / 3.6 * 1e-4;
}
inline double mA_per_cm2(double current_density) {  // A m-2
  return current_density / 10;
}
inline double mW_per_cm2(double power_density) {  // W m-2
  return power_density / 10;
}
inline double mol_per_l(double concentration) {  // mol m-3
  return concentration / 1e3;
}
inline double degC(double temperature) {  // K
  return temperature - 273.15;
}
/// Per mass of active material, or of electrolyte in a composite without one.     @param charge  per cell area [C m-2]
inline double mAh_per_g(double charge, const CellParameters& cell) {
  return charge / 3.6 * 1e-3 / cell.positive.reference_loading();
}
/// Charge of the whole cell.     @param charge  per cell area [C m-2]
inline double mAh(double charge, const CellParameters& cell) {
  return charge / 3.6 * cell.area;
}
/// Per mass of the same.     @param energy  per cell area [J m-2]
inline double Wh_per_kg(double energy, const CellParameters& cell) {
  return energy / 3600 / cell.positive.reference_loading();
}

}  // namespace closo
