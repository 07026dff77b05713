// A cell from its electrodes, its separator and its conditions.
#include "models/cell_input.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/composite_input.hpp"
#include "models/material_input.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

Voids read_voids(const InputReader& voids) {
  Voids v;
  v.depth = voids.quantity("depth", "m", Range::positive());
  v.critical_current = read_arrhenius(voids, "critical_current", "A/m2", Range::positive());
  v.critical_current_per_pressure = voids.quantity("critical_current_per_pressure", "A/m2/Pa", Range::non_negative());
  v.stop = voids.choice("at_critical_current", {"continue", "stop"}) == "stop";
  return v;
}

MetalInterface read_metal_interface(const InputReader& interface) {
  MetalInterface m;
  m.reference_pressure = interface.quantity("reference_pressure", "Pa", Range::positive());
  m.pressure_exponent = interface.number("pressure_exponent", Range::between(0, 10));
  m.growth = interface.quantity("growth", "ohm m2", Range::non_negative());
  if (interface.has("voids")) m.voids = read_voids(interface.at("voids"));
  return m;
}

HeatBalance read_heat_balance(const InputReader& heat) {
  return {heat.quantity("capacity", "J/K", Range::positive()), heat.quantity("transfer", "W/K", Range::non_negative())};
}

InputReader material_of(const InputReader& part, const std::string& key, MaterialKind kind, const std::string& expected,
                        const InputReader& materials) {
  const InputReader material = materials.at(part.text(key));
  if (read_material_kind(material) != kind) part.fail(key, expected);
  return material;
}

FlatElectrode read_flat(const InputReader& electrode, const InputReader& materials) {
  FlatElectrode e;
  if (electrode.has("metal") == electrode.has("blocking"))
    electrode.fail("metal", "either 'metal' with the name of a metal or 'blocking' with the name of a conductor");
  if (electrode.has("blocking")) {
    e.blocking = true;
    e.metal.name = electrode.text("blocking");
    e.double_layer = read_double_layer(electrode);
    return e;
  }
  e.metal = read_metal(material_of(electrode, "metal", MaterialKind::metal, "the name of a metal", materials));
  e.thickness = electrode.quantity("thickness", "m", Range::positive());
  e.kinetics = read_kinetics(electrode);
  e.interface_resistance = electrode.quantity("interface_resistance", "ohm m2", Range::non_negative());
  if (electrode.has("double_layer")) e.double_layer = read_double_layer(electrode);
  if (electrode.has("interface")) e.interface = read_metal_interface(electrode.at("interface"));
  return e;
}

Separator::Layer read_layer(const InputReader& layer, const InputReader& materials) {
  Separator::Layer l{read_electrolyte(material_of(layer, "electrolyte", MaterialKind::electrolyte,
                                                  "the name of an electrolyte", materials)),
                     layer.quantity("thickness", "m", Range::positive())};
  l.loading = l.thickness * l.electrolyte.density;  // dense, unless weighed
  if (l.electrolyte.salt) {
    const InputReader membrane = layer.at("membrane");
    l.fraction = membrane.quantity("porosity", "1", {0.0, 1.0, true, false});
    l.efficiency = read_ion_path(membrane).efficiency(l.fraction, l.electrolyte.conductivity.value);
    l.loading = l.fraction * l.loading +
                (1 - l.fraction) * l.thickness * membrane.quantity("density", "kg/m3", Range::positive());
  }
  if (layer.has("loading")) l.loading = layer.quantity("loading", "kg/m2", Range::positive());
  return l;
}

Collector read_collector(const InputReader& collector) {
  return {collector.quantity("thickness", "m", Range::positive()),
          collector.quantity("density", "kg/m3", Range::positive())};
}

std::vector<Collector> read_collectors(const InputReader& collectors) {
  return {read_collector(collectors.at("positive")), read_collector(collectors.at("negative"))};
}

