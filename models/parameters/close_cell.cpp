// The parts of a cell, and what holds between them.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/range.hpp"
#include "models/parameters/close.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

/// The material that an entry of a group names.
const MaterialSpec& material_of(const CellSpec& cell, const std::string& key, const char* name, const Word& entry,
                                const char* kind) {
  const MaterialSpec* material = cell.material(*entry);
  if (material == nullptr) refuse_missing(cell, key_of(*entry), "");
  if (*material->kind != kind)
    refuse(key, name, entry, fmt::format("the name of a{} {}", *kind == 'e' ? "n" : "", kind));
  return *material;
}

FlatElectrode close_flat(const CellSpec& cell, const ElectrodeSpec& s, const std::string& key) {
  FlatElectrode e;
  if (static_cast<bool>(s.metal) == static_cast<bool>(s.blocking))
    refuse(s, key + ".metal",
           "expected either 'metal' with the name of a metal or 'blocking' with the name of a conductor");
  e.double_layer = close(s.double_layer);
  if (s.blocking) {
    e.blocking = true;
    e.metal.name = *s.blocking;
    return e;
  }
  e.metal = close_metal(material_of(cell, key, "metal", s.metal, "metal"), key_of(*s.metal));
  e.thickness = *s.thickness;
  e.inactive_share = s.inactive_share.value_or(0);
  if (s.alloy) e.alloy = closo::close(*s.alloy, key + ".alloy");
  e.kinetics = closo::close(s.kinetics);
  if (s.kinetics.charge_transfer_resistance.value) {
    if (s.kinetics.exchange_current_density.number.value)
      throw InputError::forbidden(s.kinetics.charge_transfer_resistance.value.where(),
                                  key + ".charge_transfer_resistance",
                                  "the exchange-current density is stated beside it");
    e.kinetics.exchange_current_density =
        exchange_current_of(s.kinetics.charge_transfer_resistance, e.kinetics, 1, *cell.temperature);
  }
  e.interface_resistance = *s.interface_resistance;
  if (s.interface) e.interface = closo::close(*s.interface);
  return e;
}

Separator::Layer close(const CellSpec& cell, const LayerSpec& s, const std::string& key) {
  const MaterialSpec& electrolyte = material_of(cell, key, "electrolyte", s.electrolyte, "electrolyte");
  check_density(cell, knows_density(electrolyte), electrolyte, key_of(*s.electrolyte));
  Separator::Layer l{closo::close_electrolyte(electrolyte, key_of(*s.electrolyte)), s.thickness.value_or(0)};
  if (!s.thickness) {
    if (!knows_density(electrolyte))
      refuse_missing(
          s, key + ".thickness",
          "a thickness: the density of the electrolyte, by which it would follow from the loading, is not stated");
    l.thickness = *s.loading / l.electrolyte.density;
  }
  l.loading = l.thickness * l.electrolyte.density;  // dense, unless weighed
  if (l.electrolyte.fills_pores()) {
    const MembraneSpec& membrane = *s.membrane;
    l.fraction = *membrane.porosity;
    l.efficiency =
        close(*membrane.ion_path, key + ".membrane.ion_path").efficiency(l.fraction, l.electrolyte.conductivity.value);
    check_density(cell, static_cast<bool>(membrane.density), membrane, key + ".membrane");
    l.loading = l.fraction * l.loading + (1 - l.fraction) * l.thickness * membrane.density.value_or(unknown_density);
  }
  if (s.loading) l.loading = *s.loading;
  return l;
}

Separator close(const CellSpec& cell, const SeparatorSpec& s) {
  const std::string key = "cell.separator";
  Separator separator;
  if (s.layers.empty()) {
    separator.layers.push_back(close(cell, static_cast<const LayerSpec&>(s), key));
    return separator;
  }
  for (std::size_t k = 0; k < s.layers.size(); ++k)
    separator.layers.push_back(close(cell, s.layers[k], fmt::format("{}.layers.{}", key, k)));
  for (const Separator::Layer& layer : separator.layers)
    if (layer.electrolyte.has_concentration())
      refuse(s, key + ".layers",
             "an electrolyte whose concentration varies forms a single layer, with 'electrolyte' and 'thickness', and "
             "with "
             "'membrane' if it fills one");
  return separator;
}

