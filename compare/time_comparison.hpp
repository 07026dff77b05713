// How far a cell that follows a measured current is from the measured voltage.
#pragma once

#include <vector>

#include "compare/recording.hpp"

namespace closo::compare {

/// A measured test and a simulated one at equal time.
struct TimeComparison {
  std::vector<double> time, measured_voltage, residual;     // s, V; residual: simulated minus measured
  Recording simulated;                                      // at the measured rows, its time from 0 on
  double rms_error = 0, mean_error = 0, largest_error = 0;  // V, means over time
  double measured_duration = 0;                             // s; that of the comparison may be shorter
};

/// @param simulated  with the measured current for its protocol
/// @throws RunError if the simulation ended before any time passed
TimeComparison compare_in_time(const Recording& measured, const Recording& simulated);

}  // namespace closo::compare
