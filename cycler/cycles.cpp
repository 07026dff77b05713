// Where one cycle ends and the next begins, and the sums over each.
#include "cycler/cycles.hpp"

#include <cmath>

namespace closo {

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
