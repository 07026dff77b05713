// The run of many cases, and what is set in each of them.
#include "formats/yaml/case_input.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/expression.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/run_source.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

constexpr int most_time_steps = 1'000'000'000;

ResolvedInput read_run_of(const InputReader& root, sweep::SweepProblem& problem) {
  const InputReader entry = root.at("run");
  const bool plain = entry.node().kind == InputNode::Kind::scalar;
  const fs::path file = file_beside(entry, plain ? "" : "run");
  std::vector<std::string> overrides;
  if (!plain && entry.has("set"))
    for (const auto& [key, value] : entry.at("set").entries()) {
      if (value.node().kind != InputNode::Kind::scalar) value.fail("", "a single value");
      overrides.push_back(key + "=" + value.node().scalar);
    }
  ResolvedInput run = resolve_file(file, overrides);
  std::ranges::copy(run.files, std::back_inserter(problem.inputs));
  if (run.kind != InputKind::run) entry.fail(plain ? "" : "run", "a run with a protocol");
  read_run(run, nullptr);
  problem.run = source_of(run);
  return run;
}

/// A unit of a quantity must be of the kind that the run has at its key.
void check_unit(const InputReader& entry, const std::string& key, const std::string& unit, const ResolvedInput& run) {
  const std::string* text = text_at(run, key);
  if (text == nullptr) entry.fail("key", "the key of a value in the run (see 'closo show')");
  try {
    parse_quantity(*text, unit);
  } catch (const UnitError&) {
    entry.fail("unit", fmt::format("a unit that matches '{}', the value in the run", *text));
  } catch (const std::logic_error&) {
    entry.fail("unit", fmt::format("a unit that matches '{}', the value in the run", *text));
  }
}

sweep::DependentValue read_dependent(const InputReader& entry, const ResolvedInput& run) {
  sweep::DependentValue d;
  d.where = entry.where();
  d.key = run_key(entry.text("key")), d.unit = entry.text("unit"), d.expression = entry.text("expression");
  check_unit(entry, d.key, d.unit, run);
  for (const auto& [name, variable] : entry.at("variables").entries()) {
    d.variables.push_back({name, run_key(variable.text("key")), variable.text("unit")});
    check_unit(variable, d.variables.back().key, d.variables.back().unit, run);
  }
  std::vector<std::string> names;
  for (const sweep::DependentValue::Variable& v : d.variables) names.push_back(v.name);
  try {
    const Expression checked(d.expression, names);
  } catch (const ExpressionError& error) {
    entry.fail("expression", std::string("an expression in its variables: ") + error.what());
  }
  return d;
}

}  // namespace

ResolvedInput read_base(const InputReader& root, sweep::SweepProblem& problem) {
  problem.file = root.node().file;
  problem.inputs.emplace_back(problem.file);
  if (root.text("closo") != "1") root.fail("closo", "1, the format version this program reads");
  problem.title = root.text("title");
  ResolvedInput run = read_run_of(root, problem);
  if (root.has("dependent"))
    for (const InputReader& entry : root.sequence("dependent"))
      problem.dependents.push_back(read_dependent(entry, run));
  if (root.has("limits")) {
    const InputReader limits = root.at("limits");
    if (limits.has("time_steps")) problem.limits.time_steps = limits.integer("time_steps", 1, most_time_steps);
    if (limits.has("wall_time")) problem.limits.wall_time = limits.quantity("wall_time", "s", Range::positive());
  }
  return run;
}

fs::path file_beside(const InputReader& entry, const std::string& key) {
  const std::string name = key.empty() ? entry.node().scalar : entry.text(key);
  fs::path file = (fs::path(entry.node().file).parent_path() / name).lexically_normal();
  if (!fs::is_regular_file(file))
    entry.fail(key, "a file (relative to the folder of " + fs::path(entry.node().file).filename().string() + ")");
  return file;
}

const Figure& read_design_quantity(const InputReader& entry, const std::string& key) {
  const std::string& name = key.empty() ? entry.node().scalar : entry.text(key);
  const auto& all = all_figures();
  const auto found = std::ranges::find_if(all, [&](const Figure& q) { return q.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string> names;
  for (const Figure& q : all) names.push_back(q.name);
  entry.fail(key, "a name in /design of a result file" + suggestion(name, names));
}

}  // namespace closo
