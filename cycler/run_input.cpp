// Reads the parts of a run.
#include "cycler/run_input.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cycler/protocol_input.hpp"
#include "models/coefficients.hpp"
#include "models/observables.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/spec_reader.hpp"

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

/// Initial state of a cell with a composite, which must be stated. Without active material the cell has the voltage at
/// which it was left.
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

Mesh close(const std::optional<MeshSpec>& s) {
  Mesh m;
  if (!s) return m;
  const auto whole = [](const Quantity& entry, Index otherwise) {
    return entry ? static_cast<Index>(*entry) : otherwise;
  };
  m.n_s = whole(s->separator, m.n_s), m.n_x = whole(s->positive, m.n_x), m.n_r = whole(s->particle, m.n_r);
  m.grading = s->grading.value_or(m.grading);
  return m;
}

/// The cycles that keep series and profiles: a list of numbers and of texts such as "every 100".
void read_cycles(const InputReader& record, Sampling& sampling) {
  sampling.every_cycle = false;
  const InputReader list = record.at("cycles");
  if (list.node().kind != InputNode::Kind::sequence) record.fail("cycles", "a list such as [1, 2, every 100], or []");
  if (list.node().children.empty()) return;
  for (const InputReader& entry : record.sequence("cycles")) {
    const std::string& text = entry.node().scalar;
    const bool period = text.starts_with("every ");
    const std::string digits = period ? text.substr(6) : text;
    constexpr int most = 999'999'999;
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size() || number < 1 || number > most)
      entry.fail("", "the number of a cycle, from 1, or 'every 100'");
    (period ? sampling.cycle_periods : sampling.cycles).push_back(number);
  }
}

Sampling close(const RecordSpec& s) {
  Sampling sampling;
  sampling.every_time_step = !s.series_every && !s.series_voltage_change;
  sampling.series_interval = s.series_every.value_or(0);
  sampling.series_voltage_change = s.series_voltage_change.value_or(0);
  sampling.profile_charge = s.profiles_every.value_or(sampling.profile_charge);
  return sampling;
}

NumericsSpec read_numerics(const InputReader& root, RunSettings& settings) {
  NumericsSpec spec;
  rows(*spec_reader(root), spec, Divided{});
  settings.mesh = close(spec.mesh);
  settings.tolerance = *spec.tolerance;
  if (!spec.record) return spec;
  settings.sampling = close(*spec.record);
  if (root.at("record").has("cycles")) read_cycles(root.at("record"), settings.sampling);
  settings.retention_from = static_cast<Index>(spec.record->retention_from.value_or(1));
  return spec;
}

}  // namespace

CellParameters read_cell_parameters(const ResolvedInput& input, ParameterList* log) {
  const InputReader root(input.tree, "", log);
  const CellSpec spec = read_cell_spec(root);
  root.at("cell").finish();
  root.at("materials").finish();
  CellParameters cell = close(spec);
  RunSettings unused;
  if (input.kind == InputKind::cell && cell.has_composite() && spec.as_assembled)
    close_start(*spec.as_assembled, "cell.as_assembled", cell, unused);
  return cell;
}

Mesh read_mesh(const ResolvedInput& input) {
  RunSettings settings;
  read_numerics(InputReader(input.tree, "", nullptr), settings);
  return settings.mesh;
}

namespace {

/// A spec, and the cell that it closes to, which its protocol has to suit.
struct ReadRun {
  RunSpec spec;
  CellParameters cell;
};

ReadRun read(const ResolvedInput& input, ParameterList* log) {
  const InputReader root(input.tree, "", log);
  if (input.kind != InputKind::run)
    throw InputError(input.tree.where(), "", "a cell", "a run with 'cell' and 'protocol'");
  RunSpec run;
  run.title = *read_numerics(root, run.settings).title;
  run.cell = read_cell_spec(root);
  if (root.has("start")) run.start = read_start_spec(root.at("start"));
  run.start_result = input.start;
  if (input.start) check_same_cell(input.tree, *input.start, root.at("start").where());
  CellParameters cell = close(run.cell);
  run.settings.protocol = read_protocol(root, "protocol", cell);
  if (cell.has_composite() && !run.start)
    root.fail("start", "the initial state of the run, here or as 'as_assembled' in the cell");
  root.finish();
  return {std::move(run), std::move(cell)};
}

/// A run with its cell, which is closed already.
RunInput begun(const RunSpec& spec, CellParameters cell) {
  RunInput run{spec.title, std::move(cell), spec.settings, {}};
  if (spec.start_result)
    begin_at(spec, run);
  else if (run.cell.has_composite())
    close_start(*spec.start, "start", run.cell, run.settings);
  else if (spec.start)
    throw InputError::forbidden(spec.start->where(), "start", "a cell without composite begins as it is");
  return run;
}

}  // namespace

RunSpec read_run_spec(const ResolvedInput& input, ParameterList* log) {
  return read(input, log).spec;
}

RunInput close(const RunSpec& spec) {
  return begun(spec, close(spec.cell));
}

RunInput read_run(const ResolvedInput& input, ParameterList* log) {
  ReadRun run = read(input, log);
  return begun(run.spec, std::move(run.cell));
}

std::optional<FoundQuantity> find_quantity(RunSpec& spec, std::string_view key) {
  constexpr std::string_view start = "start.";
  if (!key.starts_with(start)) return find_quantity(spec.cell, key);
  if (!spec.start) return std::nullopt;
  return find_quantity(*spec.start, key.substr(start.size()));
}

std::optional<ActiveMaterial> check_material(const ResolvedInput& input, ParameterList* log) {
  const InputReader material(input.tree, "", log);
  const MaterialSpec spec = read_material_spec(material);
  material.finish();
  if (*spec.kind == "active") return close_active_material(spec, "");
  if (*spec.kind == "electrolyte") close_electrolyte(spec, "");
  if (*spec.kind == "metal") close_metal(spec, "");
  return std::nullopt;
}

}  // namespace closo
