// The file of a sweep, key by key.
#include "sweep/sweep_input.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <muParser.h>

#include "solver/csv_table.hpp"
#include "solver/error.hpp"
#include "solver/input_reader.hpp"
#include "solver/input_text.hpp"
#include "solver/units.hpp"
#include "solver/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

constexpr int most_points = 10'000'000;  // of one axis; each takes 8 bytes
constexpr int most_number = 1'000'000'000;
constexpr std::int64_t most_cases = 1'000'000'000'000;

/// The file that a key, or the entry itself, names relative to the sweep.
fs::path file_of(const InputReader& entry, const std::string& key) {
  const std::string name = key.empty() ? entry.node().scalar : entry.text(key);
  fs::path file = (fs::path(entry.node().file).parent_path() / name).lexically_normal();
  if (!fs::is_regular_file(file)) entry.fail(key, "a file, by its path from the folder of the sweep");
  return file;
}

ResolvedInput read_base(const InputReader& root, std::vector<fs::path>& inputs) {
  const InputReader entry = root.at("run");
  const bool plain = entry.node().kind == InputNode::Kind::scalar;
  const fs::path file = file_of(entry, plain ? "" : "run");
  inputs.push_back(file);
  std::vector<std::string> overrides;
  if (!plain && entry.has("set"))
    for (const auto& [key, value] : entry.at("set").entries()) {
      if (value.node().kind != InputNode::Kind::scalar) value.fail("", "one value");
      overrides.push_back(key + "=" + value.node().scalar);
    }
  ResolvedInput run = resolve_file(file, overrides);
  if (run.kind != InputKind::run) entry.fail(plain ? "" : "run", "a run, with a protocol");
  read_run(run, nullptr);
  return run;
}

/// What the base run has at a key, nullptr if it is no single value.
const std::string* present(const InputReader& entry, const std::string& name, const std::string& key,
                           const ResolvedInput& run) {
  const InputNode* node = node_at(run.tree, key);
  const std::string* text = node == nullptr ? nullptr : quantity_text(*node);
  if (text == nullptr) entry.fail(name, "a value in the run, as closo show names them");
  return text;
}

/// A unit of a quantity must be of the kind that the run has at its key.
void check_unit(const InputReader& entry, const std::string& name, const std::string& key, const std::string& unit,
                const ResolvedInput& run) {
  const std::string* text = present(entry, name, key, run);
  try {
    parse_quantity(*text, unit.empty() ? "1" : unit);
  } catch (const UnitError&) {
    entry.fail(name, fmt::format("a unit as in '{}', the value in the run", *text));
  } catch (const std::logic_error&) {
    entry.fail(name, fmt::format("a unit as in '{}', the value in the run", *text));
  }
}

double in_unit(const InputReader& entry, const std::string& text, const std::string& key, const std::string& unit) {
  try {
    return parse_quantity(text, unit.empty() ? "1" : unit);
  } catch (const UnitError& error) {
    entry.fail(key, error.expected);
  }
}

/// The unit of "6 um"; "" for a bare number, nothing if it begins with no number.
std::optional<std::string> unit_of(const std::string& text) {
  std::string_view rest = text;
  if (!take_number(rest)) return std::nullopt;
  return std::string(trimmed(rest));
}

SampledAxis read_bounds(const InputReader& entry, const char* low, const char* high, const ResolvedInput& run) {
  SampledAxis axis;
  axis.key = run_key(entry.text("key"));
  const auto unit = unit_of(entry.text(low));
  if (!unit) entry.fail(low, "a number with its unit");
  axis.unit = *unit;
  check_unit(entry, low, axis.key, axis.unit, run);
  axis.low = in_unit(entry, entry.text(low), low, axis.unit);
  axis.high = in_unit(entry, entry.text(high), high, axis.unit);
  if (!(axis.low < axis.high)) entry.fail(high, fmt::format("more than '{}'", low));
  if (entry.has("scale")) axis.logarithmic = entry.choice("scale", {"linear", "log"}) == "log";
  if (axis.logarithmic && !(axis.low > 0)) entry.fail(low, "a value above 0, because the scale is logarithmic");
  return axis;
}

