// The start of a run, and what holds unless it says so.
#include "cycler/close_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cycler/start_result.hpp"
#include "models/coefficients.hpp"
#include "models/observables.hpp"
#include "models/parameters/close.hpp"

namespace closo {
namespace {

double close_stoichiometry(const AssembledSpec& start, const std::string& key, const CellParameters& cell) {
  if (static_cast<bool>(start.stoichiometry) == static_cast<bool>(start.voltage))
    refuse(start, key, "expected either 'stoichiometry' or 'voltage'");
  const OpenCircuitVoltage ocv(cell.composite().active.open_circuit_voltage, cell.temperature);
  const StoichiometryRange range = stoichiometry_range(cell.composite());
  if (start.stoichiometry) {
    const double y = *start.stoichiometry;
    if (y < range.low || y > range.high)
      refuse(key, "stoichiometry", start.stoichiometry, "1",
             fmt::format("a value from {:g} to {:g}, where the data of {} are valid", range.low, range.high,
                         cell.composite().active.name));
    return y;
  }
  const double V = *start.voltage, sign = cell.orientation();
  const auto [low, high] = std::minmax({sign * ocv.at(range.low).value, sign * ocv.at(range.high).value});
  if (V < low || V > high)
    refuse(key, "voltage", start.voltage, "V",
           fmt::format("a value from {:.4g} V to {:.4g} V, the range of the open-circuit voltage", low, high));
  return ocv.stoichiometry(sign * V);
}

/// Begins where the result of another run ended.
void begin_at(const RunSpec& spec, RunInput& run) {
  const bool go_on = spec.start->counters.value_or("begin") == "continue";
  StoredProgress first = first_progress(*spec.start_result, run.settings.mesh, go_on);
  if (run.cell.has_active_material())
    run.settings.start_stoichiometry = Cell(run.cell, run.settings.mesh).mean_stoichiometry(first.progress.state);
  run.settings.start_voltage = first.progress.state(layout_of(run.cell, run.settings.mesh).V());
  run.figures = first.figures;
  run.settings.start = std::make_shared<const Progress>(std::move(first.progress));
}

}  // namespace

void close_start(const AssembledSpec& start, const std::string& key, const CellParameters& cell,
                 RunSettings& settings) {
  if (cell.has_active_material()) {
    settings.start_stoichiometry = close_stoichiometry(start, key, cell);
  } else {
    if (start.stoichiometry)
      throw InputError::forbidden(start.stoichiometry.where(), key + ".stoichiometry",
                                  "this cell has no active material; state its voltage");
    if (!start.voltage) refuse_missing(start, key + ".voltage", "a quantity in V");
    settings.start_voltage = *start.voltage;
  }
}

Mesh close(const MeshSpec& s) {
  Mesh m;
  const auto whole = [](const Quantity& entry, Index otherwise) {
    return entry ? static_cast<Index>(*entry) : otherwise;
  };
  m.n_s = whole(s.separator, m.n_s), m.n_x = whole(s.positive, m.n_x), m.n_r = whole(s.particle, m.n_r);
  m.grading = s.grading.value_or(m.grading);
  return m;
}

Sampling close(const RecordSpec& s) {
  Sampling sampling;
  sampling.every_time_step = !s.series_every && !s.series_voltage_change;
  sampling.series_interval = s.series_every.value_or(0);
  sampling.series_voltage_change = s.series_voltage_change.value_or(0);
  sampling.profile_charge = s.profiles_every.value_or(sampling.profile_charge);
  return sampling;
}

RunInput close(const RunSpec& spec, CellParameters cell) {
  RunInput run{spec.title, std::move(cell), spec.settings, {}};
  if (spec.start_result)
    begin_at(spec, run);
  else if (run.cell.has_composite())
    close_start(*spec.start, "start", run.cell, run.settings);
  else if (spec.start)
    throw InputError::forbidden(spec.start->where(), "start", "a cell without composite begins as it is");
  return run;
}

RunInput close(const RunSpec& spec) {
  return close(spec, close(spec.cell));
}

}  // namespace closo
