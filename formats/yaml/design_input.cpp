// The file of a search for designs, key by key.
#include "formats/yaml/design_input.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "formats/yaml/case_input.hpp"
#include "formats/yaml/varied_key_input.hpp"
#include "io/input_reader.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

constexpr int most_variables = 16;  // the sets of changes are tried one by one
constexpr int most_points = 1000, most_samples = 1'000'000, most_evaluations = 1'000'000;

void read_variables(const InputReader& root, const ResolvedInput& run, design::DesignProblem& problem) {
  for (const InputReader& entry : root.sequence("variables")) {
    const VariedKey v = read_varied_key(entry, "low", "high", run);
    const double value = value_in(run, v, entry, "low");
    if (std::ranges::any_of(problem.variables, [&](const VariedKey& w) { return w.key == v.key; }))
      entry.fail("key", "each key only once");
    if (v.logarithmic && !(value > 0)) entry.fail("scale", "linear, as the value in the run is not above 0");
    problem.variables.push_back(v);
    problem.reference.push_back(v.coordinate(value));
  }
  if (problem.variables.size() > most_variables) root.fail("variables", fmt::format("at most {}", most_variables));
}

design::DesignTarget read_target(const InputReader& entry) {
  design::DesignTarget target;
  target.quantity = &read_design_quantity(entry, "quantity");
  if (entry.has("at_least") == entry.has("at_most")) entry.fail("", "either 'at_least' or 'at_most'");
  target.at_least = entry.has("at_least");
  target.value = entry.quantity(target.at_least ? "at_least" : "at_most", target.quantity->unit, Range::positive());
  return target;
}

design::FrontProblem read_front(const InputReader& entry) {
  design::FrontProblem front;
  front.most = &read_design_quantity(entry, "most");
  front.against = &read_design_quantity(entry, "against");
  if (front.most == front.against) entry.fail("against", "a quantity other than 'most'");
  front.points = static_cast<std::size_t>(entry.integer("points", 2, most_points));
  if (entry.has("require"))
    for (const InputReader& target : entry.sequence("require")) front.require.push_back(read_target(target));
  return front;
}

}  // namespace

design::DesignProblem read_design_problem(const std::filesystem::path& file) {
  const InputNode tree = read_yaml_file(file);
  const InputReader root(tree, "", nullptr);
  design::DesignProblem problem;
  const ResolvedInput run = read_base(root, problem.cases);
  for (const Figure& q : all_figures()) problem.cases.kept.design.push_back(&q);
  read_variables(root, run, problem);
  if (root.has("front")) problem.front = read_front(root.at("front"));
  if (root.has("targets"))
    for (const InputReader& entry : root.sequence("targets")) problem.targets.push_back(read_target(entry));
  if (!problem.front && problem.targets.empty()) root.fail("", "'front', 'targets' or both");
  const InputReader search = root.at("search");
  problem.samples = static_cast<std::size_t>(search.integer("samples", 1, most_samples));
  problem.evaluations = search.integer("evaluations", 10, most_evaluations);
  root.finish();
  return problem;
}

}  // namespace closo
