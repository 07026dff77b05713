// What spectra came to, as datasets.
#pragma once

#include <vector>

#include "io/result_file.hpp"
#include "spectra/analysed_spectrum.hpp"

namespace closo {

/// Writes the groups /spectra and /spectrum/N, documented in docs/spectra.md.
void write_spectra(ResultFile& file, const std::vector<spectra::AnalysedSpectrum>& spectra);

}  // namespace closo
