// From columns per cell to rows per mass of active material, or per area.
#include "compare/recording.hpp"

#include "models/reporting_units.hpp"

namespace closo::compare {

const Wanted& wanted_of_recordings() {
  static const Wanted columns{"series/time",   "series/voltage", "series/current_density",
                              "series/charge", "series/step",    "steps/number",
                              "steps/cycle"};
  return columns;
}

Recording recording_of(const Solution& solution, const CellParameters& cell) {
  const SolutionTable &series = solution["series"], &steps = solution["steps"];
  const double amount = reference_amount(cell);
  Recording r;
  r.time = series["time"].numbers, r.voltage = series["voltage"].numbers;
  for (const double current : series["current_density"].numbers) r.current.push_back(current * cell.area / amount);
  for (const double charge : series["charge"].numbers) r.charge.push_back(charge / amount);
  const std::vector<std::int64_t>&numbers = steps["number"].integers, &cycles = steps["cycle"].integers;
  std::size_t k = 0;
  for (const std::int64_t step : series["step"].integers) {
    r.step.push_back(step);
    while (k < numbers.size() && numbers[k] < step) ++k;
    if (k < numbers.size() && numbers[k] == step) r.cycle.push_back(cycles[k]);
  }
  return r;
}

}  // namespace closo::compare
