// Impedance spectra, measured or simulated, as their files hold them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

namespace closo {

struct Spectrum {
  std::string file;
  long number = 0;            // in its file, from 1; of a result file the step
  long step = 0, cycle = 0;   // 0: not known
  bool areal = false;         // whether the impedance is that of an area
  Eigen::ArrayXd frequency;   // [Hz], as in the file, all different
  Eigen::ArrayXcd impedance;  // [ohm m2] if areal, else [ohm]; -dV/di, so that a capacitance is below the real axis

  const char* unit() const { return areal ? "ohm cm2" : "ohm"; }  // to show it in
  double to_unit() const { return areal ? 1e4 : 1.0; }
};

/// Fewer say nothing of two arcs.
inline constexpr Eigen::Index fewest_frequencies = 10;

/// Reads all spectra of a file: a table with the columns Frequency, Real Impedance, Imaginary Impedance and, where it
/// has them, Cycle Count and Step Count, or the result file of a run with eis steps. In a table a spectrum ends with
/// its cycle or step, or where the frequency turns round.
/// @param area  of the electrode [m2], which makes ohm to ohm m2
/// @throws InputError with file and line
std::vector<Spectrum> read_spectra(const std::filesystem::path& file, std::optional<double> area);

/// The same, areal whatever the file has.     @param area  of the cell [m2], to which a table in ohm belongs
std::vector<Spectrum> read_areal_spectra(const std::filesystem::path& file, double area);

/// Whether a file is for these: a table with a column Frequency, or a result file.
bool is_of_spectra(const std::filesystem::path& file);

}  // namespace closo