/// A list: numbers with a unit each, taken in that of the first, where the run has a quantity; texts elsewhere.
Axis read_list(const InputReader& entry, const ResolvedInput& run) {
  Axis axis;
  axis.key = run_key(entry.text("key"));
  const std::string* base = present(entry, "key", axis.key, run);
  const std::vector<InputReader> values = entry.sequence("values");
  for (const InputReader& value : values)
    if (value.node().kind != InputNode::Kind::scalar) value.fail("", "one value");
  const auto unit = unit_of(values.front().node().scalar);
  try {
    if (unit && unit_of(*base)) parse_quantity(*base, unit->empty() ? "1" : *unit), axis.unit = *unit;
  } catch (const UnitError&) {
    values.front().fail("", fmt::format("a unit as in '{}', the value in the run", *base));
  }
  const bool numeric = unit && unit_of(*base).has_value();
  for (const InputReader& value : values) {
    if (numeric) {
      axis.numbers.push_back(in_unit(value, value.node().scalar, "", axis.unit));
    } else {
      axis.texts.push_back(value.node().scalar);
    }
  }
  return axis;
}

Axis read_axis(const InputReader& entry, const ResolvedInput& run) {
  if (entry.has("values") == entry.has("from")) entry.fail("", "either 'values' or 'from', 'to' and 'points'");
  if (entry.has("values")) return read_list(entry, run);
  return range(read_bounds(entry, "from", "to", run),
               static_cast<std::size_t>(entry.integer("points", 2, most_points)));
}

Block read_zip(const InputReader& entry, const ResolvedInput& run) {
  Block block;
  for (const InputReader& axis : entry.sequence("zip")) {
    block.axes.push_back(read_axis(axis, run));
    if (block.axes.back().size() != block.points())
      axis.fail("", fmt::format("{} values, as many as the first has", block.points()));
  }
  return block;
}

std::vector<SampledAxis> read_sampled(const InputReader& entry, const std::string& key, const ResolvedInput& run) {
  std::vector<SampledAxis> axes;
  for (const InputReader& axis : entry.sequence(key)) axes.push_back(read_bounds(axis, "low", "high", run));
  return axes;
}

/// Every column of the file is an axis: "positive.active_loading [mg/cm2]".
Block read_table(const InputReader& entry, const ResolvedInput& run, std::vector<fs::path>& inputs) {
  const fs::path file = file_of(entry, "table");
  inputs.push_back(file);
  const CsvTable table = read_csv(file);
  Block block;
  for (std::size_t k = 0; k < table.names.size(); ++k) {
    const auto name = column_name(table.names[k]);
    const std::string where = place(table.file, table.header_line);
    if (!name) throw InputError(where, "", table.names[k], "a key and its unit in brackets");
    Axis axis{run_key(name->name), name->unit, table.columns[k], {}};
    const InputNode* node = node_at(run.tree, axis.key);
    const std::string* text = node == nullptr ? nullptr : quantity_text(*node);
    if (text == nullptr) throw InputError(where, "", table.names[k], "a quantity in the run, as closo show names them");
    try {
      parse_quantity(*text, axis.unit.empty() ? "1" : axis.unit);
    } catch (const std::exception&) {
      throw InputError(where, "", table.names[k],
                       fmt::format("a unit in brackets as in '{}', the value in the run", *text));
    }
    block.axes.push_back(std::move(axis));
  }
  return block;
}

Block read_block(const InputReader& entry, const ResolvedInput& run, std::vector<fs::path>& inputs) {
  if (entry.has("zip")) return read_zip(entry, run);
  if (entry.has("table")) return read_table(entry, run, inputs);
  const auto points = [&] { return static_cast<std::size_t>(entry.integer("points", 1, most_points)); };
  if (entry.has("latin_hypercube"))
    return latin_hypercube(read_sampled(entry, "latin_hypercube", run), points(),
                           static_cast<std::uint64_t>(entry.integer("seed", 0, most_number)));
  if (entry.has("sobol")) {
    const std::vector<SampledAxis> axes = read_sampled(entry, "sobol", run);
    if (axes.size() > most_sobol_axes) entry.fail("sobol", fmt::format("at most {} keys", most_sobol_axes));
    return sobol(axes, points());
  }
  if (!entry.has("key")) entry.fail("", "an entry with 'key', 'zip', 'latin_hypercube', 'sobol' or 'table'");
  return {{read_axis(entry, run)}};
}

void read_cases(const InputReader& root, SweepProblem& problem) {
  std::vector<Block> blocks;
  std::vector<std::string> keys;
  double cases = 1;
  for (const InputReader& entry : root.sequence("cases")) {
    blocks.push_back(read_block(entry, problem.run, problem.inputs));
    cases *= static_cast<double>(blocks.back().points());
    if (cases > static_cast<double>(most_cases)) entry.fail("", fmt::format("at most {} cases", most_cases));
    for (const Axis& axis : blocks.back().axes) {
      if (std::ranges::find(keys, axis.key) != keys.end())
        entry.fail("", "each key once; " + axis.key + " is there twice");
      keys.push_back(axis.key);
    }
  }
  problem.space = CaseSpace(std::move(blocks));
}

