// Amounts as the user states them become densities, thresholds and stretches of time.
#include "cycler/step_control.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "cycler/protocol_text.hpp"
#include "models/columns.hpp"
#include "models/observables.hpp"

namespace closo {
namespace {

using StepKind = ProtocolStep::Kind;

constexpr double unlimited = std::numeric_limits<double>::infinity();

// A step that has passed the capacity of the cell this often will reach no limit.
constexpr double most_capacities = 100;

Control::Kind control_kind(Amount::Kind kind) {
  if (kind == Amount::Kind::voltage) return Control::Kind::voltage;
  return is_power(kind) ? Control::Kind::power : Control::Kind::current;
}

std::vector<Segment> segments_of(const Profile& profile, const CellParameters& cell, double temperature) {
  std::vector<Segment> segments;
  for (std::size_t k = 0; k + 1 < profile.time.size(); ++k) {
    const double duration = profile.time[k + 1] - profile.time[k];
    if (duration <= 0) continue;  // a jump
    const double from = per_area({profile.kind, profile.value[k], {}}, cell);
    const double to = per_area({profile.kind, profile.value[k + 1], {}}, cell);
    const bool heated = !profile.temperature.empty();
    segments.push_back({{control_kind(profile.kind), from, (to - from) / duration},
                        duration,
                        heated ? (profile.temperature[k] + profile.temperature[k + 1]) / 2 : temperature});
  }
  return segments;
}

/// A step under a temperature that changes: within a row of its profile the mean of both ends, then that of the last
/// row.
std::vector<Segment> under(const Profile& ambient, const Segment& whole) {
  std::vector<Segment> segments;
  double time = 0;
  const auto add = [&](double duration, double temperature) {
    duration = std::min(duration, whole.duration - time);
    if (duration <= 0) return;
    segments.push_back({{whole.control.kind, whole.control.at(time), whole.control.slope}, duration, temperature});
    time += duration;
  };
  for (std::size_t k = 0; k + 1 < ambient.time.size(); ++k)
    add(ambient.time[k + 1] - ambient.time[k], (ambient.temperature[k] + ambient.temperature[k + 1]) / 2);
  add(unlimited, ambient.temperature.back());
  return segments;
}

/// Discharge positive [A m-2].
double bias_of_spectrum(const ProtocolStep& step, const CellParameters& cell) {
  if (!step.imposed) return 0;
  const double current = per_area(*step.imposed, cell);
  return step.frequencies->charging ? -current : current;
}

/// The one segment of a step that imposes the same throughout.
Segment segment_of(const ProtocolStep& step, const CellParameters& cell, double voltage) {
  const double temperature = step.temperature.value_or(cell.temperature);
  const double limit = step.duration ? step.duration->value : unlimited;
  switch (step.kind) {
    case StepKind::hold:
      return {{Control::Kind::voltage, step.imposed->value, 0.0}, limit, temperature};
    case StepKind::ramp: {
      const double rise = step.imposed->value - voltage, rate = std::copysign(step.rate->value, rise);
      return {{Control::Kind::voltage, voltage, rate}, std::min(limit, rise / rate), temperature};
    }
    case StepKind::charge:
      return {{control_kind(step.imposed->kind), -per_area(*step.imposed, cell), 0.0}, limit, temperature};
    case StepKind::discharge:
      return {{control_kind(step.imposed->kind), per_area(*step.imposed, cell), 0.0}, limit, temperature};
    case StepKind::eis:
      return {{Control::Kind::current, bias_of_spectrum(step, cell), 0.0}, 0.0, temperature};
    default:
      return {{Control::Kind::current, 0.0, 0.0}, limit, temperature};
  }
}

/// Limits in the direction from which a step comes, or towards which it goes.
class Limits {
 public:
  Limits(const ProtocolStep& step, const Cell& cell, const Eigen::ArrayXd& state)
      : step_(step), cell_(cell), s_(cell.layout(), state.data()), state_(state) {}

