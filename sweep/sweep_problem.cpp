// The columns of the table of cases, and what makes two sweeps the same.
#include "sweep/sweep_problem.hpp"

#include <cstring>

#include <fmt/format.h>

namespace closo::sweep {
namespace {

/// Fowler, Noll and Vo's hash 1a of 64 bits.
class Hash {
 public:
  void add(const std::string& text) {
    for (const char c : text + '\n') value_ = (value_ ^ static_cast<unsigned char>(c)) * prime;
  }
  std::string text() const { return fmt::format("{:016x}", value_); }

 private:
  static constexpr std::uint64_t prime = 0x100000001b3;
  std::uint64_t value_ = 0xcbf29ce484222325;
};

std::string named(Index cycle) {
  return cycle == KeptCycle::last ? "last" : std::to_string(cycle);
}

}  // namespace

std::size_t Kept::numbers() const {
  std::size_t sum = design.size() + cycles.size();
  for (const KeptCurve& c : curves) sum += 3 * c.points;  // capacity, time and voltage
  return sum;
}

std::vector<CaseColumn> SweepProblem::columns() const {
  std::vector<CaseColumn> all;
  for (const Axis* axis : space.axes())
    all.push_back({"/cases/" + axis->key, axis->form.unit.empty() ? "1" : axis->form.unit,
                   axis->texts.empty() ? "Value of " + axis->key : "Index in /axes/" + axis->key + ", from 0"});
  for (const DependentValue& d : dependents)
    all.push_back({"/cases/" + d.key, d.unit, "Value of " + d.key + " = " + d.expression});
  for (const Figure* q : kept.design) all.push_back({"/design/" + q->name, q->unit, q->meaning});
  for (const KeptCycle& k : kept.cycles)
    all.push_back({fmt::format("/cycles/{}/{}", named(k.cycle), k.quantity->name), k.quantity->unit,
                   k.quantity->meaning + ", " + named(k.cycle) + " cycle"});
  for (const KeptCurve& c : kept.curves) {
    const std::string group = fmt::format("/curves/step_{}/", c.step);
    all.push_back({group + "specific_capacity", "mAh g-1",
                   "Charge passed in the step, per mass of active material, (case, point)", c.points});
    all.push_back({group + "time", "s", "Time since the start of the step, (case, point)", c.points});
    all.push_back({group + "voltage", "V", "Cell voltage, (case, point)", c.points});
  }
  return all;
}

std::string SweepProblem::fingerprint() const {
  Hash hash;
  hash.add(run->text());
  for (const Block& block : space.blocks()) {
    hash.add("block");
    for (const Axis& axis : block.axes) {
      hash.add(axis.key);
      for (std::size_t k = 0; k < axis.size(); ++k) hash.add(axis.text(k));
    }
  }
  for (const DependentValue& d : dependents) {
    hash.add(d.key + "=" + d.expression);
    for (const auto& v : d.variables) hash.add(v.name + ":" + v.key + ":" + v.unit);
  }
  for (const CaseColumn& c : columns()) hash.add(fmt::format("{} {} {}", c.path, c.unit, c.points));
  hash.add(fmt::format("{} {}", limits.time_steps, limits.wall_time));
  return hash.text();
}

}  // namespace closo::sweep
