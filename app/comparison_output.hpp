// A comparison as a table for people, and as datasets of a result file.
#pragma once

#include <optional>
#include <string>

#include "compare/comparison.hpp"
#include "compare/replay.hpp"
#include "compare/spectrum_comparison.hpp"
#include "io/result_file.hpp"

namespace closo {

/// What closo compare found.
struct ComparisonReport {
  std::string measured_file;  // of curves; empty: none
  double active_mass = 0.0;   // kg, by which the measured currents were divided
  std::string end;            // why the simulated run ended
  Comparisons comparisons;
  std::optional<TimeComparison> in_time;  // of a replay
  std::vector<std::string> spectra_files;
  SpectrumComparisons spectra;
};

/// Prints to standard output.
void print_comparison(const ComparisonReport& report);

/// Writes the group /comparison, documented in docs/result_file.md.
void write_comparison(ResultFile& file, const ComparisonReport& report);

}  // namespace closo
