// The file of a sweep, key by key.
#include "formats/yaml/sweep_input.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "formats/yaml/case_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/varied_key_input.hpp"
#include "io/csv_table.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

constexpr int most_points = 10'000'000;  // of one axis; each takes 8 bytes
constexpr int most_number = 1'000'000'000;
constexpr std::int64_t most_cases = 1'000'000'000;  // of each a byte is held: whether it is done

double in_unit(const InputReader& entry, const std::string& text, const std::string& key, const std::string& unit) {
  try {
    return parse_quantity(text, unit.empty() ? "1" : unit);
  } catch (const UnitError& error) {
    entry.fail(key, error.expected);
  }
}

/// A list: numbers with a unit each, taken in that of the first, where the run has a quantity; texts elsewhere.
sweep::Axis read_list(const InputReader& entry, const ResolvedInput& run) {
  sweep::Axis axis;
  axis.key = run_key(entry.text("key"));
  const std::string* base = text_at(run, axis.key);
  if (base == nullptr) entry.fail("key", "the key of a value in the run (see 'closo show')");
  const std::vector<InputReader> values = entry.sequence("values");
  for (const InputReader& value : values)
    if (value.node().kind != InputNode::Kind::scalar) value.fail("", "a single value");
  const auto unit = unit_of(values.front().node().scalar);
  try {
    if (unit && unit_of(*base)) parse_quantity(*base, unit->empty() ? "1" : *unit), axis.form.unit = *unit;
  } catch (const UnitError&) {
    values.front().fail("", fmt::format("a unit that matches '{}', the value in the run", *base));
  }
  const bool numeric = unit && unit_of(*base).has_value();
  for (const InputReader& value : values) {
    if (numeric) {
      axis.numbers.push_back(in_unit(value, value.node().scalar, "", axis.form.unit));
    } else {
      axis.texts.push_back(value.node().scalar);
    }
  }
  return axis;
}

sweep::Axis read_axis(const InputReader& entry, const ResolvedInput& run) {
  if (entry.has("values") == entry.has("from")) entry.fail("", "either 'values' or 'from', 'to' and 'points'");
  if (entry.has("values")) return read_list(entry, run);
  return sweep::range(read_varied_key(entry, "from", "to", run),
                      static_cast<std::size_t>(entry.integer("points", 2, most_points)));
}

sweep::Block read_zip(const InputReader& entry, const ResolvedInput& run) {
  sweep::Block block;
  for (const InputReader& axis : entry.sequence("zip")) {
    block.axes.push_back(read_axis(axis, run));
    if (block.axes.back().size() != block.points())
      axis.fail("", fmt::format("{} values, as many as the first one", block.points()));
  }
  return block;
}

std::vector<VariedKey> read_sampled(const InputReader& entry, const std::string& key, const ResolvedInput& run) {
  std::vector<VariedKey> axes;
  for (const InputReader& axis : entry.sequence(key)) axes.push_back(read_varied_key(axis, "low", "high", run));
  return axes;
}

/// Every column of the file is an axis: "positive.active_loading [mg/cm2]".
sweep::Block read_table(const InputReader& entry, const ResolvedInput& run, std::vector<fs::path>& inputs) {
  const fs::path file = file_beside(entry, "table");
  inputs.push_back(file);
  const CsvTable table = read_csv(file);
  sweep::Block block;
  for (std::size_t k = 0; k < table.names.size(); ++k) {
    const auto name = column_name(table.names[k]);
    const std::string where = place(table.file, table.header_line);
    if (!name) throw InputError(where, "", table.names[k], "a key with its unit in brackets");
    sweep::Axis axis{run_key(name->name), {name->unit}, table.columns[k], {}};
    const std::string* text = text_at(run, axis.key);
    if (text == nullptr) throw InputError(where, "", table.names[k], "a quantity of the run (see 'closo show')");
    try {
      axis.form.value(*text);
    } catch (const std::exception&) {
      throw InputError(where, "", table.names[k],
                       fmt::format("a unit in brackets that matches '{}', the value in the run", *text));
    }
    block.axes.push_back(std::move(axis));
  }
  return block;
}

