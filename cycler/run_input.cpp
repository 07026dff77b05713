// Puts a run together from its files and reads it.
#include "cycler/run_input.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "models/cell_input.hpp"
#include "models/coefficients.hpp"
#include "models/material_input.hpp"
#include "models/observables.hpp"
#include "cycler/protocol_input.hpp"
#include "solver/error.hpp"
#include "solver/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

// Keys at the top of a run; every other key of an override belongs to the cell.
const std::vector<std::string> run_keys{"closo", "title", "cell",   "materials", "set",
                                        "start", "mesh",  "record", "tolerance", "protocol"};

InputKind kind_of(const InputNode& root) {
  if (root.find("material") != nullptr) return InputKind::material;
  for (const char* key : {"protocol", "mesh", "start"})
    if (root.find(key) != nullptr) return InputKind::run;
  if (root.find("cell") != nullptr || root.find("positive") != nullptr || root.find("separator") != nullptr)
    return InputKind::cell;
  throw InputError(root.where(), "", root.describe(),
                   "a run (with 'cell' and 'protocol'), a cell (with 'positive') or a material (with 'material')");
}

fs::path beside(const InputNode& node, const std::string& name) {
  return fs::path(node.file).parent_path() / name;
}

InputNode find_material(const InputNode& cell, const std::string& name) {
  for (const char* folder : {".", "../materials"}) {
    const fs::path path = beside(cell, folder) / (name + ".yaml");
    if (fs::exists(path)) return read_yaml_file(path.lexically_normal());
  }
  throw InputError(cell.where(), "material", name,
                   "a material with a file '" + name + ".yaml' beside the cell or in ../materials");
}

InputNode& child(InputNode& parent, const std::string& key) {
  if (InputNode* found = parent.find(key)) return *found;
  InputNode empty;
  empty.kind = InputNode::Kind::mapping;
  empty.file = parent.file, empty.line = parent.line;
  parent.children.push_back({key, empty});
  return parent.children.back().second;
}

void add_materials(InputNode& root, const InputNode& cell) {
  for (const std::string& name : material_names(cell)) {
    InputNode& materials = child(root, "materials");
    if (materials.kind != InputNode::Kind::mapping)
      throw InputError(materials.where(), "materials", materials.describe(), "a mapping from names to materials");
    if (materials.find(name) != nullptr) continue;
    materials.children.push_back({name, find_material(cell, name)});
  }
}

void apply_override(InputNode& root, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) throw InputError("--set", "", text, "key=value");
  set_value(root, run_key(text.substr(0, equals)), text.substr(equals + 1), "--set " + text);
}

/// Applies the overrides of the file, then those of the command line.
void apply_overrides(InputNode& root, const std::vector<std::string>& overrides) {
  if (const InputNode* set = root.find("set")) {
    const InputNode given = *set;
    if (given.kind != InputNode::Kind::mapping)
      throw InputError(given.where(), "set", given.describe(), "a mapping from keys to values");
    for (const auto& [key, value] : given.children) {
      if (value.kind != InputNode::Kind::scalar)
        throw InputError(value.where(), "set." + key, value.describe(), "one value");
      set_value(root, run_key(key), value.scalar, value.where() + " (set)");
    }
    std::erase_if(root.children, [](const auto& entry) { return entry.first == "set"; });
  }
  for (const std::string& text : overrides) apply_override(root, text);
}

/// A cell alone becomes the run it could be part of, so that materials and overrides are found in one way.
InputNode wrap_cell(const InputNode& cell) {
  InputNode root;
  root.kind = InputNode::Kind::mapping;
  root.file = cell.file, root.line = cell.line;
  root.children = {{"cell", cell}};
  return root;
}

/// Puts the cell of the file that `cell` names in its place, and the materials that the file brings along beside it,
/// except those that are given already.
void take_cell(InputNode& root, InputNode& cell) {
  const fs::path path = beside(cell, cell.scalar);
  if (!fs::exists(path)) throw InputError(cell.where(), "cell", cell.scalar, "a cell file, relative to this one");
  InputNode file = read_yaml_file(path.lexically_normal());
  InputNode* inner = file.find("cell");
  if (inner == nullptr) {
    cell = std::move(file);
    return;
  }
  if (inner->kind != InputNode::Kind::mapping)
    throw InputError(inner->where(), "cell", inner->describe(), "the cell itself in a file that another one names");
  cell = std::move(*inner);
  if (const InputNode* brought = file.find("materials")) {
    InputNode& materials = child(root, "materials");
    for (const auto& [name, material] : brought->children)
      if (materials.find(name) == nullptr) materials.children.push_back({name, material});
  }
}