DependentValue read_dependent(const InputReader& entry, const ResolvedInput& run) {
  DependentValue d;
  d.where = entry.where();
  d.key = run_key(entry.text("key")), d.unit = entry.text("unit"), d.expression = entry.text("expression");
  check_unit(entry, "unit", d.key, d.unit, run);
  for (const auto& [name, variable] : entry.at("variables").entries()) {
    d.variables.push_back({name, run_key(variable.text("key")), variable.text("unit")});
    check_unit(variable, "unit", d.variables.back().key, d.variables.back().unit, run);
  }
  try {
    mu::Parser parser;
    std::vector<double> ones(d.variables.size(), 1.0);
    for (std::size_t k = 0; k < ones.size(); ++k) parser.DefineVar(d.variables[k].name, &ones[k]);
    parser.SetExpr(d.expression);
    parser.Eval();
  } catch (const mu::Parser::exception_type& error) {
    entry.fail("expression", "an expression of its variables: " + error.GetMsg());
  }
  return d;
}

void read_design(const InputReader& keep, Kept& kept) {
  const auto& all = design_quantities();
  if (keep.at("design").node().kind == InputNode::Kind::scalar) {
    keep.choice("design", {"all"});
    for (const DesignQuantity& q : all) kept.design.push_back(&q);
    return;
  }
  for (const InputReader& entry : keep.sequence("design")) {
    const std::string& name = entry.node().scalar;
    const auto found = std::ranges::find_if(all, [&](const DesignQuantity& q) { return q.name == name; });
    std::vector<std::string> names;
    for (const DesignQuantity& q : all) names.push_back(q.name);
    if (found == all.end()) entry.fail("", "a name in /design of a result file" + suggestion(name, names));
    kept.design.push_back(&*found);
  }
}

KeptCycle read_cycle(const InputReader& entry) {
  KeptCycle k;
  if (entry.text("cycle") != "last") k.cycle = entry.integer("cycle", 1, most_number);
  std::vector<std::string> names;
  for (const CycleQuantity& q : cycle_quantities()) names.push_back(q.name);
  const std::string name = entry.choice("quantity", names);
  k.quantity = &cycle_quantities()[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())];
  return k;
}

void read_kept(const InputReader& root, Kept& kept) {
  constexpr int most_curve_points = 100'000;
  const InputReader keep = root.at("keep");
  if (keep.has("design")) read_design(keep, kept);
  if (keep.has("cycles"))
    for (const InputReader& entry : keep.sequence("cycles")) kept.cycles.push_back(read_cycle(entry));
  if (keep.has("curves"))
    for (const InputReader& entry : keep.sequence("curves"))
      kept.curves.push_back({entry.integer("step", 1, most_number),
                             static_cast<std::size_t>(entry.integer("points", 2, most_curve_points))});
  if (kept.design.empty() && kept.cycles.empty() && kept.curves.empty())
    root.fail("keep", "'design', 'cycles' or 'curves'");
}

void check_columns(const InputReader& root, const SweepProblem& problem) {
  std::vector<std::string> paths;
  for (const CaseColumn& column : problem.columns()) paths.push_back(column.path);
  std::ranges::sort(paths);
  const auto twice = std::ranges::adjacent_find(paths);
  if (twice != paths.end()) root.fail("keep", "every column once; there would be two of " + *twice);
}

}  // namespace

bool is_sweep(const fs::path& file) {
  return read_yaml_file(file).find("cases") != nullptr;
}

SweepProblem read_sweep(const fs::path& file) {
  const InputNode tree = read_yaml_file(file);
  const InputReader root(tree, "", nullptr);
  SweepProblem problem;
  problem.file = file.string();
  problem.inputs.push_back(file);
  if (root.text("closo") != "1") root.fail("closo", "1, the format version this program reads");
  problem.title = root.text("title");
  problem.run = read_base(root, problem.inputs);
  read_cases(root, problem);
  if (root.has("dependent"))
    for (const InputReader& entry : root.sequence("dependent"))
      problem.dependents.push_back(read_dependent(entry, problem.run));
  read_kept(root, problem.kept);
  if (root.has("limits")) {
    const InputReader limits = root.at("limits");
    if (limits.has("time_steps")) problem.limits.time_steps = limits.integer("time_steps", 1, most_number);
    if (limits.has("wall_time")) problem.limits.wall_time = limits.quantity("wall_time", "s", Range::positive());
  }
  root.finish();
  check_columns(root, problem);
  return problem;
}

}  // namespace closo
