// Impedance spectra of a cell at the start of a run.
#pragma once

#include <complex>
#include <vector>

#include "closo/export.hpp"
#include "closo/simulate.hpp"

namespace closo {

/// Impedance -dV/di times the cell area [ohm m2], of the cell at rest where the run begins, shape (frequencies).
/// Spectra in the course of a run are steps of its protocol.
/// @param frequencies  [Hz], above 0     @throws InputError
CLOSO_EXPORT std::vector<std::complex<double>> impedance(const Run& run, const std::vector<double>& frequencies);

/// From one frequency to another [Hz], both included, evenly spread over their logarithm.
CLOSO_EXPORT std::vector<double> frequencies_between(double from, double to, double points_per_decade);

}  // namespace closo
