// Factors from SI to the units that are read and published. They stand here and nowhere else.
#pragma once

namespace closo {

inline constexpr double to_um = 1e6;
inline constexpr double to_cm2 = 1e4;
inline constexpr double to_MPa = 1e-6;
inline constexpr double to_hours = 1.0 / 3600;
inline constexpr double to_percent = 100;
inline constexpr double to_milli = 1e3;
inline constexpr double to_mg = 1e6;
inline constexpr double to_mAh_per_g = to_hours;          // from C kg-1
inline constexpr double to_Wh_per_kg = to_hours;          // from J kg-1
inline constexpr double to_mAh_per_cm2 = 0.1 * to_hours;  // from C m-2
inline constexpr double to_Wh_per_L = to_hours * 1e-3;    // from J m-3
inline constexpr double to_mA_per_cm2 = 0.1;              // from A m-2
inline constexpr double to_mW_per_cm2 = 0.1;              // from W m-2
inline constexpr double to_ohm_cm2 = 1e4;
inline constexpr double to_mS_per_cm = 10;
inline constexpr double to_uF_per_cm2 = 100;
inline constexpr double to_mg_per_cm2 = 100;  // from kg m-2
inline constexpr double to_g_per_cm3 = 1e-3;
inline constexpr double to_g_per_mol = 1e3;
inline constexpr double to_mol_per_l = 1e-3;
inline constexpr double to_m2_per_cm3 = 1e-6;

inline double degC(double temperature) {  // K
  return temperature - 273.15;
}

}  // namespace closo
