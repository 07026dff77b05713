// Where one cycle ends and the next begins, and the sums over each.
#include "cycler/cycles.hpp"

#include <algorithm>
#include <cmath>

namespace closo {
namespace {

/// Whether a current has turned; one that only comes to 0 ends with the round-off of either sign.
bool turns(double before, double after) {
  constexpr double round_off = 1e-9;
  const double small = std::min(std::abs(before), std::abs(after)), large = std::max(std::abs(before), std::abs(after));
  return before * after < 0 && small > round_off * large;
}

}  // namespace

double share_above_zero(double before, double after) {
  if (turns(before, after)) return std::max(before, after) / std::abs(before - after);
  return before + after > 0 ? 1 : 0;
}

Passed Passed::between(const Flow& before, const Flow& after) {
  Passed passed;
  double charge = after.charge - before.charge, energy = after.energy - before.energy;
  if (turns(before.current, after.current)) {
    // A triangle, the mean voltage of which is that at a third of its length.
    const double share = before.current / (before.current - after.current);
    const double first = before.current * share * (after.time - before.time) / 2;
    const double second = charge - first;
    if (second * after.current > 0) {  // else the current was no straight line
      const double first_energy = first * (before.voltage + (after.voltage - before.voltage) * share / 3);
      passed.add(first, first_energy);
      charge = second, energy -= first_energy;
    }
  }
  passed.add(charge, energy);
  return passed;
}

void Passed::add(double charge, double energy) {
  (charge < 0 ? charged : discharged) += std::abs(charge);
  (charge < 0 ? energy_in : energy_out) += charge < 0 ? -energy : energy;
}

Passed& Passed::operator+=(const Passed& other) {
  charged += other.charged, discharged += other.discharged;
  energy_in += other.energy_in, energy_out += other.energy_out;
  return *this;
}

std::optional<CycleResult> CycleCounter::begin_step(Direction direction, Index step, double time) {
  std::optional<CycleResult> ended;
  auto& [cycle, reference_capacity, first, turned] = state_;
  if (direction != Direction::none) {
    if (first == Direction::none) first = direction;
    if (direction != first) turned = true;
    if (direction == first && turned) {
      ended = finish();
      turned = false;
    }
  }
  if (ended || cycle.number == 0) {
    const Index number = cycle.number + 1;
    cycle = {};
    cycle.number = number;
    cycle.first_step = step;
    cycle.start_time = time;
  }
  cycle.last_step = step;
  return ended;
}

void CycleCounter::end_step(const Passed& passed, double time, const std::string& reason) {
  CycleResult& cycle = state_.cycle;
  cycle.passed += passed;
  cycle.duration = time - cycle.start_time;
  cycle.stop_reason = reason;
}

CycleResult CycleCounter::finish() {
  CycleResult& cycle = state_.cycle;
  if (cycle.number == reference_) state_.reference_capacity = cycle.passed.discharged;
  cycle.retention = ratio(cycle.passed.discharged, state_.reference_capacity);
  return cycle;
}

}  // namespace closo
