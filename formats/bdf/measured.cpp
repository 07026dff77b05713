// What makes the rows of measured tables fit for a comparison.
#include "formats/bdf/measured.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "formats/bdf/measured_table.hpp"

namespace closo {
namespace {

// An instrument's integral may go against the current by this share of its range: currents switch between two rows.
constexpr double against_share = 0.01;

const MeasuredQuantity time_quantity{"Test Time / s", "s", {"test time", "time"}};
const MeasuredQuantity voltage_quantity{"Voltage / V", "V", {"voltage"}};
const MeasuredQuantity current_quantity{"Current / A", "A", {"current"}};
const MeasuredQuantity cycle_quantity{"Cycle Count / 1", "1", {"cycle count"}};
const MeasuredQuantity step_quantity{"Step Count / 1", "1", {"step count"}};
const MeasuredQuantity net_quantity{"Net Capacity / Ah", "C", {"net capacity"}};
const MeasuredQuantity frequency_quantity{"Frequency / Hz", "Hz", {"frequency"}};
const MeasuredQuantity capacity_quantity{"Specific Capacity / mAh g-1", "C kg-1", {"specific capacity", "capacity"}};

const std::vector<MeasuredQuantity> read_quantities{time_quantity, voltage_quantity, current_quantity, cycle_quantity,
                                                    step_quantity, net_quantity,     capacity_quantity};

/// Two rows of one time are a jump of the current, or the end of a step and the start of the next.
void check_times(const MeasuredTable& table, const std::vector<double>& time) {
  for (std::size_t k = 1; k < time.size(); ++k)
    if (time[k] < time[k - 1])
      table.fail(k, time_quantity, fmt::format("{:g}", time[k]), "a time not earlier than in the row above");
}

/// Charge since the first row, by trapezoids. Between two steps the current is that of the second, whose first row
/// instruments write some time after it began.
std::vector<double> integrated(const compare::Recording& r) {
  std::vector<double> charge(r.time.size(), 0.0);
  for (std::size_t k = 1; k < charge.size(); ++k) {
    const bool next_step = !r.step.empty() && r.step[k] != r.step[k - 1];
    const double current = next_step ? r.current[k] : (r.current[k] + r.current[k - 1]) / 2;
    charge[k] = charge[k - 1] + current * (r.time[k] - r.time[k - 1]);
  }
  return charge;
}

/// The instrument's own integral, which must go with the current: it may not be set back between cycles. Positive on
/// discharge.
std::vector<double> counted(const MeasuredTable& table, const compare::Recording& r, double active_mass) {
  std::vector<double> charge = table.column(net_quantity);
  for (double& value : charge) value = -value / active_mass;
  const auto in_Ah = [&](double specific) { return specific * active_mass * to_hours; };
  const auto [least, most] = std::ranges::minmax(charge);
  for (std::size_t k = 1; k < charge.size(); ++k) {
    if (!r.step.empty() && r.step[k] > r.step[k - 1] + 1) continue;  // steps without rows have passed charge as well
    const double passed = charge[k] - charge[k - 1], time = r.time[k] - r.time[k - 1];
    const auto [low, high] = std::minmax({r.current[k] * time, r.current[k - 1] * time});
    const double slack = against_share * (most - least);
    if (passed < low - slack || passed > high + slack)
      table.fail(k, net_quantity, fmt::format("{:g}", -in_Ah(charge[k])),
                 fmt::format("a capacity that follows the current and is not reset: {:g} as in the row above, "
                             "+- {:.3g}",
                             -in_Ah(charge[k - 1]), in_Ah(std::max(std::abs(low), std::abs(high)))));
  }
  return charge;
}

compare::Recording read_recording(const MeasuredTable& table, double active_mass) {
  compare::Recording r;
  r.time = table.column(time_quantity);
  r.voltage = table.column(voltage_quantity);
  r.current = table.column(current_quantity);
  for (double& i : r.current) i = -i / active_mass;
  r.cycle = table.counts(cycle_quantity);
  r.step = table.counts(step_quantity);
  check_times(table, r.time);
  r.charge = table.has(net_quantity) ? counted(table, r, active_mass) : integrated(r);
  return r;
}

/// The voltage of a cell rises on charge: a current of the other sign shows in every half cycle.
void check_sign(const std::string& place, const std::string& column, const std::vector<compare::HalfCycle>& halves) {
  const auto wrong = [](const compare::HalfCycle& half) {
    const double rise = half.voltage.back() - half.voltage.front();
    return half.direction == compare::HalfCycle::Direction::charge ? rise < 0 : rise > 0;
  };
  if (halves.empty()) throw InputError::invalid(place, column, "no charge or discharge: the current is 0 throughout");
  if (std::ranges::all_of(halves, wrong))
    throw InputError::invalid(
        place, column, "the voltage falls whenever the current is positive; the current must be positive on charge");
}

compare::HalfCycle read_curve(const MeasuredTable& table) {
  compare::HalfCycle curve;
  curve.cycle = 1;
  curve.charge = table.column(capacity_quantity);
  curve.voltage = table.column(voltage_quantity);
  for (std::size_t k = 0; k < table.rows(); ++k) {
    if (curve.charge[k] < 0)
      table.fail(k, capacity_quantity, fmt::format("{:g}", curve.charge[k] * to_mAh_per_g), "a capacity of at least 0");
    if (k > 0 && curve.charge[k] <= curve.charge[k - 1])
      table.fail(k, capacity_quantity, fmt::format("{:g} mAh/g", curve.charge[k] * to_mAh_per_g),
                 "a larger capacity than in the row above, from the start of one charge or discharge to its end");
  }
  if (table.rows() < 2) throw InputError(table.header(), "", "one row", "at least two rows");
  const bool falls = curve.voltage.back() < curve.voltage.front();
  curve.direction = falls ? compare::HalfCycle::Direction::discharge : compare::HalfCycle::Direction::charge;
  return curve;
}

}  // namespace

Measured read_measured(const std::filesystem::path& file, double reference, bool areal) {
  if (reference <= 0)
    throw InputError::invalid(
        file.string(), "",
        "curves can only be compared for a cell with a composite, to whose mass their capacities refer");
  const MeasuredTable table(file, read_quantities);
  if (table.has(frequency_quantity)) throw InputError(table.header(), "", "an impedance spectrum", "a test or a curve");
  Measured measured{table.file(), std::nullopt, {}};
  if (table.has(capacity_quantity) && !table.has(current_quantity)) {
    if (areal)
      throw InputError(table.header(), capacity_quantity.column, "a capacity per mass",
                       "time and current: the masses of this cell are not known");
    measured.half_cycles.push_back(read_curve(table));
    return measured;
  }
  measured.recording = read_recording(table, reference);
  measured.half_cycles = compare::half_cycles(*measured.recording);
  check_sign(table.header(), current_quantity.column, measured.half_cycles);
  return measured;
}

Measured measured_test(const std::string& place, const std::string& column, compare::Recording recording) {
  recording.charge = integrated(recording);
  Measured measured{place, std::move(recording), {}};
  measured.half_cycles = compare::half_cycles(*measured.recording);
  check_sign(place, column, measured.half_cycles);
  return measured;
}

}  // namespace closo
