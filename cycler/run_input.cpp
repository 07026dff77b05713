// Reads the parts of a run.
#include "cycler/run_input.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "models/cell_input.hpp"
#include "models/coefficients.hpp"
#include "models/material_input.hpp"
#include "models/observables.hpp"
#include "cycler/protocol_input.hpp"
#include "solver/error.hpp"

namespace closo {
namespace {

struct CellReaders {
  InputReader root, cell, materials;
};

CellReaders readers(const ResolvedInput& input, ParameterList* log) {
  const InputReader root(input.tree, "", log);
  return {root, root.at("cell"), root.at("materials")};
}

double read_start_stoichiometry(const InputReader& start, const CellParameters& cell) {
  if (start.has("stoichiometry") == start.has("voltage")) start.fail("", "either 'stoichiometry' or 'voltage'");
  const OpenCircuitVoltage ocv(cell.positive.active.open_circuit_voltage, cell.temperature);
  const StoichiometryRange range = stoichiometry_range(cell.positive.active);
  if (start.has("stoichiometry")) {
    const double y = start.number("stoichiometry", Range::fraction());
    if (y < range.low || y > range.high)
      start.fail("stoichiometry", fmt::format("a value from {:g} to {:g}, where the data of {} are valid", range.low,
                                              range.high, cell.positive.active.name));
    return y;
  }
  const double U = start.quantity("voltage", "V", Range::any());
  const double high = ocv.at(range.low).value, low = ocv.at(range.high).value;
  if (U < low || U > high)
    start.fail("voltage",
               fmt::format("a value from {:.4g} V to {:.4g} V, the range of the open-circuit voltage", low, high));
  return ocv.stoichiometry(U);
}

/// Begins where the result of another run ended.
void begin_at_result(const InputReader& root, const ResolvedInput& input, RunInput& run) {
  const InputReader start = root.at("start");
  const std::string file = start.text("result");
  const bool go_on = start.has("counters") && start.choice("counters", {"begin", "continue"}) == "continue";
  check_same_cell(input.tree, *input.start, start.where());
  StoredProgress first = first_progress(*input.start, run.settings.mesh, go_on);
  if (run.cell.has_active_material())
    run.settings.start_stoichiometry = Cell(run.cell, run.settings.mesh).mean_stoichiometry(first.progress.state);
  run.settings.start_voltage = first.progress.state(layout_of(run.cell, run.settings.mesh).V());
  run.figures = first.figures;
  run.settings.start = std::make_shared<const Progress>(std::move(first.progress));
}

/// Initial state of a cell with a composite, which must be stated. Without active material the cell has the voltage at
/// which it was left.
void read_start(const InputReader& start, const CellParameters& cell, RunSettings& settings) {
  if (cell.has_active_material()) {
    settings.start_stoichiometry = read_start_stoichiometry(start, cell);
  } else {
    settings.start_voltage = start.quantity("voltage", "V", Range::any());
  }
}

/// The state that the cell of a file states as that of its assembly, for its errors.
void check_assembled(const InputReader& cell, const CellParameters& parameters) {
  if (!parameters.has_composite() || !cell.has("as_assembled")) return;
  RunSettings unused;
  read_start(cell.at("as_assembled"), parameters, unused);
}

/// What a cell has no use for may be stated, as many cells share a run.
Mesh read_mesh_of(const InputReader& root) {
  constexpr int most = 1000;  // cells or shells; far beyond what any voltage needs
  Mesh m;
  if (!root.has("mesh")) return m;
  const InputReader mesh = root.at("mesh");
  if (mesh.has("separator")) m.n_s = mesh.integer("separator", 1, most);
  if (mesh.has("positive")) m.n_x = mesh.integer("positive", 1, most);
  if (mesh.has("particle")) m.n_r = mesh.integer("particle", 3, most);
  if (mesh.has("grading")) m.grading = mesh.number("grading", Range::between(1, 4));
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

Sampling read_sampling(const InputReader& record) {
  Sampling sampling;
  sampling.every_time_step = !record.has("series_every") && !record.has("series_voltage_change");
  if (record.has("series_every")) sampling.series_interval = record.quantity("series_every", "s", Range::positive());
  if (record.has("series_voltage_change"))
    sampling.series_voltage_change = record.quantity("series_voltage_change", "V", {1e-6, 10, false, false});
  if (record.has("profiles_every"))
    sampling.profile_charge = record.number("profiles_every", {1e-4, 1e3, false, false});
  if (record.has("cycles")) read_cycles(record, sampling);
  return sampling;
}

void read_record(const InputReader& root, RunSettings& settings) {
  constexpr int most = 1'000'000'000;
  if (!root.has("record")) return;
  const InputReader record = root.at("record");
  settings.sampling = read_sampling(record);
  if (record.has("retention_from")) settings.retention_from = record.integer("retention_from", 1, most);
}

}  // namespace

CellParameters read_cell_parameters(const ResolvedInput& input, ParameterList* log) {
  const CellReaders r = readers(input, log);
  CellParameters cell = read_cell(r.cell, r.materials);
  if (input.kind == InputKind::cell) check_assembled(r.cell, cell);
  r.cell.has("as_assembled");  // in a run the start, unless there is another one
  r.cell.finish();
  r.materials.finish();
  return cell;
}

Mesh read_mesh(const ResolvedInput& input) {
  return read_mesh_of(InputReader(input.tree, "", nullptr));
}

RunInput read_run(const ResolvedInput& input, ParameterList* log) {
  const CellReaders r = readers(input, log);
  if (input.kind != InputKind::run)
    throw InputError(input.tree.where(), "", "a cell", "a run with 'cell' and 'protocol'");
  RunInput run;
  if (r.root.text("closo") != "1") r.root.fail("closo", "1, the format version this program reads");
  run.title = r.root.text("title");
  run.cell = read_cell(r.cell, r.materials);
  r.cell.has("as_assembled");
  run.settings.mesh = read_mesh_of(r.root);
  if (input.start) {
    begin_at_result(r.root, input, run);
  } else if (run.cell.has_composite()) {
    if (!r.root.has("start"))
      r.root.fail("start", "the initial state of the run, here or as 'as_assembled' in the cell");
    read_start(r.root.at("start"), run.cell, run.settings);
  }
  read_record(r.root, run.settings);
  run.settings.tolerance = r.root.number("tolerance", Range::between(1e-10, 0.1));
  run.settings.protocol = read_protocol(r.root, "protocol", run.cell);
  r.root.finish();
  return run;
}

std::optional<ActiveMaterial> check_material(const ResolvedInput& input, ParameterList* log) {
  std::optional<ActiveMaterial> active;
  const InputReader material(input.tree, "", log);
  switch (read_material_kind(material)) {
    case MaterialKind::active:
      active = read_active_material(material);
      break;
    case MaterialKind::electrolyte:
      read_electrolyte(material);
      break;
    case MaterialKind::additive:
      read_additive(material, 1.0);
      break;
    case MaterialKind::metal:
      read_metal(material);
      break;
  }
  material.finish();
  return active;
}

}  // namespace closo
