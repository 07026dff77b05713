// Values, results and inputs of designs.
#include "formats/results/design_results.hpp"

#include <algorithm>
#include <cmath>

#include "formats/results/group_writer.hpp"

namespace closo {
namespace {

/// Values of variables and results of designs, the same for both groups.
void write_designs(ResultFile& file, const std::string& group, const design::DesignProblem& problem,
                   const std::vector<const design::Design*>& designs) {
  const auto collect = [&](auto of) {
    std::vector<double> values;
    for (const design::Design* d : designs) values.push_back(of(*d));
    return values;
  };
  for (std::size_t k = 0; k < problem.variables.size(); ++k) {
    const VariedKey& v = problem.variables[k];
    const std::string path = group + "/values/" + v.short_key();
    file.write({path, v.text.unit.empty() ? "1" : v.text.unit, "Value of " + v.key + ", (design)", {designs.size()}},
               collect([&](const design::Design& d) { return problem.value(k, d.point); }));
    file.attribute(path, "low", v.low);
    file.attribute(path, "high", v.high);
    file.attribute(path, "reference", v.value(problem.reference[k]));
  }
  for (const Figure& q : all_figures()) {
    const auto has = [&](const design::Design* d) { return !std::isnan(d->of(q)); };
    if (q.of_two_composites && std::ranges::none_of(designs, has)) continue;
    file.write({group + "/design/" + q.name, q.unit, q.meaning + ", (design)", {designs.size()}},
               collect([&](const design::Design& d) { return d.of(q); }));
  }
  std::vector<std::string> inputs;
  for (const design::Design* d : designs) inputs.push_back(d->input);
  file.write_texts(
      {group + "/input", "1", "Arguments of closo run that reproduce the design, (design)", {inputs.size()}}, inputs);
}

}  // namespace

void write_front(ResultFile& file, const design::DesignProblem& problem, const std::vector<design::Design>& front) {
  std::vector<const design::Design*> designs;
  for (const design::Design& d : front) designs.push_back(&d);
  write_designs(file, "/front", problem, designs);
  file.attribute("/front", "most", problem.front->most->name);
  file.attribute("/front", "against", problem.front->against->name);
}

void write_changes(ResultFile& file, const design::DesignProblem& problem, const design::FewestChanges& changes) {
  std::vector<const design::Design*> designs{&changes.reference};
  std::vector<double> distance{0};
  for (const design::ChangedDesign& set : changes.sets)
    designs.push_back(&set.design), distance.push_back(set.distance);
  write_designs(file, "/changes", problem, designs);
  const GroupWriter write(file, "/changes/");
  write("distance", "1", "Root of the sum of squared changes, each over its range, (design)", distance);
  for (std::size_t k = 0; k < problem.variables.size(); ++k) {
    std::vector<std::int64_t> changed{0};
    for (const design::ChangedDesign& set : changes.sets) changed.push_back(std::ranges::count(set.changed, k));
    write.integers("changed/" + problem.variables[k].short_key(), "1 where it was changed, (design)", changed);
  }
  for (const design::DesignTarget& t : problem.targets) {
    const std::string path = "/changes/targets/" + t.quantity->name;
    std::vector<double> missed;
    for (const design::Design* d : designs) missed.push_back(t.shortfall(d->of(*t.quantity)));
    file.write({path, "1", "Shortfall relative to the target, met where <= 0, (design)", {missed.size()}}, missed);
    file.attribute(path, t.at_least ? "at_least" : "at_most", t.value);
  }
  for (std::size_t k = 0; k < changes.alone.size(); ++k) {
    const Figure& q = *problem.targets[k].quantity;
    file.write({"/changes/alone/" + q.name, q.unit, "Best value that this target can reach alone", {}},
               {changes.alone[k].of(q)});
  }
  file.attribute("/changes", "met", std::int64_t{changes.met ? 1 : 0});
}

}  // namespace closo
