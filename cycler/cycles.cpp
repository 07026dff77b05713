// Where one cycle ends and the next begins, and the sums over each.
#include "cycler/cycles.hpp"

#include "solver/error.hpp"

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
  if (direction != Direction::none) {
    if (first_ == Direction::none) first_ = direction;
    if (direction != first_) turned_ = true;
    if (direction == first_ && turned_) {
      ended = finish();
      turned_ = false;
    }
  }
  if (ended || cycle_.number == 0) {
    const Index number = cycle_.number + 1;
    cycle_ = {};
    cycle_.number = number;
    cycle_.first_step = step;
    cycle_.start_time = time;
  }
  cycle_.last_step = step;
  return ended;
}

void CycleCounter::end_step(const Passed& passed, double time, const std::string& reason) {
  cycle_.passed += passed;
  cycle_.duration = time - cycle_.start_time;
  cycle_.stop_reason = reason;
}

CycleResult CycleCounter::finish() {
  if (cycle_.number == reference_) reference_capacity_ = cycle_.passed.discharged;
  cycle_.retention = cycle_.passed.discharged / reference_capacity_;
  return cycle_;
}

std::vector<double> CycleCounter::numbers() const {
  const Passed& p = cycle_.passed;
  return {static_cast<double>(cycle_.number),
          static_cast<double>(cycle_.first_step),
          static_cast<double>(cycle_.last_step),
          cycle_.start_time,
          cycle_.duration,
          p.charged,
          p.discharged,
          p.energy_in,
          p.energy_out,
          reference_capacity_,
          static_cast<double>(first_),
          turned_ ? 1.0 : 0.0};
}

void CycleCounter::restore(const std::vector<double>& numbers, const std::string& reason) {
  if (numbers.size() != this->numbers().size())
    throw RunError("the state of the cycles that the file states is not whole");
  cycle_.number = static_cast<Index>(numbers[0]);
  cycle_.first_step = static_cast<Index>(numbers[1]);
  cycle_.last_step = static_cast<Index>(numbers[2]);
  cycle_.start_time = numbers[3];
  cycle_.duration = numbers[4];
  cycle_.passed = {numbers[5], numbers[6], numbers[7], numbers[8]};
  reference_capacity_ = numbers[9];
  first_ = static_cast<Direction>(numbers[10]);
  turned_ = numbers[11] != 0;
  cycle_.stop_reason = reason;
}

}  // namespace closo