/// A composite with its capacity, or a second flat electrode.
void read_positive(const InputReader& cell, const InputReader& materials, CellParameters& c) {
  const InputReader positive = cell.at("positive");
  if (positive.has("metal") || positive.has("blocking")) {
    c.counter = read_flat(positive, materials);
    if (cell.has("nominal_capacity"))
      c.nominal_areal_capacity = cell.quantity("nominal_capacity", "C/m2", Range::positive());
  } else {
    const Electrolyte& electrolyte = c.separator.layers.front().electrolyte;
    c.positive = read_composite(positive, materials, c.pressure, electrolyte.salt ? &electrolyte : nullptr);
    c.nominal_capacity = cell.quantity("nominal_capacity", "C/kg", Range::positive());
  }
  for (const FlatElectrode* electrode : c.flat_electrodes())
    if (c.pressure == 0 && (electrode->interface || c.positive.contact_pressure))
      cell.fail("pressure", "a pressure above 0, as contact or interface of this cell depend on it");
  if (!cell.has("heat")) return;
  if (!c.has_active_material()) cell.forbid("heat", "only a cell with an active material has a heat balance");
  c.heat = read_heat_balance(cell.at("heat"));
}

}  // namespace

std::vector<std::string> material_names(const InputNode& cell) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  const auto add_text = [&](const char* part, const char* key) {
    const InputNode* node = cell.find(part);
    if (node != nullptr) node = node->find(key);
    if (node != nullptr && node->kind == InputNode::Kind::scalar) add(node->scalar);
  };
  add_text("negative", "metal");
  add_text("positive", "metal");
  add_text("separator", "electrolyte");
  if (const InputNode* separator = cell.find("separator"))
    if (const InputNode* layers = separator->find("layers"))
      for (const auto& [key, layer] : layers->children)
        if (const InputNode* electrolyte = layer.find("electrolyte"))
          if (electrolyte->kind == InputNode::Kind::scalar) add(electrolyte->scalar);
  if (const InputNode* positive = cell.find("positive"))
    if (const InputNode* composition = positive->find("composition"))
      for (const std::string& name : composition->keys()) add(name);
  return names;
}

CellParameters read_cell(const InputReader& cell, const InputReader& materials) {
  CellParameters c;
  if (cell.text("closo") != "1") cell.fail("closo", "1, the format version this program reads");
  c.title = cell.text("title");
  c.area = cell.quantity("area", "m2", Range::positive());
  c.pressure = cell.quantity("pressure", "Pa", Range::non_negative());
  c.temperature = cell.quantity("temperature", "K", Range::positive());
  const InputReader limits = cell.at("limits");
  c.lower_voltage = limits.quantity("lower", "V", Range::any());
  c.upper_voltage = limits.quantity("upper", "V", Range::positive());
  if (c.lower_voltage >= c.upper_voltage) limits.fail("upper", "a voltage above 'lower'");

  c.negative = read_flat(cell.at("negative"), materials);
  const InputReader separator = cell.at("separator");
  if (separator.has("layers")) {
    for (const InputReader& layer : separator.sequence("layers"))
      c.separator.layers.push_back(read_layer(layer, materials));
    for (const Separator::Layer& layer : c.separator.layers)
      if (layer.electrolyte.salt)
        separator.fail("layers",
                       "'electrolyte', 'thickness' and 'membrane': a liquid electrolyte forms a single layer");
  } else {
    c.separator.layers.push_back(read_layer(separator, materials));
  }

  read_positive(cell, materials, c);
  if (cell.has("collectors")) c.collectors = read_collectors(cell.at("collectors"));
  if (const auto allowed = allowed_temperatures(c, c.temperature)) cell.fail("temperature", *allowed);
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
  const PositiveElectrode& p = cell.positive;
  if (cell.has_composite() && refuses(p.electrolyte.temperature_range))
    return allowed(p.electrolyte.name, p.electrolyte.temperature_range);
  if (cell.has_active_material() && refuses(p.active.temperature_range))
    return allowed(p.active.name, p.active.temperature_range);
  return std::nullopt;
}

}  // namespace closo
