// Imposes the measured current on the simulated cell.
#pragma once

#include <vector>

#include "compare/measured.hpp"
#include "cycler/run_input.hpp"

namespace closo {

/// The input of a run whose protocol is the measured current, with straight lines between the rows; between two steps
/// it is that of the second. The cell's cut-off voltages are set aside, because the test says when to turn.
/// @throws InputError if the measured data have no time, or none that passes
ResolvedInput replay_input(const ResolvedInput& input, const Measured& measured);

/// A measured test and a simulated one at equal time.
struct TimeComparison {
  std::vector<double> time, measured_voltage, residual;     // s, V; residual: simulated minus measured
  Recording simulated;                                      // at the measured rows, its time from 0 on
  double rms_error = 0, mean_error = 0, largest_error = 0;  // V, means over time
  double measured_duration = 0;                             // s; that of the comparison may be shorter
};

/// @param simulated  of replay_input()
/// @throws RunError if the simulation ended before any time passed
TimeComparison compare_in_time(const Recording& measured, const Recording& simulated);

}  // namespace closo