/// The result that a run begins with, and what the run takes over from it: the cell, the mesh and the tolerance, unless
/// it states its own.
/// @param holder  of a resolved run, where that state is
std::shared_ptr<const StartResult> take_start(InputNode& root, const fs::path& holder) {
  const InputNode* start = root.find("start");
  const InputNode* result = start == nullptr ? nullptr : start->find("result");
  if (result == nullptr) return nullptr;
  if (result->kind != InputNode::Kind::scalar)
    throw InputError(result->where(), "start.result", result->describe(), "the name of a result file");
  if (!holder.empty()) return read_start_result(holder, "/start");
  const bool by_option = result->file.starts_with("--set");
  const fs::path path = by_option ? fs::path(result->scalar) : beside(*result, result->scalar);
  if (!fs::exists(path))
    throw InputError(result->where(), "start.result", result->scalar,
                     by_option ? "a result file" : "a result file, relative to this one");
  auto found = read_start_result(path.lexically_normal(), "/progress");
  std::vector<const char*> inherited{"mesh", "tolerance"};
  if (root.find("cell") == nullptr) inherited.insert(inherited.end(), {"cell", "materials"});
  for (const char* key : inherited)
    if (const InputNode* theirs = found->input.find(key); theirs != nullptr && root.find(key) == nullptr)
      root.children.push_back({key, *theirs});
  return found;
}

void add_files(const InputNode& node, std::set<std::string>& files) {
  files.insert(node.file);
  for (const auto& [key, child] : node.children) add_files(child, files);
}

ResolvedInput resolve(InputNode root, const std::vector<std::string>& overrides, const fs::path& holder = {}) {
  if (root.kind != InputNode::Kind::mapping)
    throw InputError(root.where(), "", root.describe(), "a mapping of keys to values");
  ResolvedInput input{kind_of(root), std::move(root), nullptr, {}};
  std::set<std::string> files;
  if (input.kind == InputKind::run) {
    for (const std::string& text : overrides)
      if (text.starts_with("start")) apply_override(input.tree, text);
    input.start = take_start(input.tree, holder);
  }
  if (input.kind == InputKind::material) {
    if (!overrides.empty()) throw InputError("--set", "", overrides.front(), "a run or a cell to set it in");
    inline_tables(input.tree);
    add_files(input.tree, files);
    input.files.assign(files.begin(), files.end());
    return input;
  }
  if (input.kind == InputKind::cell && input.tree.find("cell") == nullptr) input.tree = wrap_cell(input.tree);
  if (InputNode* cell = input.tree.find("cell")) {
    if (cell->kind == InputNode::Kind::scalar) take_cell(input.tree, *cell);
    cell = input.tree.find("cell");
    if (cell->kind == InputNode::Kind::mapping) {
      const InputNode given = *cell;  // `cell` may move when materials are added
      add_materials(input.tree, given);
    }
  }
  if (InputNode* materials = input.tree.find("materials"))
    for (auto& [name, material] : materials->children) inline_tables(material);
  add_files(input.tree, files);
  apply_overrides(input.tree, overrides);
  if (InputNode* protocol = input.tree.find("protocol")) {
    inline_profiles(*protocol);
    add_files(*protocol, files);
  }
  input.files.assign(files.begin(), files.end());
  if (input.start) input.files.push_back(input.start->file);
  return input;
}

struct CellReaders {
  InputReader root, cell, materials;
};

CellReaders readers(const ResolvedInput& input, ParameterList* log) {
  const InputReader root(input.tree, "", log);
  return {root, root.at("cell"), root.at("materials")};
}

