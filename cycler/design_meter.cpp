// Losses as integrals over charge, and resistances between two time steps.
#include "cycler/design_meter.hpp"

#include <algorithm>
#include <optional>

#include "solver/error.hpp"

namespace closo {
namespace {

constexpr double pulse = 1, half_hour = 1800;  // s; usual times after which resistances are read

/// Voltage lost in some of the terms.
template <std::size_t N>
double lost(const std::array<double, Overpotentials::count>& terms, const std::array<const char*, N>& keys) {
  const auto& names = Overpotentials::names();
  double sum = 0;
  for (std::size_t k = 0; k < names.size(); ++k)
    if (std::ranges::any_of(keys, [&](const char* key) { return names[k].key == key; })) sum -= terms[k];
  return sum;
}

constexpr std::array conduction{"composite_ions", "composite_electrons", "separator", "metal_resistance", "contact"};
constexpr std::array metal_interface{"metal_charge_transfer"};

/// Where a quantity between its values at two time steps has some value: 0 at the first, 1 at the second.
std::optional<double> crossing(double first, double second, double value) {
  if (first > value || second < value || !(second > first)) return std::nullopt;
  return (value - first) / (second - first);
}

}  // namespace

int DesignRecord::largest_loss() const {
  const auto largest = std::max_element(losses.begin(), losses.end());
  return *largest > 0 ? static_cast<int>(largest - losses.begin()) : -1;
}

void DesignMeter::begin_step(const Moment& moment, const Point& now) {
  before_ = last_;
  step_ = moment.step;
  step_start_ = moment.time;
  discharging_ = !discharged_ && now.current > 0;
  record_.discharges = record_.discharges || now.current > 0;
}

void DesignMeter::measure_resistances(const Point& now) {
  const auto between = [](double share, double first, double second) { return first + share * (second - first); };
  const auto read = [&](double after, double& resistance) {
    const auto share = crossing(last_.time, now.time, step_start_ + after);
    if (!share) return;
    resistance = (between(*share, last_.loss, now.loss) - before_.loss) /
                 (between(*share, last_.current, now.current) - before_.current);
  };
  read(pulse, record_.second);
  read(half_hour, record_.half_hour);
  if (const auto share = crossing(last_.y, now.y, 0.5)) {
    const double current = between(*share, last_.current, now.current);
    record_.ohmic = between(*share, lost(last_.terms, conduction), lost(now.terms, conduction)) / current;
    record_.internal =
        record_.ohmic + between(*share, lost(last_.terms, metal_interface), lost(now.terms, metal_interface)) / current;
  }
}

void DesignMeter::advanced(const Cell& cell, const Moment& m) {
  const Fields<const double> s(cell.layout(), m.state.data());
  Point now;
  now.time = m.time;
  now.charge = s.q() * cell.coefficients().nominal_charge;
  now.current = s.i();
  now.y = mean_stoichiometry(cell, m.state);
  now.terms = overpotentials(cell, m.state).values();
  for (const double term : now.terms) now.loss -= term;
  if (m.step != step_) {
    begin_step(m, now);
  } else if (discharging_) {
    measure_resistances(now);
  }
  const double passed = now.charge - last_.charge;
  if (passed > 0) {
    for (std::size_t k = 0; k < now.terms.size(); ++k)
      record_.losses[k] -= passed * (now.terms[k] + last_.terms[k]) / 2;
    record_.charge += passed;
  }
  last_ = now;
}

void DesignMeter::step_ended(const StepResult& result) {
  if (result.cycle == reference_ && result.charge > 0) record_.discharge_time += result.duration;
  if (discharging_) discharged_ = true, discharging_ = false;
}

void DesignMeter::cycle_ended(const CycleResult& result) {
  if (result.number + 1 == reference_) {  // it was followed for its end alone
    const DesignRecord empty;
    record_ = empty;
    discharged_ = false;
  }
  if (result.number == reference_) record_.cycle = result;
  record_.last_energy = result.passed.energy_out;
}

std::vector<double> DesignMeter::numbers() const {
  const DesignRecord& r = record_;
  const Passed& p = r.cycle.passed;
  std::vector<double> all{static_cast<double>(r.cycle.number),
                          p.charged,
                          p.discharged,
                          p.energy_in,
                          p.energy_out,
                          r.last_energy,
                          r.discharge_time,
                          r.ohmic,
                          r.internal,
                          r.second,
                          r.half_hour,
                          r.charge,
                          discharged_ ? 1.0 : 0.0,
                          last_.current,
                          last_.loss,
                          last_.charge,
                          r.discharges ? 1.0 : 0.0};
  all.insert(all.end(), r.losses.begin(), r.losses.end());
  return all;
}

void DesignMeter::restore(const std::vector<double>& numbers) {
  if (numbers.size() != this->numbers().size())
    throw RunError("the state of the design quantities that the file states is not whole");
  DesignRecord& r = record_;
  r.cycle.number = static_cast<Index>(numbers[0]);
  r.cycle.passed = {numbers[1], numbers[2], numbers[3], numbers[4]};
  r.last_energy = numbers[5], r.discharge_time = numbers[6];
  r.ohmic = numbers[7], r.internal = numbers[8], r.second = numbers[9], r.half_hour = numbers[10];
  r.charge = numbers[11];
  discharged_ = numbers[12] != 0;
  last_.current = numbers[13], last_.loss = numbers[14], last_.charge = numbers[15];
  r.discharges = numbers[16] != 0;
  std::copy(numbers.end() - static_cast<std::ptrdiff_t>(r.losses.size()), numbers.end(), r.losses.begin());
}

}  // namespace closo
