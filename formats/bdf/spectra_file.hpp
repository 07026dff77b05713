// Reads impedance spectra: tables of measured ones, and those of a result file.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "compare/spectrum.hpp"

namespace closo {

/// Reads all spectra of a file: a table with the columns Frequency, Real Impedance, Imaginary Impedance and, where it
/// has them, Cycle Count and Step Count, or the result file of a run with eis steps. In a table a spectrum ends with
/// its cycle or step, or where the frequency turns round.
/// @param area  of the electrode [m2], which makes ohm to ohm m2
/// @throws InputError with file and line
std::vector<compare::Spectrum> read_spectra(const std::filesystem::path& file, std::optional<double> area);

/// The same, areal whatever the file has.     @param area  of the cell [m2], to which a table in ohm belongs
std::vector<compare::Spectrum> read_areal_spectra(const std::filesystem::path& file, double area);

/// Whether a file is for these: a table with a column Frequency, or a result file.
bool is_of_spectra(const std::filesystem::path& file);

}  // namespace closo