double read_start_stoichiometry(const InputReader& root, const InputReader& start, const CellParameters& cell) {
  if (start.has("stoichiometry") == start.has("voltage")) root.fail("start", "either 'stoichiometry' or 'voltage'");
  const OpenCircuitVoltage ocv(cell.positive.active.open_circuit_voltage, cell.temperature);
  const StoichiometryRange range = stoichiometry_range(cell.positive.active);
  if (start.has("stoichiometry")) {
    const double y = start.number("stoichiometry", Range::fraction());
    if (y < range.low || y > range.high)
      start.fail("stoichiometry", fmt::format("{:g} to {:g}, where the data of {} hold", range.low, range.high,
                                              cell.positive.active.name));
    return y;
  }
  const double U = start.quantity("voltage", "V", Range::any());
  const double high = ocv.at(range.low).value, low = ocv.at(range.high).value;
  if (U < low || U > high)
    start.fail("voltage", fmt::format("{:.4g} V to {:.4g} V, the range of the open-circuit voltage", low, high));
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

/// A composite without active material has the voltage at which it was left; two flat electrodes need no word.
void read_start(const InputReader& root, const CellParameters& cell, RunSettings& settings) {
  if (!cell.has_composite()) return;
  const InputReader start = root.at("start");
  if (cell.has_active_material()) {
    settings.start_stoichiometry = read_start_stoichiometry(root, start, cell);
  } else {
    settings.start_voltage = start.quantity("voltage", "V", Range::any());
  }
}

Mesh read_mesh_of(const InputReader& root, const CellParameters& cell) {
  constexpr int most = 1000;  // cells or shells; far beyond what any voltage needs
  Mesh m;
  const bool liquid = cell.separator.salt() != nullptr;
  if (!cell.has_composite() && !liquid) return m;
  const InputReader mesh = root.at("mesh");
  if (liquid) m.n_s = mesh.integer("separator", 1, most);
  if (!cell.has_composite()) return m;
  m.n_x = mesh.integer("positive", 1, most);
  if (!cell.has_active_material()) return m;
  m.n_r = mesh.integer("particle", 3, most);
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

std::string run_key(const std::string& key) {
  const std::string first = key.substr(0, key.find('.'));
  const bool of_run = std::ranges::find(run_keys, first) != run_keys.end();
  return of_run ? key : "cell." + key;
}

ResolvedInput resolve_file(const fs::path& file, const std::vector<std::string>& overrides) {
  return resolve(read_yaml_file(file), overrides);
}

ResolvedInput resolve_text(const std::string& text, const std::string& name, const std::vector<std::string>& overrides,
                           const fs::path& holder) {
  return resolve(parse_yaml(text, name), overrides, holder);
}

CellParameters read_cell_parameters(const ResolvedInput& input, ParameterList* log) {
  const CellReaders r = readers(input, log);
  CellParameters cell = read_cell(r.cell, r.materials);
  r.cell.finish();
  r.materials.finish();
  return cell;
}

Mesh read_mesh(const ResolvedInput& input, const CellParameters& cell) {
  return read_mesh_of(InputReader(input.tree, "", nullptr), cell);
}

RunInput read_run(const ResolvedInput& input, ParameterList* log) {
  const CellReaders r = readers(input, log);
  if (input.kind != InputKind::run)
    throw InputError(input.tree.where(), "", "a cell", "a run, with 'cell', 'start', 'mesh' and 'protocol'");
  RunInput run;
  if (r.root.text("closo") != "1") r.root.fail("closo", "1, the format version this program reads");
  run.title = r.root.text("title");
  run.cell = read_cell(r.cell, r.materials);
  run.settings.mesh = read_mesh_of(r.root, run.cell);
  if (input.start) {
    begin_at_result(r.root, input, run);
  } else {
    read_start(r.root, run.cell, run.settings);
  }
  read_record(r.root, run.settings);
  run.settings.tolerance = r.root.number("tolerance", Range::between(1e-10, 0.1));
  run.settings.protocol = read_protocol(r.root, "protocol", run.cell);
  r.root.finish();
  return run;
}

void check_material(const ResolvedInput& input, ParameterList* log) {
  const InputReader material(input.tree, "", log);
  switch (read_material_kind(material)) {
    case MaterialKind::active:
      read_active_material(material);
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
}

}  // namespace closo
