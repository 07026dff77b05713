// How far a simulated charge or discharge is from the measured one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/half_cycles.hpp"

namespace closo::compare {

/// Errors are simulated minus measured. Voltages are taken at equal charge, evenly over the charge that both curves
/// have, or at equal time, evenly over the measured charge as far as the simulated curve goes.
struct Comparison {
  HalfCycle measured, simulated;                            // as a whole
  double common_share = 0;                                  // of the longer of both curves
  double rms_error = 0, mean_error = 0, largest_error = 0;  // V; the largest without sign
  double largest_error_at = 0;                              // C kg-1

  std::vector<double> charge;                               // C kg-1
  std::vector<double> measured_voltage, simulated_voltage;  // V
  std::vector<double> residual;                             // V
  std::vector<double> measured_dV_dQ, simulated_dV_dQ;      // V kg C-1

  std::vector<double> voltage;                          // V, over the range of both curves
  std::vector<double> measured_dQ_dV, simulated_dQ_dV;  // C kg-1 V-1, negative on discharge
};

/// Widths over which derivatives are smoothed.
struct Windows {
  double voltage = 0.010;      // of dQ/dV [V]
  double charge_share = 0.02;  // of dV/dQ, of the common charge
};

struct Comparisons {
  Windows windows;
  std::vector<Comparison> pairs;      // in the order of the measured curves
  std::vector<std::string> unpaired;  // "discharge 3, not simulated"
};

/// Pairs the half cycles of the same direction, cycle and place in their cycle.
/// @param start  compares at equal time: that at which the measured test has the time 0 of the simulated one [s]
Comparisons compare_half_cycles(const std::vector<HalfCycle>& measured, const std::vector<HalfCycle>& simulated,
                                const Windows& windows = {}, std::optional<double> start = std::nullopt);

}  // namespace closo::compare
