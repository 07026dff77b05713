// The impedance of the state in which a run begins.
#include "closo/impedance.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "closo/data.hpp"
#include "formats/yaml/run_input.hpp"
#include "models/impedance.hpp"

namespace closo {

std::vector<std::complex<double>> impedance(const Run& run, const std::vector<double>& frequencies) {
  for (const double f : frequencies)
    if (!(f > 0) || !std::isfinite(f))
      throw InputError("impedance", "frequencies", fmt::format("{}", f), "a number of Hz above 0");
  const RunInput input = read_run(run.data().input, nullptr);
  Cell cell(input.cell, input.settings.mesh);
  const RunSettings& settings = input.settings;
  const Eigen::ArrayXd state = settings.start                     ? settings.start->state
                               : input.cell.has_active_material() ? cell.resting_state(settings.start_stoichiometry)
                                                                  : cell.resting_state_at(settings.start_voltage);
  return impedance(cell, state, frequencies);
}

std::vector<double> frequencies_between(double from, double to, double points_per_decade) {
  if (!(from > 0 && to > 0 && points_per_decade > 0))
    throw InputError("impedance", "frequencies", fmt::format("{} Hz to {} Hz", from, to), "numbers of Hz above 0");
  return logarithmic_frequencies(from, to, points_per_decade);
}

}  // namespace closo
