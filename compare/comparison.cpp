// Curves on one axis of charge, and the figures that sum up their difference.
#include "compare/comparison.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compare/derivative.hpp"

namespace closo::compare {
namespace {

constexpr std::size_t grid_points = 1000;  // more than a curve has features
constexpr double points_per_window = 5;    // of dQ/dV
constexpr std::size_t most_voltages = 5000;

std::vector<double> evenly(double begin, double end, std::size_t count) {
  std::vector<double> grid;
  for (std::size_t k = 0; k < count; ++k)
    grid.push_back(begin + (end - begin) * static_cast<double>(k) / static_cast<double>(count - 1));
  return grid;
}

/// y at ascending places within the range of x, by straight lines; x may stay the same at a jump of y.
std::vector<double> at(const std::vector<double>& places, const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> result;
  std::size_t k = 1;
  for (const double place : places) {
    while (k + 1 < x.size() && x[k] < place) ++k;
    const double width = x[k] - x[k - 1];
    const double share = width > 0 ? std::clamp((place - x[k - 1]) / width, 0.0, 1.0) : 1.0;
    result.push_back(y[k - 1] + share * (y[k] - y[k - 1]));
  }
  return result;
}

void sum_up(Comparison& c) {
  double squares = 0, sum = 0;
  for (std::size_t k = 0; k < c.charge.size(); ++k) {
    const double error = c.simulated_voltage[k] - c.measured_voltage[k];
    c.residual.push_back(error);
    squares += error * error, sum += error;
    if (std::abs(error) > c.largest_error) c.largest_error = std::abs(error), c.largest_error_at = c.charge[k];
  }
  const auto count = static_cast<double>(c.charge.size());
  c.rms_error = std::sqrt(squares / count);
  c.mean_error = sum / count;
}

void add_derivatives(Comparison& c, const HalfCycle& measured, const HalfCycle& simulated, const Windows& windows) {
  const double window = windows.charge_share * (c.charge.back() - c.charge.front());
  c.measured_dV_dQ = voltage_per_charge(c.charge, c.measured_voltage, window);
  c.simulated_dV_dQ = voltage_per_charge(c.charge, c.simulated_voltage, window);
  const auto [m_low, m_high] = std::ranges::minmax(measured.voltage);
  const auto [s_low, s_high] = std::ranges::minmax(simulated.voltage);
  const double low = std::min(m_low, s_low), high = std::max(m_high, s_high);
  const double wanted = (high - low) / windows.voltage * points_per_window;
  const auto count = static_cast<std::size_t>(std::clamp(wanted, 2.0, static_cast<double>(most_voltages)));
  c.voltage = evenly(low, high, count);
  c.measured_dQ_dV = charge_per_voltage(measured, c.voltage, windows.voltage);
  c.simulated_dQ_dV = charge_per_voltage(simulated, c.voltage, windows.voltage);
}

/// The part of the charge over which two curves are compared.
struct Overlap {
  double begin, end, of;  // C kg-1
};

Overlap at_equal_charge(const HalfCycle& measured, const HalfCycle& simulated) {
  return {std::max(measured.charge.front(), simulated.charge.front()),
          std::min(measured.charge.back(), simulated.charge.back()),
          std::max(measured.charge.back(), simulated.charge.back())};
}

Overlap at_equal_time(const HalfCycle& measured, const HalfCycle& simulated, double start) {
  return {measured.charge.front(), at({start + simulated.time.back()}, measured.time, measured.charge).front(),
          measured.charge.back()};
}

Comparison compare_pair(const HalfCycle& measured, const HalfCycle& simulated, const Overlap& range,
                        const Windows& windows, std::optional<double> start) {
  Comparison c;
  c.measured = measured;
  c.simulated = simulated;
  c.common_share = (range.end - range.begin) / range.of;
  c.charge = evenly(range.begin, range.end, grid_points);
  c.measured_voltage = at(c.charge, measured.charge, measured.voltage);
  if (start) {
    std::vector<double> time = at(c.charge, measured.charge, measured.time);
    for (double& t : time) t -= *start;
    c.simulated_voltage = at(time, simulated.time, simulated.voltage);
  } else {
    c.simulated_voltage = at(c.charge, simulated.charge, simulated.voltage);
  }
  sum_up(c);
  add_derivatives(c, measured, simulated, windows);
  return c;
}

}  // namespace

Comparisons compare_half_cycles(const std::vector<HalfCycle>& measured, const std::vector<HalfCycle>& simulated,
                                const Windows& windows, std::optional<double> start) {
  Comparisons result{windows, {}, {}};
  for (const HalfCycle& half : measured) {
    const auto partner = std::ranges::find_if(simulated, [&](const HalfCycle& s) { return s.matches(half); });
    if (partner == simulated.end()) {
      result.unpaired.push_back(half.name() + ", not simulated");
      continue;
    }
    const Overlap range = start ? at_equal_time(half, *partner, *start) : at_equal_charge(half, *partner);
    if (range.begin < range.end) {
      result.pairs.push_back(compare_pair(half, *partner, range, windows, start));
    } else {
      result.unpaired.push_back(half.name() + ", which has no capacity in common with the simulated one");
    }
  }
  const auto extra = std::ranges::count_if(simulated, [&](const HalfCycle& half) {
    return std::ranges::none_of(measured, [&](const HalfCycle& m) { return m.matches(half); });
  });
  if (extra > 0) result.unpaired.push_back(fmt::format("{} of the simulated half cycles, not measured", extra));
  return result;
}

}  // namespace closo::compare
