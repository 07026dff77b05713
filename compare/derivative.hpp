// Derivatives of noisy curves, smoothed over a stated window.
#pragma once

#include <vector>

#include "compare/half_cycles.hpp"

namespace closo::compare {

/// The charge that passes while the voltage is in a window, over the width of the window:
///   dQ/dV (V) = [F(V + w/2) - F(V - w/2)] / w,   F(V) the charge that passes below V
/// which for a monotone curve is the derivative averaged over the window, and for one with noise or a hump that of the
/// curve sorted by voltage. Positive on charge, negative on discharge.
/// @param voltage  where to take it [V]     @param window  w [V]     @return C kg-1 V-1, shape of voltage
std::vector<double> charge_per_voltage(const HalfCycle& curve, const std::vector<double>& voltage, double window);

/// The slope of the straight line through the points within half a window of each (least squares); at the ends the
/// window is cut short.
/// @param charge  evenly spaced [C kg-1]     @param window  [C kg-1]     @return V kg C-1
std::vector<double> voltage_per_charge(const std::vector<double>& charge, const std::vector<double>& voltage,
                                       double window);

}  // namespace closo::compare