  std::vector<Limit> all() {
    const CellParameters& parameters = cell_.parameters();
    // Those of mechanisms first, as they are why a voltage limit is passed at once.
    for (const StateLimit& limit : columns().limits)
      if (const auto end = limit.end(cell_, s_)) add_level(limit, *end);
    for (const Amount& limit : step_.until) add(limit);
    const bool free =
        cell_.control().kind != Control::Kind::voltage && step_.kind != StepKind::rest && step_.kind != StepKind::eis;
    if (free && falls()) add(Event::Kind::voltage_falls, parameters.lower_voltage, of_cell(Kind::lower_voltage));
    if (free && rises()) add(Event::Kind::voltage_rises, parameters.upper_voltage, of_cell(Kind::upper_voltage));
    for (const CompositeModel& composite : cell_.model()->composites())
      if (composite.parameters->has_active_material()) add_stoichiometries(composite);
    if (parameters.has_bypass()) add_endless();
    return std::move(limits_);
  }

 private:
  using Kind = StopReason::Kind;

  // A profile may go either way.
  bool falls() const { return step_.kind != StepKind::charge; }
  bool rises() const { return step_.kind != StepKind::discharge; }

  static StopReason of_step(Kind kind, const Amount& limit) {
    return {.kind = kind, .origin = StopReason::Origin::step, .subject = limit.text};
  }
  static StopReason of_cell(Kind kind, const std::string& subject = {}, const std::string& detail = {}) {
    return {.kind = kind, .origin = StopReason::Origin::cell, .subject = subject, .detail = detail};
  }

  /// @param threshold  of the event, and the limit in the terms of the reason as well unless it states another
  void add(Event::Kind kind, double threshold, StopReason reason) {
    if (std::isnan(reason.limit)) reason.limit = threshold;
    limits_.push_back({{kind, threshold}, std::move(reason)});
  }

  void add_stoichiometries(const CompositeModel& composite) {
    for (std::size_t active = 0; active < composite.stoichiometries.size(); ++active) {
      const StoichiometryRange& range = composite.stoichiometries[active];
      const std::string& material = composite.parameters->actives[active].material.name;
      StopReason full = of_cell(Kind::particles_full, material, range.high_end);
      StopReason empty = of_cell(Kind::particles_empty, material, range.low_end);
      full.limit = range.high, empty.limit = range.low;
      if (cell_.layout().composites() > 1) full.side = empty.side = composite.place.side;
      Event surface{.kind = Event::Kind::surface_full, .number = composite.place.number, .active = active};
      limits_.push_back({surface, std::move(full)});
      surface.kind = Event::Kind::surface_empty;
      limits_.push_back({surface, std::move(empty)});
    }
  }

  void add_endless() {
    const double nominal = cell_.coefficients().nominal_charge;
    const double capacities =
        most_capacities * std::max(1.0, cell_.coefficients().composite().exchange_charge / nominal);
    StopReason reason = of_cell(Kind::endless, fmt::format("{:g} times the capacity of the cell", most_capacities));
    reason.limit = capacities * nominal;
    add(Event::Kind::charge_rises, s_.q() + capacities, reason);
    add(Event::Kind::charge_falls, s_.q() - capacities, reason);
  }

  void add_level(const StateLimit& limit, const StateLimit::End& end) {
    StopReason reason = of_cell(Kind::level, {}, end.detail);
    reason.of = &limit, reason.limit = end.level * end.unit, reason.side = end.side;
    limits_.push_back({{Event::Kind::level, end.level, 0, &limit}, std::move(reason)});
  }

  void add(const Amount& limit) {
    if (limit.kind == Amount::Kind::voltage) {
      const bool from_below = step_.kind == StepKind::charge || (falls() && rises() && s_.V() < limit.value);
      add(from_below ? Event::Kind::voltage_rises : Event::Kind::voltage_falls, limit.value,
          of_step(from_below ? Kind::upper_voltage : Kind::lower_voltage, limit));
    } else if (is_current(limit.kind)) {
      const double current = per_area(limit, cell_.parameters());
      const bool from_below = step_.kind != StepKind::hold && std::abs(cell_.current(state_)) < current;
      add(from_below ? Event::Kind::current_rises : Event::Kind::current_falls, current,
          of_step(from_below ? Kind::current_rose : Kind::current_fell, limit));
    } else if (limit.kind == Amount::Kind::stoichiometry) {
      add_stoichiometry(limit);
    } else {
      add_passed(limit);
    }
  }

