// The start of a run, and what holds unless it says so.
#include "cycler/close_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cycler/start_result.hpp"
#include "models/balance.hpp"
#include "models/observables.hpp"
#include "models/parameters/close.hpp"

namespace closo {
namespace {

/// The first stoichiometry, or refuses it.
void check_range(const Quantity& y, const char* name, const std::string& key, const Composite& composite,
                 double temperature) {
  const StoichiometryRange range = OpenCircuitPotential(composite, temperature).range();
  if (*y < range.low || *y > range.high)
    refuse(key, name, y, "1",
           fmt::format("a value from {:g} to {:g}, where the data of {} are valid", range.low, range.high,
                       composite.active().name));
}

/// What belongs together in two composites, or an error.
Stoichiometries balanced_point(const AssembledSpec& start, const std::string& key, const CellParameters& cell) {
  if (cell.assembled) return *cell.assembled;
  refuse(start, key,
         "expected 'stoichiometry' and 'negative_stoichiometry', here or in 'as_assembled' of the cell: they say how "
         "the two electrodes are balanced");
}

Stoichiometries close_stoichiometries(const AssembledSpec& start, const std::string& key, const CellParameters& cell) {
  const bool two = cell.has_two_composites();
  if ((start.stoichiometry ? 1 : 0) + (start.voltage ? 1 : 0) + (start.state_of_charge ? 1 : 0) != 1)
    refuse(start, key, "expected one of 'stoichiometry', 'state_of_charge' and 'voltage'");
  if (start.negative_stoichiometry && (!two || !start.stoichiometry))
    throw InputError::forbidden(start.negative_stoichiometry.where(), key + ".negative_stoichiometry",
                                two ? "it stands beside 'stoichiometry' alone" : "this cell has one composite");
  if (start.stoichiometry) {
    check_range(start.stoichiometry, "stoichiometry", key, cell.composite(), cell.temperature);
    if (!two) return {*start.stoichiometry};
    if (!start.negative_stoichiometry)
      refuse_missing(start, key + ".negative_stoichiometry", "the stoichiometry of the negative electrode");
    check_range(start.negative_stoichiometry, "negative_stoichiometry", key, cell.composite(Side::negative),
                cell.temperature);
    return {*start.stoichiometry, *start.negative_stoichiometry};
  }
  const Balance balance(cell, two ? balanced_point(start, key, cell) : Stoichiometries{});
  const StoichiometryRange& range = balance.range();
  if (start.state_of_charge) {
    const double full = balance.stoichiometry(cell.upper_voltage), empty = balance.stoichiometry(cell.lower_voltage);
    return balance.at(empty + *start.state_of_charge * (full - empty));
  }
  const double V = *start.voltage;
  const auto [low, high] = std::minmax({balance.voltage(range.low), balance.voltage(range.high)});
  if (V < low || V > high)
    refuse(key, "voltage", start.voltage, "V",
           fmt::format("a value from {:.4g} V to {:.4g} V, the range of the open-circuit voltage", low, high));
  return balance.at(balance.stoichiometry(V));
}

/// Begins where the result of another run ended.
void begin_at(const RunSpec& spec, RunInput& run) {
  const bool go_on = spec.start->counters.value_or("begin") == "continue";
  StoredProgress first = first_progress(*spec.start_result, run.settings.mesh, go_on);
  if (run.cell.has_active_material()) {
    const Cell cell(run.cell, run.settings.mesh);
    run.settings.start_stoichiometry = cell.mean_stoichiometry(first.progress.state);
    run.settings.start_negative_stoichiometry = cell.mean_stoichiometry(first.progress.state, 1);
  }
  run.settings.start_voltage = first.progress.state(layout_of(run.cell, run.settings.mesh).V());
  run.figures = first.figures;
  run.settings.start = std::make_shared<const Progress>(std::move(first.progress));
}

}  // namespace

void close_start(const AssembledSpec& start, const std::string& key, const CellParameters& cell,
                 RunSettings& settings) {
  if (cell.has_active_material()) {
    const Stoichiometries y = close_stoichiometries(start, key, cell);
    settings.start_stoichiometry = y[0], settings.start_negative_stoichiometry = y[1];
  } else {
    const std::pair<const char*, const Quantity*> entries[] = {
        {"stoichiometry", &start.stoichiometry},
        {"negative_stoichiometry", &start.negative_stoichiometry},
        {"state_of_charge", &start.state_of_charge}};
    for (const auto& [name, entry] : entries)
      if (*entry)
        throw InputError::forbidden(entry->where(), key + "." + name,
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
  m.n_negative = whole(s.negative, m.n_negative);
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
