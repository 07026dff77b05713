// Looks for what is allowed but probably not meant.
#include "base/reporting_units.hpp"
#include "cycler/doubts.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "models/balance.hpp"
#include "models/coefficients.hpp"

namespace closo {
namespace {

constexpr double noise = 1e-3;           // V: a rise of a measured table that means nothing
constexpr double beyond_any_cell = 100;  // V

/// Calls `see` with every step of a protocol.
void each_step(const Protocol& protocol, const std::function<void(const ProtocolStep&)>& see) {
  for (const ProtocolNode& node : protocol) {
    if (const auto* step = std::get_if<ProtocolStep>(&node.content))
      see(*step);
    else
      each_step(std::get<Loop>(node.content).body, see);
  }
}

void doubt_limits(const ProtocolStep& step, const CellParameters& cell, std::vector<std::string>& list) {
  for (const Amount& limit : step.until) {
    if (limit.kind != Amount::Kind::voltage) continue;
    const bool above = limit.value > cell.upper_voltage;
    if (!above && limit.value >= cell.lower_voltage) continue;
    std::string text = fmt::format("'{}' lies {} the cell's own limit, {:.6g} V, which ends the step first", limit.text,
                                   above ? "above" : "below", above ? cell.upper_voltage : cell.lower_voltage);
    const double in_mV = limit.value / to_milli;
    if (limit.value > beyond_any_cell && in_mV >= cell.lower_voltage && in_mV <= cell.upper_voltage)
      text += fmt::format("; did you mean {:.6g} mV?", limit.value);
    if (std::ranges::find(list, text) == list.end()) list.push_back(text);
  }
}

/// A metal that melts, or flows through the electrolyte, is none that these equations know.
void doubt_metal(const FlatElectrode& electrode, double warmest, double pressure, std::vector<std::string>& list) {
  const Metal& metal = electrode.metal;
  if (warmest >= metal.melting_point)
    list.push_back(fmt::format("{} melts at {:.4g} degC, and is at up to {:.4g} degC here", metal.name,
                               degC(metal.melting_point), degC(warmest)));
  if (pressure >= metal.extrusion_pressure)
    list.push_back(
        fmt::format("{} flows through the electrolyte from {:.4g} MPa on, and is under up to {:.4g} MPa here",
                    metal.name, metal.extrusion_pressure * to_MPa, pressure * to_MPa));
}

/// The warmest and the highest pressure of a protocol.
void doubt_metals(const RunInput& run, std::vector<std::string>& list) {
  double warmest = run.cell.temperature, pressure = run.cell.pressure;
  each_step(run.settings.protocol, [&](const ProtocolStep& step) {
    warmest = std::max(warmest, step.temperature.value_or(0));
    pressure = std::max(pressure, step.pressure.value_or(0));
    for (const auto& profile : {step.ambient, step.profile})
      if (profile)
        for (const double T : profile->temperature) warmest = std::max(warmest, T);
  });
  for (const Side side : run.cell.flat_sides())
    if (const FlatElectrode& electrode = run.cell.flat(side); !electrode.blocking)
      doubt_metal(electrode, warmest, pressure, list);
}

/// Volume fractions of a random mixture below which a phase is not one network through it: of spheres some 15 %, Scher
/// and Zallen, J. Chem. Phys. 53 (1970) 3759.
constexpr double least_electrolyte = 0.15;

void doubt_composite(const Composite& composite, const CompositeCoefficients& c, std::vector<std::string>& list) {
  if (composite.dense) return;
  double largest = 0;
  for (const ParticleClass& k : composite.particles) largest = std::max(largest, 2 * k.radius);
  if (largest > composite.thickness)
    list.push_back(fmt::format("particles of {:.4g} um across do not fit into a composite of {:.4g} um",
                               largest * to_um, composite.thickness * to_um));
  if (!composite.electrolyte().fills_pores() && composite.ion_path.kind == ConductionPath::Kind::bruggeman &&
      c.eps_electrolyte < least_electrolyte)
    list.push_back(
        fmt::format("{} takes {:.3g} % of the volume of its composite: below some {:g} % a phase is no network "
                    "through a mixture, which the Bruggeman relation does not know",
                    composite.electrolyte().name, c.eps_electrolyte * to_percent, least_electrolyte * to_percent));
}

/// No pellet is denser than its crystal.
void doubt_separator(const Separator& separator, std::vector<std::string>& list) {
  constexpr double sure = 1.15;  // mass, thickness and area are known to some 5 % each
  for (const Separator::Layer& layer : separator.layers)
    if (const double density = layer.loading / layer.thickness;
        !layer.electrolyte.fills_pores() && density > sure * layer.electrolyte.density)
      list.push_back(
          fmt::format("a separator of {} weighs {:.4g} g/cm3, which is more than the {:.4g} g/cm3 of the "
                      "material: mass, thickness or area is off",
                      layer.electrolyte.name, density * to_g_per_cm3, layer.electrolyte.density * to_g_per_cm3));
}

/// What the negative composite cannot hold is plated on it.
void doubt_balance(const CellParameters& cell, std::vector<std::string>& list) {
  if (!cell.assembled || !cell.has_active_material()) return;
  const double ratio = Balance(cell, *cell.assembled).negative_to_positive(cell.lower_voltage, cell.upper_voltage);
  if (ratio < 1)
    list.push_back(
        fmt::format("the negative electrode holds {:.3g} times what the positive one gives until {:g} V (N/P): what it "
                    "cannot hold on a full charge would be plated",
                    ratio, cell.upper_voltage));
}

/// A stable host gives ions off at a higher voltage the fewer it holds.
void doubt_voltage(const VoltageCurve& curve, const std::string& material, std::vector<std::string>& list) {
  if (!curve.table) return;
  constexpr int points = 1000;
  const double low = curve.table->lower(), high = curve.table->upper();
  double lowest = curve.table->at(low).value, rise = 0, from = low, to = low, lowest_at = low;
  for (int k = 1; k <= points; ++k) {
    const double y = low + (high - low) * k / points, U = curve.table->at(y).value;
    if (U < lowest) lowest = U, lowest_at = y;
    if (U - lowest > rise) rise = U - lowest, from = lowest_at, to = y;
  }
  if (rise > noise)
    list.push_back(
        fmt::format("the open-circuit voltage of {} rises by {:.3g} V from stoichiometry {:.3g} to {:.3g} ({}); "
                    "that of a stable host falls as it fills",
                    material, rise, from, to, curve.table_name));
}

}  // namespace

std::vector<std::string> doubts(const ActiveMaterial& material) {
  std::vector<std::string> list;
  for (const VoltageCurve* curve : material.open_circuit_voltage.curves()) doubt_voltage(*curve, material.name, list);
  return list;
}

std::vector<std::string> doubts(const CellParameters& cell) {
  std::vector<std::string> list;
  const Coefficients c = coefficients_of(cell);
  Index number = 0;
  for (const Side side : cell.composite_sides()) {
    const Composite& composite = cell.composite(side);
    if (composite.has_active_material())
      for (const ActiveComponent& a : composite.actives)
        std::ranges::copy(doubts(a.material), std::back_inserter(list));
    doubt_composite(composite, c.composite(number++), list);
  }
  if (cell.has_masses()) doubt_separator(cell.separator, list);
  doubt_balance(cell, list);
  return list;
}

std::vector<std::string> doubts(const RunInput& run) {
  std::vector<std::string> list = doubts(run.cell);
  each_step(run.settings.protocol, [&](const ProtocolStep& step) { doubt_limits(step, run.cell, list); });
  doubt_metals(run, list);
  return list;
}

}  // namespace closo