  void add_stoichiometry(const Amount& limit) {
    const double ahead = limit.value - cell_.mean_stoichiometry(state_);
    const StepKind fills = cell_.parameters().orientation() > 0 ? StepKind::discharge : StepKind::charge;
    const bool filling = step_.kind == fills || (falls() && rises() && ahead > 0);
    add(filling ? Event::Kind::mean_rises : Event::Kind::mean_falls, limit.value, of_step(Kind::stoichiometry, limit));
  }

  /// Charge or energy, counted from the start of the step.
  void add_passed(const Amount& limit) {
    const double passed = per_area(limit, cell_.parameters()), amount = passed / cell_.coefficients().nominal_charge;
    const bool charge = is_charge(limit.kind);
    const double now = charge ? s_.q() : cell_.energy(state_);
    StopReason reason = of_step(charge ? Kind::charge : Kind::energy, limit);
    reason.limit = passed;
    if (falls()) add(charge ? Event::Kind::charge_rises : Event::Kind::energy_rises, now + amount, reason);
    if (rises()) add(charge ? Event::Kind::charge_falls : Event::Kind::energy_falls, now - amount, reason);
  }

  const ProtocolStep& step_;
  const Cell& cell_;
  Fields<const double> s_;
  const Eigen::ArrayXd& state_;
  std::vector<Limit> limits_;
};

/// The largest at any surface of a composite, or the smallest.
double extreme_stoichiometry(const Cell& cell, const Eigen::ArrayXd& state, Index number, bool full) {
  const Fields<const double> s = Fields<const double>(cell.layout(), state.data()).of(number);
  double y = full ? 0 : 1;
  for (Index p = 0; p < s.composite().n_p; ++p)
    y = full ? std::max(y, s.y_surface(p).maxCoeff()) : std::min(y, s.y_surface(p).minCoeff());
  return y;
}

}  // namespace

double per_area(const Amount& amount, const CellParameters& cell) {
  switch (amount.kind) {
    case Amount::Kind::c_rate:
      return amount.value * coefficients_of(cell).one_c();
    case Amount::Kind::current:
    case Amount::Kind::power:
    case Amount::Kind::charge:
    case Amount::Kind::energy:
      return amount.value / cell.area;
    case Amount::Kind::specific_current:
    case Amount::Kind::specific_power:
    case Amount::Kind::specific_charge:
    case Amount::Kind::specific_energy:
      return amount.value * cell.composite().reference_loading();
    default:
      return amount.value;
  }
}

std::vector<Segment> segments_of(const ProtocolStep& step, const CellParameters& cell, double voltage) {
  if (step.profile) return segments_of(*step.profile, cell, step.temperature.value_or(cell.temperature));
  const Segment whole = segment_of(step, cell, voltage);
  if (!step.ambient || whole.duration <= 0) return {whole};
  return under(*step.ambient, whole);
}

std::vector<Limit> limits_of(const ProtocolStep& step, const Cell& cell, const Eigen::ArrayXd& state) {
  return Limits(step, cell, state).all();
}

StopReason reached(const Limit& limit, double distance, const Cell& cell, const Eigen::ArrayXd& state) {
  using Kind = StopReason::Kind;
  StopReason reason = limit.reason;
  reason.voltage = state(cell.layout().V());
  switch (reason.kind) {
    case Kind::lower_voltage:
    case Kind::upper_voltage:
      reason.value = reason.voltage;
      break;
    case Kind::current_fell:
    case Kind::current_rose:
      reason.value = std::abs(cell.current(state));
      break;
    case Kind::charge:
    case Kind::energy:
    case Kind::endless:
      reason.value = reason.limit - distance * cell.coefficients().nominal_charge;
      break;
    case Kind::stoichiometry:
      reason.value = cell.mean_stoichiometry(state);
      break;
    case Kind::particles_full:
    case Kind::particles_empty:
      reason.value = extreme_stoichiometry(cell, state, limit.event.number, reason.kind == Kind::particles_full);
      break;
    case Kind::level: {
      const StateLimit::End end = *reason.of->end(cell, {cell.layout(), state.data()});
      reason.limit = end.level * end.unit, reason.detail = end.detail;
      reason.value = reason.limit + (reason.of->rises ? -distance : distance) * end.unit;
      break;
    }
    default:
      reason.value = state(cell.layout().temperature());
  }
  return reason;
}

}  // namespace closo
