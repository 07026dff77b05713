// Amounts as the user states them become densities, thresholds and stretches of time.
#include "cycler/step_control.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/observables.hpp"
#include "cycler/protocol_text.hpp"

namespace closo {
namespace {

using StepKind = ProtocolStep::Kind;

constexpr double unlimited = std::numeric_limits<double>::infinity();

// A step that has passed the capacity of the cell this often will reach no limit: its current leaks.
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

  std::vector<Event> all() {
    const CellParameters& parameters = cell_.parameters();
    // First, as they are why a voltage limit is passed at once.
    if (const Salt* salt = parameters.separator.salt()) add_concentrations(*salt, concentration_range(*salt));
    for (const Amount& limit : step_.until) add(limit);
    const bool free =
        cell_.control().kind != Control::Kind::voltage && step_.kind != StepKind::rest && step_.kind != StepKind::eis;
    if (free && falls()) add(Event::Kind::voltage_falls, parameters.lower_voltage);
    if (free && rises()) add(Event::Kind::voltage_rises, parameters.upper_voltage);
    add(Event::Kind::surface_full, 0);
    add(Event::Kind::surface_empty, 0);
    if (cell_.coefficients().leakage > 0) add_endless();
    const std::vector<const FlatElectrode*> electrodes = parameters.flat_electrodes();
    for (std::size_t k = 0; k < electrodes.size(); ++k) {
      const auto place = static_cast<Index>(k);
      if (!electrodes[k]->blocking) events_.push_back({Event::Kind::metal_exhausted, 0, {}, place});
      const auto& interface = electrodes[k]->interface;
      if (interface && interface->voids && interface->voids->stop)
        events_.push_back({Event::Kind::current_critical, 0, {}, place});
    }
    if (parameters.heat) add_temperatures(temperature_limits(parameters));
    return std::move(events_);
  }

 private:
  // A profile may go either way.
  bool falls() const { return step_.kind != StepKind::charge; }
  bool rises() const { return step_.kind != StepKind::discharge; }

  void add(Event::Kind kind, double threshold, const std::string& text = {}) {
    events_.push_back({kind, threshold, text});
  }

  void add_endless() {
    const double nominal = cell_.coefficients().nominal_charge;
    const double capacities = most_capacities * std::max(1.0, cell_.coefficients().exchange_charge / nominal);
    const std::string text =
        fmt::format("{:g} times the capacity of the cell passed and no limit is reached: what leaks takes the current",
                    most_capacities);
    add(Event::Kind::charge_rises, s_.q() + capacities, text);
    add(Event::Kind::charge_falls, s_.q() - capacities, text);
  }

  void add_concentrations(const Salt& salt, const ConcentrationRange& range) {
    const auto text = [&](double end, const std::string& meaning) {
      return fmt::format("the salt somewhere reached {:.4g} mol/l: {}", end * salt.concentration / 1e3, meaning);
    };
    add(Event::Kind::salt_low, range.low, text(range.low, range.low_end));
    if (std::isfinite(range.high)) add(Event::Kind::salt_high, range.high, text(range.high, range.high_end));
  }

  void add_temperatures(const TemperatureLimits& limits) {
    add(Event::Kind::too_hot, limits.range.high, limits.high_of);
    add(Event::Kind::too_cold, limits.range.low, limits.low_of);
  }

  void add(const Amount& limit) {
    const double nominal = cell_.coefficients().nominal_charge;
    if (limit.kind == Amount::Kind::voltage) {
      const bool from_below = step_.kind == StepKind::charge || (falls() && rises() && s_.V() < limit.value);
      add(from_below ? Event::Kind::voltage_rises : Event::Kind::voltage_falls, limit.value);
    } else if (is_current(limit.kind)) {
      const double current = per_area(limit, cell_.parameters());
      const bool from_below = step_.kind != StepKind::hold && std::abs(cell_.current(state_)) < current;
      add(from_below ? Event::Kind::current_rises : Event::Kind::current_falls, current);
    } else if (limit.kind == Amount::Kind::stoichiometry) {
      const double ahead = limit.value - mean_stoichiometry(cell_, state_);
      const double q = s_.q() + ahead * cell_.coefficients().exchange_charge / nominal;
      const bool filling = step_.kind == StepKind::discharge || (falls() && rises() && ahead > 0);
      add(filling ? Event::Kind::charge_rises : Event::Kind::charge_falls, q, "mean " + limit.text + " reached");
    } else {
      const double amount = per_area(limit, cell_.parameters()) / nominal;
      const bool charge = is_charge(limit.kind);
      const double now = charge ? s_.q() : cell_.energy(state_);
      const std::string text = limit.text + " passed";
      if (falls()) add(charge ? Event::Kind::charge_rises : Event::Kind::energy_rises, now + amount, text);
      if (rises()) add(charge ? Event::Kind::charge_falls : Event::Kind::energy_falls, now - amount, text);
    }
  }

  const ProtocolStep& step_;
  const Cell& cell_;
  Fields<const double> s_;
  const Eigen::ArrayXd& state_;
  std::vector<Event> events_;
};

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
      return amount.value * cell.positive.reference_loading();
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

std::vector<Event> events_of(const ProtocolStep& step, const Cell& cell, const Eigen::ArrayXd& state) {
  return Limits(step, cell, state).all();
}

}  // namespace closo
