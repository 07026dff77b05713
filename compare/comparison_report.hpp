// A run beside everything that was measured.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/comparison.hpp"
#include "compare/spectrum_comparison.hpp"
#include "compare/time_comparison.hpp"

namespace closo::compare {

struct ComparisonReport {
  std::string measured_file;  // of curves; empty: none
  bool areal = false;         // of a cell without masses
  double reference = 0.0;     // by which the measured currents were divided: mass [kg], or area [m2]
  std::string end;            // why the simulated run ended
  Comparisons comparisons;
  std::optional<TimeComparison> in_time;  // of a replay
  std::vector<std::string> spectra_files;
  SpectrumComparisons spectra;
};

}  // namespace closo::compare
