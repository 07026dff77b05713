// The impedance of the state in which a run begins.
#include "closo/impedance.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "closo/data.hpp"
#include "cycler/simulate.hpp"
#include "formats/yaml/run_input.hpp"
#include "models/impedance.hpp"

namespace closo {

std::vector<std::complex<double>> impedance(const Run& run, const std::vector<double>& frequencies) {
  for (const double f : frequencies)
    if (!(f > 0) || !std::isfinite(f))
      throw InputError("impedance", "frequencies", fmt::format("{}", f), "a number of Hz above 0");
  const RunInput input = read_run(run.data().input, nullptr);
  Cell cell(input.cell, input.settings.mesh);
  return impedance(cell, beginning(cell, input.settings).state, frequencies);
}

std::vector<double> frequencies_between(double from, double to, double points_per_decade) {
  if (!(from > 0 && to > 0 && points_per_decade > 0))
    throw InputError("impedance", "frequencies", fmt::format("{} Hz to {} Hz", from, to), "numbers of Hz above 0");
  return logarithmic_frequencies(from, to, points_per_decade);
}

}  // namespace closo
