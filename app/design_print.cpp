// The front, the fewest changes, and what misses its target.
#include "app/design_print.hpp"

#include <cmath>

#include <fmt/format.h>

namespace closo {
namespace {

std::string unit_text(const std::string& unit) {
  return unit.empty() || unit == "1" ? "" : " " + unit;
}

/// "separator.thickness 600 um -> 84.3 um".
std::string change_text(const design::DesignProblem& problem, const design::Design& design, std::size_t variable) {
  const VariedKey& v = problem.variables[variable];
  return fmt::format("{} {:.4g} -> {:.4g}{}", v.short_key(), v.value(problem.reference[variable]),
                     problem.value(variable, design.point), unit_text(v.text.unit));
}

std::string verdict(double missed) {
  if (std::isnan(missed)) return "not known";
  return missed <= 0 ? "met" : fmt::format("missed by {:.3g} %", 100 * missed);
}

void print_targets(const design::DesignProblem& problem, const design::Design& reference,
                   const design::Design& design) {
  for (const design::DesignTarget& t : problem.targets) {
    fmt::print("    {:60} {:>10.4g} -> {:>10.4g}  {}\n", t.text(), reference.of(*t.quantity), design.of(*t.quantity),
               verdict(t.shortfall(design.of(*t.quantity))));
  }
}

}  // namespace

void print_front(const design::DesignProblem& problem, const std::vector<design::Design>& front) {
  const design::FrontProblem& f = *problem.front;
  if (front.empty()) {
    fmt::print("no design within the bounds meets the requirements of the front\n");
    return;
  }
  fmt::print("front of {} against {}\n", f.most->name, f.against->name);
  for (std::size_t k = 0; k < problem.variables.size(); ++k)
    fmt::print("  ({}) {}{}\n", k + 1, problem.variables[k].short_key(), unit_text(problem.variables[k].text.unit));
  fmt::print("{:>10} {:>10}", f.most->unit, f.against->unit);
  for (std::size_t k = 0; k < problem.variables.size(); ++k) fmt::print("{:>10}", fmt::format("({})", k + 1));
  fmt::print("\n");
  for (const design::Design& d : front) {
    fmt::print("{:10.4g} {:10.4g}", d.of(*f.most), d.of(*f.against));
    for (std::size_t k = 0; k < problem.variables.size(); ++k) fmt::print("{:10.4g}", problem.value(k, d.point));
    fmt::print("\n");
  }
}

void print_changes(const design::DesignProblem& problem, const design::FewestChanges& changes) {
  if (!changes.met) {
    const design::Design& nearest = changes.sets.front().design;
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
  for (const design::ChangedDesign& set : changes.sets) {
    for (const std::size_t k : set.changed)
      fmt::print("{}{}\n", k == set.changed.front() ? "  - " : "    ", change_text(problem, set.design, k));
    print_targets(problem, changes.reference, set.design);
  }
}

}  // namespace closo
