// Tables and datasets of designs.
#include "app/design_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "formats/results/group_writer.hpp"

namespace closo {
namespace {

std::string unit_text(const std::string& unit) {
  return unit.empty() || unit == "1" ? "" : " " + unit;
}

/// "separator.thickness": keys of a cell without the leading "cell.", as --set takes them.
std::string short_key(const std::string& key) {
  return key.starts_with("cell.") ? key.substr(5) : key;
}

double value_of(const DesignProblem& problem, const Design& design, std::size_t variable) {
  return problem.variables[variable].value(design.point[variable]);
}

/// "separator.thickness 600 um -> 84.3 um".
std::string change_text(const DesignProblem& problem, const Design& design, std::size_t variable) {
  const VariedKey& v = problem.variables[variable];
  return fmt::format("{} {:.4g} -> {:.4g}{}", short_key(v.key), v.value(problem.reference[variable]),
                     value_of(problem, design, variable), unit_text(v.text.unit));
}

std::string verdict(double missed) {
  if (std::isnan(missed)) return "not known";
  return missed <= 0 ? "met" : fmt::format("missed by {:.3g} %", 100 * missed);
}

void print_targets(const DesignProblem& problem, const Design& reference, const Design& design) {
  for (const DesignTarget& t : problem.targets) {
    fmt::print("    {:60} {:>10.4g} -> {:>10.4g}  {}\n", t.text(), reference.of(*t.quantity), design.of(*t.quantity),
               verdict(t.shortfall(design.of(*t.quantity))));
  }
}

/// Values of variables and results of designs, the same for both groups.
void write_designs(ResultFile& file, const std::string& group, const DesignProblem& problem,
                   const std::vector<const Design*>& designs) {
  const auto collect = [&](auto of) {
    std::vector<double> values;
    for (const Design* d : designs) values.push_back(of(*d));
    return values;
  };
  for (std::size_t k = 0; k < problem.variables.size(); ++k) {
    const VariedKey& v = problem.variables[k];
    const std::string path = group + "/values/" + short_key(v.key);
    file.write({path, v.text.unit.empty() ? "1" : v.text.unit, "Value of " + v.key + ", (design)", {designs.size()}},
               collect([&](const Design& d) { return value_of(problem, d, k); }));
    file.attribute(path, "low", v.low);
    file.attribute(path, "high", v.high);
    file.attribute(path, "reference", v.value(problem.reference[k]));
  }
  for (const Figure& q : all_figures())
    file.write({group + "/design/" + q.name, q.unit, q.meaning + ", (design)", {designs.size()}},
               collect([&](const Design& d) { return d.of(q); }));
  std::vector<std::string> inputs;
  for (const Design* d : designs) inputs.push_back(d->input);
  file.write_texts(
      {group + "/input", "1", "Arguments of closo run that reproduce the design, (design)", {inputs.size()}}, inputs);
}

}  // namespace

void print_front(const DesignProblem& problem, const std::vector<Design>& front) {
  const FrontProblem& f = *problem.front;
  if (front.empty()) {
    fmt::print("no design within the bounds meets the requirements of the front\n");
    return;
  }
  fmt::print("front of {} against {}\n", f.most->name, f.against->name);
  for (std::size_t k = 0; k < problem.variables.size(); ++k)
    fmt::print("  ({}) {}{}\n", k + 1, short_key(problem.variables[k].key), unit_text(problem.variables[k].text.unit));
  fmt::print("{:>10} {:>10}", f.most->unit, f.against->unit);
  for (std::size_t k = 0; k < problem.variables.size(); ++k) fmt::print("{:>10}", fmt::format("({})", k + 1));
  fmt::print("\n");
  for (const Design& d : front) {
    fmt::print("{:10.4g} {:10.4g}", d.of(*f.most), d.of(*f.against));
    for (std::size_t k = 0; k < problem.variables.size(); ++k) fmt::print("{:10.4g}", value_of(problem, d, k));
    fmt::print("\n");
  }
}

void print_changes(const DesignProblem& problem, const FewestChanges& changes) {
  if (!changes.met) {
    const Design& nearest = changes.sets.front().design;
    fmt::print("no design within the bounds meets all targets; the nearest one:\n");
    print_targets(problem, changes.reference, nearest);
    for (const std::size_t k : changes.sets.front().changed) fmt::print("    {}\n", change_text(problem, nearest, k));
    fmt::print("  the best that each target can reach alone:\n");
    for (std::size_t k = 0; k < problem.targets.size(); ++k)
      fmt::print("    {:60} {:.4g}\n", problem.targets[k].text(), changes.alone[k].of(*problem.targets[k].quantity));
    return;
  }
  const std::size_t size = changes.sets.front().changed.size();
  if (size == 0) {
    fmt::print("the cell meets all targets as it is\n");
    return;
  }
  fmt::print("fewest changes that meet all targets: {}; {} way{}, smallest changes first\n", size, changes.sets.size(),
             changes.sets.size() == 1 ? "" : "s");
  for (const ChangedDesign& set : changes.sets) {
    for (const std::size_t k : set.changed)
      fmt::print("{}{}\n", k == set.changed.front() ? "  - " : "    ", change_text(problem, set.design, k));
    print_targets(problem, changes.reference, set.design);
  }
}

void write_front(ResultFile& file, const DesignProblem& problem, const std::vector<Design>& front) {
  std::vector<const Design*> designs;
  for (const Design& d : front) designs.push_back(&d);
  write_designs(file, "/front", problem, designs);
  file.attribute("/front", "most", problem.front->most->name);
  file.attribute("/front", "against", problem.front->against->name);
}

void write_changes(ResultFile& file, const DesignProblem& problem, const FewestChanges& changes) {
  std::vector<const Design*> designs{&changes.reference};
  std::vector<double> distance{0};
  for (const ChangedDesign& set : changes.sets) designs.push_back(&set.design), distance.push_back(set.distance);
  write_designs(file, "/changes", problem, designs);
  const GroupWriter write(file, "/changes/");
  write("distance", "1", "Root of the sum of squared changes, each over its range, (design)", distance);
  for (std::size_t k = 0; k < problem.variables.size(); ++k) {
    std::vector<std::int64_t> changed{0};
    for (const ChangedDesign& set : changes.sets) changed.push_back(std::ranges::count(set.changed, k));
    write.integers("changed/" + short_key(problem.variables[k].key), "1 where it was changed, (design)", changed);
  }
  for (const DesignTarget& t : problem.targets) {
    const std::string path = "/changes/targets/" + t.quantity->name;
    std::vector<double> missed;
    for (const Design* d : designs) missed.push_back(t.shortfall(d->of(*t.quantity)));
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
