// Reads the parts of a run.
#include "formats/yaml/run_input.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "formats/yaml/spec_reader.hpp"
#include "models/parameters/close.hpp"

namespace closo {
namespace {

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

NumericsSpec read_numerics(const InputReader& root, RunSettings& settings) {
  NumericsSpec spec;
  rows(*spec_reader(root), spec, Divided{});
  if (spec.mesh) settings.mesh = close(*spec.mesh);
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

}  // namespace

RunSpec read_run_spec(const ResolvedInput& input, ParameterList* log) {
  return read(input, log).spec;
}

RunInput read_run(const ResolvedInput& input, ParameterList* log) {
  ReadRun run = read(input, log);
  return close(run.spec, std::move(run.cell));
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
