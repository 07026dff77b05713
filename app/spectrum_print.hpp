// What spectra came to, as tables for people.
#pragma once

#include <vector>

#include "spectra/analysed_spectrum.hpp"

namespace closo {

/// Prints to standard output: everything of one spectrum, a row for each of several.
void print_spectra(const std::vector<spectra::AnalysedSpectrum>& spectra);

}  // namespace closo
