// Splits a test by steps, cycles and the sign of the current.
#include "compare/half_cycles.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace closo::compare {
namespace {

using Direction = HalfCycle::Direction;

// Share of the largest current of the test: less is the offset of an instrument. Far below C/100 in a test that goes to
// 2C.
constexpr double resting_share = 1e-3;

// A step that passes less than this share the other way goes one way, but for noise.
constexpr double stray_share = 0.01;

constexpr std::size_t least_rows = 2;

/// Rows [begin, end) of one direction.
struct Stretch {
  Direction direction;
  std::size_t begin, end;
};

class Splitter {
 public:
  explicit Splitter(const Recording& r) : r_(r) {
    for (const double i : r.current) threshold_ = std::max(threshold_, resting_share * std::abs(i));
  }

  std::vector<Stretch> stretches() {
    const std::size_t rows = r_.time.size();
    for (std::size_t begin = 0, end = 0; begin < rows; begin = end) {
      for (end = begin + 1; end < rows && !ends_between(end - 1, end);) ++end;
      add_block(begin, end);
    }
    return std::move(stretches_);
  }

 private:
  bool ends_between(std::size_t a, std::size_t b) const {
    return (!r_.step.empty() && r_.step[a] != r_.step[b]) || (!r_.cycle.empty() && r_.cycle[a] != r_.cycle[b]);
  }

  bool rests(std::size_t row) const { return std::abs(r_.current[row]) <= threshold_; }
  Direction direction(std::size_t row) const { return r_.current[row] > 0 ? Direction::discharge : Direction::charge; }

  /// A step, or all rows of a cycle where there are no steps.
  void add_block(std::size_t begin, std::size_t end) {
    double in = 0, out = 0;
    bool all_rest = true;
    for (std::size_t k = begin; k < end; ++k) {
      all_rest = all_rest && rests(k);
      const double passed = k > begin ? r_.charge[k] - r_.charge[k - 1] : 0;
      (passed > 0 ? out : in) += std::abs(passed);
    }
    if (all_rest) return;
    if (!r_.step.empty() && std::min(in, out) <= stray_share * std::max(in, out)) {
      add(out > in ? Direction::discharge : Direction::charge, begin, end);
      return;
    }
    for (std::size_t k = begin, next = begin; k < end; k = next) {
      for (next = k + 1; next < end && rests(next) == rests(k) && (rests(k) || direction(next) == direction(k));)
        ++next;
      if (!rests(k)) add(direction(k), k, next);
    }
  }

  void add(Direction direction, std::size_t begin, std::size_t end) {
    if (end - begin >= least_rows) stretches_.push_back({direction, begin, end});
  }

  const Recording& r_;
  double threshold_ = 0;
  std::vector<Stretch> stretches_;
};

/// The charge before a stretch. The first row of an instrument comes some time after the step began; a gap in the
/// numbers of the steps hides what passed in between.
double charge_before(const Recording& r, std::size_t begin) {
  if (begin == 0) return r.charge[begin];
  const bool gap = !r.step.empty() && r.step[begin] - r.step[begin - 1] > 1;
  return r.charge[gap ? begin : begin - 1];
}

void append(HalfCycle& half, const Recording& r, const Stretch& stretch) {
  if (stretch.begin >= r.time.size()) return;
  const double passed = half.charge.empty() ? 0 : half.charge.back(), before = charge_before(r, stretch.begin);
  const double sign = half.direction == Direction::discharge ? 1 : -1;
  for (std::size_t k = stretch.begin; k < std::min(stretch.end, r.time.size()); ++k) {
    const double charge = passed + sign * (r.charge[k] - before);
    if (charge < (half.charge.empty() ? 0 : half.charge.back())) continue;  // noise
    half.charge.push_back(charge);
    half.voltage.push_back(r.voltage[k]);
    half.time.push_back(r.time[k]);
  }
}

/// Numbers cycles where the file does not.
class CycleNumbers {
 public:
  long of(Direction direction) {
    if (!first_) first_ = direction;
    if (direction != *first_) turned_ = true;
    if (direction == *first_ && turned_) ++number_, turned_ = false;
    return number_;
  }

 private:
  std::optional<Direction> first_;
  bool turned_ = false;
  long number_ = 1;
};

void count_occurrences(std::vector<HalfCycle>& halves) {
  for (std::size_t k = 0; k < halves.size(); ++k)
    for (std::size_t j = k; j-- > 0 && halves[j].cycle == halves[k].cycle;)
      if (halves[j].direction == halves[k].direction) {
        halves[k].occurrence = halves[j].occurrence + 1;
        break;
      }
}

}  // namespace

const char* name(Direction direction) {
  return direction == Direction::charge ? "charge" : "discharge";
}

std::string HalfCycle::name() const {
  const std::string first = fmt::format("{} {}", compare::name(direction), cycle);
  return occurrence == 1 ? first : fmt::format("{}.{}", first, occurrence);
}

double HalfCycle::energy() const {
  double sum = charge.front() * voltage.front();
  for (std::size_t k = 1; k < charge.size(); ++k)
    sum += (charge[k] - charge[k - 1]) * (voltage[k] + voltage[k - 1]) / 2;
  return sum;
}

std::vector<HalfCycle> half_cycles(const Recording& recording) {
  return half_cycles(recording, recording);
}

std::vector<HalfCycle> half_cycles(const Recording& r, const Recording& split) {
  std::vector<HalfCycle> halves;
  CycleNumbers numbers;
  for (const Stretch& stretch : Splitter(split).stretches()) {
    const long cycle = split.cycle.empty() ? numbers.of(stretch.direction) : split.cycle[stretch.begin];
    if (halves.empty() || halves.back().direction != stretch.direction || halves.back().cycle != cycle) {
      halves.emplace_back();
      halves.back().direction = stretch.direction;
      halves.back().cycle = cycle;
    }
    append(halves.back(), r, stretch);
  }
  std::erase_if(halves, [](const HalfCycle& half) {
    return half.charge.size() < least_rows || !(half.charge.back() > half.charge.front());
  });
  count_occurrences(halves);
  return halves;
}

}  // namespace closo::compare
