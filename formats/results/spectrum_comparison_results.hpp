// Compared spectra as datasets.
#pragma once

#include <vector>

#include "compare/spectrum_comparison.hpp"
#include "io/result_file.hpp"

namespace closo {

/// Writes the groups /comparison/spectra/N and /comparison/spectra_errors, documented in docs/result_file.md.
void write_spectra(ResultFile& file, const std::vector<compare::SpectrumComparison>& pairs);

}  // namespace closo
