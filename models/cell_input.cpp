// Composition, loading, porosity and thickness of the composite, and the parts around it.
#include "models/cell_input.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/material_input.hpp"
#include "models/particle_sizes.hpp"

namespace closo {
namespace {

// Sums of fractions and statements of one thing in two ways may differ by rounding, not by more.
constexpr double sum_tolerance = 1e-6;
constexpr double agreement = 0.005;

void read_composition(const InputReader& positive, const InputReader& materials, PositiveElectrode& p) {
  const InputReader composition = positive.at("composition");
  double sum = 0;
  bool active = false, electrolyte = false;
  for (const auto& [name, entry] : composition.entries()) {
    const double fraction = entry.quantity_here("1", Range::open_fraction());
    const InputReader material = materials.at(name);
    sum += fraction;
    switch (read_material_kind(material)) {
      case MaterialKind::active:
        if (active) composition.fail(name, "one active material only");
        active = true;
        p.active = read_active_material(material);
        p.active_weight_fraction = fraction;
        break;
      case MaterialKind::electrolyte:
        if (electrolyte) composition.fail(name, "one electrolyte only");
        electrolyte = true;
        p.electrolyte = read_electrolyte(material);
        p.electrolyte_weight_fraction = fraction;
        break;
      case MaterialKind::additive:
        p.additives.push_back(read_additive(material, fraction));
        break;
      case MaterialKind::metal:
        composition.fail(name, "an active material, an electrolyte or an additive, not a metal");
    }
  }
  if (!active) positive.fail("composition", "an active material among the components");
  if (!electrolyte) positive.fail("composition", "an electrolyte among the components");
  if (std::abs(sum - 1) > sum_tolerance)
    positive.fail("composition", fmt::format("weight fractions that sum to 100 %, not {:.6g} %", sum * 100));
}

/// Any two of loading, porosity and thickness give the third:  thickness (1 - porosity) = loading / w v,
/// with w the weight fraction of the active material and v the specific volume of the solids.
void read_geometry(const InputReader& positive, PositiveElectrode& p) {
  const bool loading = positive.has("active_loading"), porosity = positive.has("porosity"),
             thickness = positive.has("thickness");
  if (loading) p.active_loading = positive.quantity("active_loading", "kg/m2", Range::positive());
  if (porosity) p.porosity = positive.quantity("porosity", "1", {0.0, 1.0, false, true});
  if (thickness) p.thickness = positive.quantity("thickness", "m", Range::positive());
  if (loading + porosity + thickness < 2) {
    const char* missing = !loading ? "active_loading" : !porosity ? "porosity" : "thickness";
    positive.fail(missing, "two of 'active_loading', 'porosity' and 'thickness'; they give the third");
  }
  const double dense = p.specific_volume() / p.active_weight_fraction;  // m3 of solids per kg of active material
  if (!loading) {
    p.active_loading = p.thickness * (1 - p.porosity) / dense;
  } else if (!porosity) {
    p.porosity = 1 - p.active_loading * dense / p.thickness;
    if (p.porosity < 0)
      positive.fail("thickness", fmt::format("at least {:.4g} um, the thickness of this loading without pores",
                                             p.active_loading * dense * 1e6));
  } else {
    const double implied = p.active_loading * dense / (1 - p.porosity);
    if (thickness && std::abs(p.thickness / implied - 1) > agreement)
      positive.fail("thickness", fmt::format("{:.4g} um, which loading, porosity and composition give (or leave one of "
                                             "the three out)",
                                             implied * 1e6));
    p.thickness = implied;
  }
}

ConductionPath read_ion_path(const InputReader& positive) {
  const InputReader path = positive.at("ion_path");
  const bool bruggeman = path.has("bruggeman"), tortuosity = path.has("tortuosity_factor"),
             conductivity = path.has("effective_conductivity");
  if (bruggeman + tortuosity + conductivity != 1)
    positive.fail("ion_path", "one of 'bruggeman', 'tortuosity_factor' and 'effective_conductivity'");
  using Kind = ConductionPath::Kind;
  if (bruggeman) return {Kind::bruggeman, path.number("bruggeman", {1.0, 10.0, false, false})};
  if (tortuosity) return {Kind::tortuosity_factor, path.number("tortuosity_factor", {1.0, 1e3, false, false})};
  return {Kind::effective_conductivity, path.quantity("effective_conductivity", "S/m", Range::positive())};
}

std::vector<ParticleClass> read_distribution(const InputReader& particles) {
  constexpr int most = 12;  // more classes change no voltage, only the time
  particles.choice("distribution", {"log-normal"});
  return log_normal_classes(particles.quantity("median_radius", "m", Range::positive()),
                            particles.number("width", {0.0, 2.0, true, false}), particles.integer("classes", 2, most));
}

/// A list of classes, or a distribution.
std::vector<ParticleClass> read_particles(const InputReader& positive) {
  if (positive.at("particles").node().kind == InputNode::Kind::mapping)
    return read_distribution(positive.at("particles"));
  std::vector<ParticleClass> classes;
  double sum = 0;
  for (const InputReader& entry : positive.sequence("particles")) {
    classes.push_back(
        {entry.quantity("radius", "m", Range::positive()), entry.number("share", {0.0, 1.0, true, false})});
    sum += classes.back().share;
  }
  if (std::abs(sum - 1) > sum_tolerance)
    positive.fail("particles", fmt::format("shares that sum to 100 %, not {:.6g} %", sum * 100));
  return classes;
}

OxidationReaction read_oxidation(const InputReader& entry) {
  OxidationReaction r;
  r.name = entry.text("name");
  r.potential = entry.quantity("potential", "V", Range::any());
  r.rate = read_arrhenius(entry, "rate", "1/s", Range::positive());
  r.transfer_coefficient = entry.number("transfer_coefficient", {0.0, 1.0, true, false});
  r.charge = entry.quantity("charge", "C/kg", Range::positive());
  r.passivating_thickness = entry.quantity("passivating_thickness", "m", Range::positive());
  r.conductivity = read_arrhenius(entry, "conductivity", "S/m", Range::positive());
  return r;
}

Film read_film(const InputReader& film) {
  Film f;
  for (const InputReader& entry : film.sequence("reactions")) f.reactions.push_back(read_oxidation(entry));
  f.specific_area = film.quantity("specific_area", "m2/kg", Range::positive());
  f.molar_volume = film.quantity("molar_volume", "m3/mol", Range::positive());
  return f;
}

ContactLoss read_contact_loss(const InputReader& loss) {
  ContactLoss l;
  l.limit = loss.quantity("limit", "1", {0.0, 1.0, true, false});
  l.cycles = loss.number("cycles", Range::positive());
  return l;
}

Voids read_voids(const InputReader& voids) {
  Voids v;
  v.depth = voids.quantity("depth", "m", Range::positive());
  v.creep_rate = read_arrhenius(voids, "creep_rate", "1/s", Range::positive());
  v.creep_pressure = voids.quantity("creep_pressure", "Pa", Range::positive());
  v.creep_exponent = voids.number("creep_exponent", Range::between(0, 20));
  v.creep_length = voids.quantity("creep_length", "m", Range::positive());
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

ContactPressure read_contact_pressure(const InputReader& law) {
  return {law.quantity("reference", "Pa", Range::positive()), law.number("exponent", Range::between(0, 10))};
}

/// @param pressure  of the cell, under which it is assembled [Pa]
PositiveElectrode read_positive(const InputReader& positive, const InputReader& materials, double pressure) {
  PositiveElectrode p;
  read_composition(positive, materials, p);
  read_geometry(positive, p);
  p.ion_path = read_ion_path(positive);
  p.electron_conductivity = positive.at("electron_path").quantity("effective_conductivity", "S/m", Range::positive());
  p.particles = read_particles(positive);
  p.contact = positive.quantity("contact", "1", {0.0, 1.0, true, false});
  if (positive.has("double_layer")) p.double_layer = positive.quantity("double_layer", "F/m2", Range::positive());
  p.film_resistance = positive.quantity("film_resistance", "ohm m2", Range::non_negative());
  if (positive.has("contact_pressure")) {
    p.contact_pressure = read_contact_pressure(positive.at("contact_pressure"));
    p.contact = p.contact_pressure->fraction_under(pressure, p.contact);
  }
  if (positive.has("contact_loss")) p.contact_loss = read_contact_loss(positive.at("contact_loss"));
  if (positive.has("film")) p.film = read_film(positive.at("film"));
  p.contact_resistance = positive.quantity("contact_resistance", "ohm m2", Range::non_negative());
  return p;
}

InputReader material_of(const InputReader& part, const std::string& key, MaterialKind kind, const std::string& expected,
                        const InputReader& materials) {
  const InputReader material = materials.at(part.text(key));
  if (read_material_kind(material) != kind) part.fail(key, expected);
  return material;
}

Separator::Layer read_layer(const InputReader& layer, const InputReader& materials) {
  Separator::Layer l{read_electrolyte(material_of(layer, "electrolyte", MaterialKind::electrolyte,
                                                  "the name of an electrolyte", materials)),
                     layer.quantity("thickness", "m", Range::positive())};
  l.loading = l.thickness * l.electrolyte.density;  // dense, unless weighed
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
  if (cell.has("heat")) c.heat = read_heat_balance(cell.at("heat"));
  c.nominal_capacity = cell.quantity("nominal_capacity", "C/kg", Range::positive());
  const InputReader limits = cell.at("limits");
  c.lower_voltage = limits.quantity("lower", "V", Range::any());
  c.upper_voltage = limits.quantity("upper", "V", Range::positive());
  if (c.lower_voltage >= c.upper_voltage) limits.fail("upper", "a voltage above 'lower'");

  const InputReader negative = cell.at("negative");
  c.negative.metal = read_metal(material_of(negative, "metal", MaterialKind::metal, "the name of a metal", materials));
  c.negative.thickness = negative.quantity("thickness", "m", Range::positive());
  c.negative.kinetics = read_kinetics(negative);
  c.negative.interface_resistance = negative.quantity("interface_resistance", "ohm m2", Range::non_negative());

  if (negative.has("double_layer"))
    c.negative.double_layer = negative.quantity("double_layer", "F/m2", Range::positive());
  if (negative.has("interface")) c.negative.interface = read_metal_interface(negative.at("interface"));
  if (c.pressure == 0 && (c.negative.interface || cell.at("positive").has("contact_pressure")))
    cell.fail("pressure", "a pressure above 0, on which contact and interface of this cell depend");

  const InputReader separator = cell.at("separator");
  if (separator.has("layers")) {
    for (const InputReader& layer : separator.sequence("layers"))
      c.separator.layers.push_back(read_layer(layer, materials));
  } else {
    c.separator.layers.push_back(read_layer(separator, materials));
  }

  c.positive = read_positive(cell.at("positive"), materials, c.pressure);
  if (cell.has("collectors")) c.collectors = read_collectors(cell.at("collectors"));
  check_temperatures(cell, c, c.temperature);
  return c;
}

void check_temperatures(const InputReader& at, const CellParameters& cell, double temperature) {
  constexpr double rounding = 1e-6;  // K; of converted limits
  const auto check = [&](const std::string& material, const TemperatureRange& range) {
    if (temperature < range.low - rounding || temperature > range.high + rounding)
      at.fail(at.node().kind == InputNode::Kind::mapping ? "temperature" : "",
              fmt::format("{:.5g} to {:.5g} degC, where the data of {} hold", range.low - 273.15, range.high - 273.15,
                          material));
  };
  for (const Separator::Layer& layer : cell.separator.layers)
    check(layer.electrolyte.name, layer.electrolyte.temperature_range);
  check(cell.positive.electrolyte.name, cell.positive.electrolyte.temperature_range);
  check(cell.positive.active.name, cell.positive.active.temperature_range);
}

}  // namespace closo