Electrode close_electrode(const CellSpec& cell, Side side, const Separator& separator) {
  const ElectrodeSpec& s = side == Side::negative ? *cell.negative : *cell.positive;
  const std::string key = std::string("cell.") + name_of(side);
  if (s.metal || s.blocking) return close_flat(cell, s, key);
  const auto& layers = separator.layers;
  return close_composite(cell, s, key, (side == Side::negative ? layers.front() : layers.back()).electrolyte);
}

void close_electrodes(const CellSpec& cell, CellParameters& c) {
  c.negative = close_electrode(cell, Side::negative, c.separator);
  c.positive = close_electrode(cell, Side::positive, c.separator);
  if (c.has_two_composites() &&
      c.composite(Side::negative).has_active_material() != c.composite(Side::positive).has_active_material())
    refuse(*cell.negative, "cell.negative", "expected an active material in both composites, or in none");
  close_masses(cell, c);
  (c.has_composite() ? c.nominal_capacity : c.nominal_areal_capacity) = cell.nominal_capacity.value_or(0);
  if (cell.by_volume()) c.nominal_capacity /= c.reference_mass();
  for (const Side side : sides)
    if (c.pressure == 0 &&
        (c.is_flat(side) ? c.flat(side).interface.has_value() : c.composite(side).contact_pressure.has_value()))
      refuse("cell", "pressure", cell.pressure, "Pa",
             "a pressure above 0, as contact or interface of this cell depend on it");
  if (!cell.heat) return;
  if (!c.has_active_material())
    throw InputError::forbidden(cell.heat->where(), "cell.heat",
                                "only a cell with an active material has a heat balance");
  c.heat = closo::close(*cell.heat);
}

}  // namespace

CellParameters close(const CellSpec& s) {
  check(s);
  CellParameters c;
  c.title = *s.title;
  c.area = *s.area;
  c.pressure = *s.pressure;
  c.temperature = *s.temperature;
  c.lower_voltage = *s.limits->lower;
  c.upper_voltage = *s.limits->upper;
  if (c.lower_voltage >= c.upper_voltage)
    refuse("cell.limits", "upper", s.limits->upper, "V", "a voltage above 'lower'");
  c.separator = close(s, *s.separator);
  close_electrodes(s, c);
  if (s.collectors)
    for (const auto& side : {s.collectors->positive, s.collectors->negative})
      c.collectors.push_back({*side->thickness, *side->density});
  if (s.as_assembled && s.as_assembled->stoichiometry && s.as_assembled->negative_stoichiometry)
    c.assembled = Stoichiometries{*s.as_assembled->stoichiometry, *s.as_assembled->negative_stoichiometry};
  if (const auto allowed = allowed_temperatures(c, c.temperature))
    refuse("cell", "temperature", s.temperature, "K", *allowed);
  return c;
}

std::optional<std::string> allowed_temperatures(const CellParameters& cell, double temperature) {
  constexpr double rounding = 1e-6;  // K; of converted limits
  const auto refuses = [&](const TemperatureRange& range) {
    return temperature < range.low - rounding || temperature > range.high + rounding;
  };
  const auto allowed = [](const std::string& material, const TemperatureRange& range) {
    return fmt::format("{:.5g} to {:.5g} degC, where the data of {} are valid", degC(range.low), degC(range.high),
                       material);
  };
  for (const Separator::Layer& layer : cell.separator.layers)
    if (const Electrolyte& e = layer.electrolyte; refuses(e.temperature_range))
      return allowed(e.name, e.temperature_range);
  for (const Side side : cell.composite_sides()) {
    const Composite& p = cell.composite(side);
    for (const ElectrolyteComponent& e : p.electrolytes)
      if (refuses(e.material.temperature_range)) return allowed(e.material.name, e.material.temperature_range);
    if (!p.has_active_material()) continue;
    for (const ActiveComponent& a : p.actives)
      if (refuses(a.material.temperature_range)) return allowed(a.material.name, a.material.temperature_range);
  }
  return std::nullopt;
}

}  // namespace closo
