// Compared spectra as a table for people.
#pragma once

#include <vector>

#include "compare/spectrum_comparison.hpp"

namespace closo {

/// Prints to standard output.
void print_spectra(const std::vector<compare::SpectrumComparison>& pairs);

}  // namespace closo