sweep::Block read_block(const InputReader& entry, const ResolvedInput& run, std::vector<fs::path>& inputs) {
  if (entry.has("zip")) return read_zip(entry, run);
  if (entry.has("table")) return read_table(entry, run, inputs);
  const auto points = [&] { return static_cast<std::size_t>(entry.integer("points", 1, most_points)); };
  if (entry.has("latin_hypercube"))
    return sweep::latin_hypercube(read_sampled(entry, "latin_hypercube", run), points(),
                                  static_cast<std::uint64_t>(entry.integer("seed", 0, most_number)));
  if (entry.has("sobol")) {
    const std::vector<VariedKey> axes = read_sampled(entry, "sobol", run);
    if (axes.size() > sweep::most_sobol_axes)
      entry.fail("sobol", fmt::format("at most {} keys", sweep::most_sobol_axes));
    return sweep::sobol(axes, points());
  }
  if (!entry.has("key")) entry.fail("", "an entry with 'key', 'zip', 'latin_hypercube', 'sobol' or 'table'");
  return {{read_axis(entry, run)}};
}

void read_cases(const InputReader& root, const ResolvedInput& run, sweep::SweepProblem& problem) {
  std::vector<sweep::Block> blocks;
  std::vector<std::string> keys;
  double cases = 1;
  for (const InputReader& entry : root.sequence("cases")) {
    blocks.push_back(read_block(entry, run, problem.inputs));
    cases *= static_cast<double>(blocks.back().points());
    if (cases > static_cast<double>(most_cases)) entry.fail("", fmt::format("at most {} cases", most_cases));
    for (const sweep::Axis& axis : blocks.back().axes) {
      if (std::ranges::find(keys, axis.key) != keys.end())
        entry.reject("", "each key can be varied only once; '" + axis.key + "' is a duplicate");
      keys.push_back(axis.key);
    }
  }
  problem.space = sweep::CaseSpace(std::move(blocks));
}

/// @param two_composites  whether the cell has them: others have no use for some figures
void read_design(const InputReader& keep, bool two_composites, sweep::Kept& kept) {
  if (keep.at("design").node().kind == InputNode::Kind::scalar) {
    keep.choice("design", {"all"});
    for (const Figure& q : all_figures())
      if (two_composites || !q.of_two_composites) kept.design.push_back(&q);
    return;
  }
  for (const InputReader& entry : keep.sequence("design")) kept.design.push_back(&read_design_quantity(entry, ""));
}

sweep::KeptCycle read_cycle(const InputReader& entry) {
  sweep::KeptCycle k;
  if (entry.text("cycle") != "last") k.cycle = entry.integer("cycle", 1, most_number);
  std::vector<std::string> names;
  for (const CycleQuantity& q : cycle_quantities()) names.push_back(q.name);
  const std::string name = entry.choice("quantity", names);
  k.quantity = &cycle_quantities()[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())];
  return k;
}

void read_kept(const InputReader& root, bool two_composites, sweep::Kept& kept) {
  constexpr int most_curve_points = 100'000;
  const InputReader keep = root.at("keep");
  if (keep.has("design")) read_design(keep, two_composites, kept);
  if (keep.has("cycles"))
    for (const InputReader& entry : keep.sequence("cycles")) kept.cycles.push_back(read_cycle(entry));
  if (keep.has("curves"))
    for (const InputReader& entry : keep.sequence("curves"))
      kept.curves.push_back({entry.integer("step", 1, most_number),
                             static_cast<std::size_t>(entry.integer("points", 2, most_curve_points))});
  if (kept.design.empty() && kept.cycles.empty() && kept.curves.empty())
    root.fail("keep", "'design', 'cycles' or 'curves'");
}

void check_columns(const InputReader& root, const sweep::SweepProblem& problem) {
  std::vector<std::string> paths;
  for (const sweep::CaseColumn& column : problem.columns()) paths.push_back(column.path);
  std::ranges::sort(paths);
  const auto twice = std::ranges::adjacent_find(paths);
  if (twice != paths.end()) root.reject("keep", "each column can be kept only once; '" + *twice + "' is a duplicate");
}

}  // namespace

sweep::SweepProblem read_sweep(const fs::path& file) {
  const InputNode tree = read_yaml_file(file);
  const InputReader root(tree, "", nullptr);
  sweep::SweepProblem problem;
  const ResolvedInput run = read_base(root, problem);
  read_cases(root, run, problem);
  read_kept(root, read_cell_parameters(run, nullptr).has_two_composites(), problem.kept);
  root.finish();
  check_columns(root, problem);
  return problem;
}

}  // namespace closo
