// What spectra came to, as tables for people and as datasets.
#pragma once

#include <vector>

#include "io/result_file.hpp"
#include "spectra/circuit_fit.hpp"
#include "spectra/kramers_kronig.hpp"
#include "spectra/relaxation_times.hpp"

namespace closo {

struct AnalysedSpectrum {
  Spectrum spectrum;
  CircuitFit circuit;
  RelaxationTimes relaxation;
  KramersKronig kramers_kronig;
};

/// Prints to standard output: everything of one spectrum, a row for each of several.
void print_spectra(const std::vector<AnalysedSpectrum>& spectra);

/// Writes the groups /spectra and /spectrum/N, documented in docs/spectra.md.
void write_spectra(ResultFile& file, const std::vector<AnalysedSpectrum>& spectra);

}  // namespace closo
