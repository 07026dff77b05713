// Follows the mean stoichiometry through a protocol.
#include "cycler/protocol_estimate.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cycler/protocol_text.hpp"
#include "cycler/step_control.hpp"

namespace closo {

ProtocolEstimate::ProtocolEstimate(const CellParameters& cell, const RunSettings& settings)
    : cell_(cell),
      exchange_charge_(coefficients_of(cell).composite().exchange_charge),
      y_(settings.start_stoichiometry),
      voltage_(settings.start_voltage) {
  if (cell.has_active_material())
    ocv_.emplace(cell, Stoichiometries{settings.start_stoichiometry, settings.start_negative_stoichiometry});
  const Sum sum = add(settings.protocol);
  total_ = sum.duration;
  steps_ = sum.steps;
}

ProtocolEstimate::Sum ProtocolEstimate::add(const Protocol& nodes) {
  Sum sum;
  for (const ProtocolNode& node : nodes) {
    Sum part;
    if (const auto* loop = std::get_if<Loop>(&node.content)) {
      part = add(*loop);
    } else {
      part = {add(std::get<ProtocolStep>(node.content)), 1};
    }
    durations_.try_emplace(&node, part.duration);
    sum.duration += part.duration;
    sum.steps += part.steps;
  }
  return sum;
}

/// The first pass, and the others as the second: from there on a loop repeats itself.
ProtocolEstimate::Sum ProtocolEstimate::add(const Loop& loop) {
  const Sum first = add(loop.body);
  if (loop.passes == 1) return first;
  const Sum second = add(loop.body);
  const long others = loop.passes - 1;
  return {first.duration + static_cast<double>(others) * second.duration, first.steps + others * second.steps};
}

double ProtocolEstimate::add(const ProtocolStep& step) {
  const double limit = step.duration ? step.duration->value : INFINITY;
  switch (step.kind) {
    case ProtocolStep::Kind::charge:
    case ProtocolStep::Kind::discharge:
      return charge_step(step);
    case ProtocolStep::Kind::profile:
      return step.profile->time.back();
    case ProtocolStep::Kind::ramp: {
      const double rise = std::abs(step.imposed->value - (ocv_ ? ocv_->voltage(y_) : voltage_));
      voltage_ = step.imposed->value;
      if (ocv_) y_ = ocv_->stoichiometry(step.imposed->value);
      return std::min(limit, rise / step.rate->value);
    }
    default:
      return std::isfinite(limit) ? limit : 0.0;
  }
}

/// Without active material only the time and the charge that a step states tell how long it takes.
double ProtocolEstimate::stated_time(const ProtocolStep& step) const {
  double time = step.duration ? step.duration->value : INFINITY;
  for (const Amount& limit : step.until)
    if (is_charge(limit.kind) && !is_power(step.imposed->kind))
      time = std::min(time, per_area(limit, cell_) / per_area(*step.imposed, cell_));
  return std::isfinite(time) ? time : 0.0;
}

double ProtocolEstimate::charge_step(const ProtocolStep& step) {
  if (!ocv_) return stated_time(step);
  const bool charge = step.kind == ProtocolStep::Kind::charge;
  double current = per_area(*step.imposed, cell_);
  if (is_power(step.imposed->kind)) current /= std::abs(ocv_->voltage(y_));
  const bool empties = charge == (cell_.orientation() > 0);
  const auto up_to = [&](double y) { return std::max(0.0, empties ? y_ - y : y - y_); };
  double change = up_to(ocv_->stoichiometry(charge ? cell_.upper_voltage : cell_.lower_voltage));
  if (step.duration) change = std::min(change, step.duration->value * current / exchange_charge_);
  for (const Amount& limit : step.until) {
    if (limit.kind == Amount::Kind::voltage) change = std::min(change, up_to(ocv_->stoichiometry(limit.value)));
    if (limit.kind == Amount::Kind::stoichiometry) change = std::min(change, up_to(limit.value));
    if (is_charge(limit.kind)) change = std::min(change, per_area(limit, cell_) / exchange_charge_);
    if (is_energy(limit.kind))
      change = std::min(change, per_area(limit, cell_) / std::abs(ocv_->voltage(y_)) / exchange_charge_);
  }
  y_ += empties ? -change : change;
  return change * exchange_charge_ / current;
}

std::string format_duration(double seconds) {
  constexpr double minute = 60, hour = 3600, day = 86400;
  if (seconds < 2 * minute) return fmt::format("{:.3g} s", seconds);
  if (seconds < 2 * hour) return fmt::format("{:.3g} min", seconds / minute);
  if (seconds < 3 * day) return fmt::format("{:.3g} h", seconds / hour);
  return fmt::format("{:.4g} d", seconds / day);
}

}  // namespace closo
