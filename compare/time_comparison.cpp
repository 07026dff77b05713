// Voltages at equal time, on both sides of a jump.
#include "compare/time_comparison.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace closo::compare {
namespace {

// Two times closer than this are one: sums of many durations differ in their last digits, and no instrument is finer.
constexpr double same_time = 1e-4;  // s

/// What was simulated, at a time or just after it.
class Simulated {
 public:
  explicit Simulated(const Recording& r) : r_(r) {}

  struct Value {
    double voltage, charge;
  };
  Value before_jump(double time) const {
    const auto k = index(std::ranges::lower_bound(r_.time, time - same_time));
    return k == r_.time.size() ? row(k - 1) : between(k, time);
  }
  Value after_jump(double time) const {
    const auto k = index(std::ranges::upper_bound(r_.time, time + same_time));
    return k == 0 ? row(0) : between(k - 1, time);
  }

 private:
  std::size_t index(std::vector<double>::const_iterator found) const {
    return static_cast<std::size_t>(found - r_.time.begin());
  }
  Value row(std::size_t k) const { return {r_.voltage[k], r_.charge[k]}; }
  /// Row k if it is at this time, else on the straight line through it and its neighbour on the other side.
  Value between(std::size_t k, double time) const {
    if (std::abs(r_.time[k] - time) <= same_time) return row(k);
    const std::size_t a = r_.time[k] < time ? k : k - 1, b = a + 1;
    if (k == 0 && r_.time[k] > time) return row(0);
    if (b >= r_.time.size()) return row(r_.time.size() - 1);
    const double share = (time - r_.time[a]) / (r_.time[b] - r_.time[a]);
    const auto [V_a, q_a] = row(a);
    const auto [V_b, q_b] = row(b);
    return {V_a + share * (V_b - V_a), q_a + share * (q_b - q_a)};
  }

  const Recording& r_;
};

/// Means over time, by trapezoids.
void sum_up(TimeComparison& c) {
  double squares = 0, sum = 0;
  for (std::size_t k = 0; k < c.time.size(); ++k) {
    const double e = c.residual[k];
    c.largest_error = std::max(c.largest_error, std::abs(e));
    if (k == 0) continue;
    const double dt = c.time[k] - c.time[k - 1], before = c.residual[k - 1];
    squares += dt * (e * e + before * before) / 2;
    sum += dt * (e + before) / 2;
  }
  const double duration = c.time.back() - c.time.front();
  c.rms_error = std::sqrt(squares / duration);
  c.mean_error = sum / duration;
}

}  // namespace

TimeComparison compare_in_time(const Recording& measured, const Recording& simulated) {
  TimeComparison c;
  const double start = measured.time.front();
  c.measured_duration = measured.time.back() - start;
  const Simulated at(simulated);
  for (std::size_t k = 0; k < measured.time.size(); ++k) {
    const double time = measured.time[k] - start;
    if (simulated.time.empty() || time > simulated.time.back() + same_time) break;
    const bool jump = k > 0 && measured.time[k] == measured.time[k - 1];
    const auto [voltage, charge] = jump || k == 0 ? at.after_jump(time) : at.before_jump(time);
    c.time.push_back(measured.time[k]);
    c.measured_voltage.push_back(measured.voltage[k]);
    c.residual.push_back(voltage - measured.voltage[k]);
    c.simulated.time.push_back(time), c.simulated.current.push_back(measured.current[k]);
    c.simulated.voltage.push_back(voltage), c.simulated.charge.push_back(charge);
    if (!measured.cycle.empty()) c.simulated.cycle.push_back(measured.cycle[k]);
    if (!measured.step.empty()) c.simulated.step.push_back(measured.step[k]);
  }
  if (c.time.empty() || !(c.time.back() > c.time.front()))
    throw RunError("the simulated cell could not follow the measured current from the start");
  sum_up(c);
  return c;
}

}  // namespace closo::compare
