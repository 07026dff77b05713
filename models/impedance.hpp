// Impedance spectra of a cell in a given state.
#pragma once

#include <complex>
#include <vector>

#include "base/stop_request.hpp"
#include "models/cell.hpp"

namespace closo {

/// Impedance -dV/di around a state [ohm m2], at constant temperature, shape (frequencies).
/// @param state        with consistent potentials, at rest or under current
/// @param frequencies  Hz
/// @throws Cancelled
std::vector<std::complex<double>> impedance(Cell& cell, const Eigen::ArrayXd& state,
                                            const std::vector<double>& frequencies, StopRequest stop = {});

/// Frequencies from one to another [Hz], both included, evenly spread over their logarithm; one if they are equal.
std::vector<double> logarithmic_frequencies(double from, double to, double points_per_decade);

}  // namespace closo
