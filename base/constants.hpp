// Physical constants, SI. Source: CODATA 2018 (exact since the revision of the SI in 2019).
#pragma once

namespace closo {

inline constexpr double faraday = 96485.33212331001;             // C mol-1
inline constexpr double gas_constant = 8.31446261815324;         // J mol-1 K-1
inline constexpr double vacuum_permittivity = 8.8541878128e-12;  // F m-1
inline constexpr double avogadro = 6.02214076e23;                // mol-1
inline constexpr double seconds_per_hour = 3600;
inline constexpr double kg_per_g = 1e-3;

}  // namespace closo
