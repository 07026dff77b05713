// What follows from how much of what a cell is made of.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/range.hpp"
#include "models/parameters/close.hpp"
#include "models/particle_sizes.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

// Sums of fractions and statements of one thing in two ways may differ by rounding, not by more.
constexpr double sum_tolerance = 1e-6;
constexpr double same_thickness = 0.005;
constexpr double same_volume = 1e-4;

std::string key_of(const std::string& material) {
  return "materials." + material;
}

/// The material that an entry of a group names.
const MaterialSpec& material_of(const CellSpec& cell, const std::string& key, const char* name, const Word& entry,
                                const char* kind) {
  const MaterialSpec* material = cell.material(*entry);
  if (material == nullptr) refuse_missing(cell, key_of(*entry), "");
  if (*material->kind != kind)
    refuse(key, name, entry, fmt::format("the name of a{} {}", *kind == 'e' ? "n" : "", kind));
  return *material;
}

DoubleLayer close(const DoubleLayerSpec& s) {
  DoubleLayer layer{s.capacitance.value_or(0)};
  if (s.exponent) layer.exponent = *s.exponent, layer.frequency = *s.frequency;
  return layer;
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

ConductionPath close(const IonPathSpec& s, const std::string& key) {
  const Quantity* ways[] = {&s.bruggeman, &s.tortuosity_factor, &s.effective_conductivity, &s.transport_efficiency};
  if (std::ranges::count_if(ways, [](const Quantity* q) { return static_cast<bool>(*q); }) != 1)
    refuse(s, key,
           "expected one of 'bruggeman', 'tortuosity_factor', 'effective_conductivity' and 'transport_efficiency'");
  using Kind = ConductionPath::Kind;
  if (s.bruggeman) return {Kind::bruggeman, *s.bruggeman};
  if (s.tortuosity_factor) return {Kind::tortuosity_factor, *s.tortuosity_factor};
  if (s.transport_efficiency) return {Kind::transport_efficiency, *s.transport_efficiency};
  return {Kind::effective_conductivity, *s.effective_conductivity};
}

/// Masses are told unless a composite is stated by volume.
void check_density(const CellSpec& cell, bool known, const Part& part, const std::string& key) {
  if (!known && !cell.by_volume()) refuse_missing(part, key + ".density", Range::positive().describe("kg/m3"));
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
    if (layer.electrolyte.fills_pores())
      refuse(s, key + ".layers",
             "a liquid electrolyte forms a single layer, with 'electrolyte', 'thickness' and 'membrane'");
  return separator;
}

void close_composition(const CellSpec& cell, const ElectrodeSpec& s, const std::string& electrode, Composite& p) {
  const std::string key = electrode + (s.composition ? ".composition" : ".volume_fractions");
  const CompositionSpec& composition = *s.components();
  const bool liquid = p.electrolyte.fills_pores();
  double sum = 0;
  bool active = false, electrolyte = false;
  for (const auto& [name, fraction] : composition.fractions) {
    const MaterialSpec* material = cell.material(name);
    if (material == nullptr) refuse_missing(cell, key_of(name), "");
    sum += *fraction;
    const auto fail = [&, &name = name, &fraction = fraction](const std::string& expected) {
      refuse(key, name.c_str(), fraction, "1", expected);
    };
    const std::string& kind = *material->kind;
    if (kind != "metal") check_density(cell, knows_density(*material), *material, key_of(name));
    if (kind == "active") {
      if (active) fail("only one active material");
      active = true;
      p.active = close_active_material(*material, key_of(name));
      p.active_weight_fraction = *fraction;
    } else if (kind == "electrolyte") {
      if (electrolyte) fail("only one electrolyte");
      electrolyte = true;
      if (liquid)
        throw InputError::forbidden(fraction.where(), key + "." + name, "the liquid of the separator fills the pores");
      p.electrolyte = close_electrolyte(*material, key_of(name));
      if (p.electrolyte.fills_pores())
        fail("a solid electrolyte; a liquid one is that of the separator, and fills the pores");
      p.electrolyte_weight_fraction = *fraction;
    } else if (kind == "additive") {
      p.additives.push_back(close_additive(*material, *fraction));
    } else {
      fail("an active material, an electrolyte or an additive, not a metal");
    }
  }
  if (!electrolyte && !liquid) refuse(composition, key, "expected an electrolyte among the components");
  if (!active && liquid)
    refuse(composition, key, "expected an active material among the components, as the electrolyte is a liquid");
  if (s.composition && std::abs(sum - 1) > sum_tolerance)
    refuse(composition, key,
           fmt::format("expected weight fractions that sum to 100 %, not {:.6g} %", sum * to_percent));
}

/// What volume fractions leave of the solids; without a name, as nobody knows what it is.
bool is_rest(const Additive& additive) {
  return additive.name.empty();
}

/// From shares of the volume, which stand where those of the weight belong, to these, and to what the cell has of each.
void close_volumes(const ElectrodeSpec& s, const std::string& electrode, Composite& p) {
  const bool liquid = p.electrolyte.fills_pores();
  if (!s.thickness) refuse_missing(s, electrode + ".thickness", Range::positive().describe("m"));
  if (liquid && !s.porosity)
    refuse_missing(s, electrode + ".porosity", "the share of the volume that the liquid fills");
  double sum = p.active_weight_fraction + p.electrolyte_weight_fraction;
  for (const Additive& a : p.additives) sum += a.weight_fraction;
  p.thickness = *s.thickness;
  p.porosity = s.porosity.value_or(1 - sum);
  const double rest = 1 - p.porosity - sum;
  if (rest < -same_volume || p.porosity < 0)
    refuse(*s.volume_fractions, electrode + ".volume_fractions",
           fmt::format("expected at most 100 %, the pores included, not {:.6g} %",
                       (sum + s.porosity.value_or(0)) * to_percent));
  if (rest > same_volume) p.additives.push_back({"", unknown_density, rest});
  double density = 0;  // of the composite without what fills its pores
  const auto weigh = [&](double& fraction, double of) { density += fraction *= of; };
  weigh(p.active_weight_fraction, p.active.density);
  weigh(p.electrolyte_weight_fraction, p.electrolyte.density);
  for (Additive& a : p.additives) weigh(a.weight_fraction, a.density);
  p.active_loading = p.active_weight_fraction * p.thickness;
  p.electrolyte_loading = (liquid ? p.porosity * p.electrolyte.density : p.electrolyte_weight_fraction) * p.thickness;
  p.active_weight_fraction /= density, p.electrolyte_weight_fraction /= density;
  for (Additive& a : p.additives) a.weight_fraction /= density;
}

/// Any two of loading, porosity and thickness give the third:  thickness (1 - porosity) = loading / w v,
/// with w the weight fraction of the active material (without one, of the electrolyte) and v the specific volume of the
/// solids.
void close_geometry(const ElectrodeSpec& s, const std::string& electrode, Composite& p) {
  const bool active = p.has_active_material();
  const char* key = active ? "active_loading" : "electrolyte_loading";
  const Quantity& loading = active ? s.active_loading : s.electrolyte_loading;
  if ((loading ? 1 : 0) + (s.porosity ? 1 : 0) + (s.thickness ? 1 : 0) < 2)
    refuse_missing(s,
                   electrode + "." +
                       (!loading      ? key
                        : !s.porosity ? "porosity"
                                      : "thickness"),
                   fmt::format("two of '{}', 'porosity' and 'thickness'; the third follows", key));
  double& stated = active ? p.active_loading : p.electrolyte_loading;
  stated = loading.value_or(0), p.porosity = s.porosity.value_or(0), p.thickness = s.thickness.value_or(0);
  // m3 of solids per kg of what the loading states
  const double dense = p.specific_volume() / (active ? p.active_weight_fraction : p.electrolyte_weight_fraction);
  if (!loading) {
    stated = p.thickness * (1 - p.porosity) / dense;
  } else if (!s.porosity) {
    p.porosity = 1 - stated * dense / p.thickness;
    if (p.porosity < 0)
      refuse(electrode, "thickness", s.thickness, "m",
             fmt::format("at least {:.4g} um, the thickness of this loading without pores", stated * dense * to_um));
  } else {
    const double implied = stated * dense / (1 - p.porosity);
    if (s.thickness && std::abs(p.thickness / implied - 1) > same_thickness)
      refuse(electrode, "thickness", s.thickness, "m",
             fmt::format("{:.4g} um, as follows from loading, porosity and composition (or omit one of the three)",
                         implied * to_um));
    p.thickness = implied;
  }
  if (p.electrolyte.fills_pores()) {
    if (p.porosity == 0)
      refuse(electrode, "porosity", s.porosity, "1", "above 0: a liquid electrolyte fills the pores");
    p.electrolyte_loading = p.thickness * p.porosity * p.electrolyte.density;
  } else {
    p.electrolyte_loading = p.thickness * (1 - p.porosity) / p.specific_volume() * p.electrolyte_weight_fraction;
  }
}

std::vector<ParticleClass> close_particles(const ElectrodeSpec& s, const std::string& electrode) {
  if (s.distribution)
    return log_normal_classes(*s.distribution->median_radius, *s.distribution->width,
                              static_cast<int>(*s.distribution->classes));
  std::vector<ParticleClass> classes;
  double sum = 0;
  for (const ParticleSpec& particle : s.particles) {
    classes.push_back({*particle.radius, *particle.share});
    sum += *particle.share;
  }
  if (std::abs(sum - 1) > sum_tolerance)
    refuse(s.particles.empty() ? static_cast<const Part&>(s) : s.particles.front(), electrode + ".particles",
           fmt::format("expected shares that sum to 100 %, not {:.6g} %", sum * to_percent));
  return classes;
}

/// @param liquid  that fills the pores, or nullptr
Composite close_composite(const CellSpec& cell, const ElectrodeSpec& s, const std::string& key,
                          const Electrolyte* liquid) {
  Composite p;
  if (liquid != nullptr) p.electrolyte = *liquid;
  close_composition(cell, s, key, p);
  if (s.volume_fractions)
    close_volumes(s, key, p);
  else
    close_geometry(s, key, p);
  p.ion_path = close(*s.ion_path, key + ".ion_path");
  if (s.ion_path->effective_conductivity && std::isnan(p.electrolyte.conductivity.reference_temperature))
    refuse(key + ".ion_path", "effective_conductivity", s.ion_path->effective_conductivity, "S/m",
           "'bruggeman' or 'tortuosity_factor', or a 'reference_temperature' beside the curve of the conductivity, at "
           "which this value holds");
  const CurveSpec& sigma = s.electron_path->effective_conductivity;
  if (sigma.table && !p.has_active_material())
    throw InputError::forbidden(place(sigma.table->file, sigma.table->line),
                                key + ".electron_path.effective_conductivity",
                                "without an active material there is no stoichiometry that a curve could be of");
  p.electron_conductivity = over_value_at_half(closo::close(sigma, Curve::Variable::stoichiometry));
  p.double_layer = close(s.double_layer);
  if (p.has_active_material()) {
    p.particles = close_particles(s, key);
    p.contact = *s.contact;
    p.film_resistance = *s.film_resistance;
    p.film_capacitance = close(s.film_capacitance);
    if (s.contact_pressure) {
      p.contact_pressure = closo::close(*s.contact_pressure);
      p.contact = p.contact_pressure->fraction_under(*cell.pressure, p.contact);
    }
    if (s.contact_loss) p.contact_loss = closo::close(*s.contact_loss);
    if (s.coverage) p.coverage = closo::close(*s.coverage);
    if (s.interphase) p.interphase = closo::close(*s.interphase);
    if (s.charge_transfer_resistance.value)
      closo::state_charge_transfer(s.charge_transfer_resistance, *cell.temperature, p);
  }
  if (s.film) {
    p.film = closo::close(*s.film);
    check_consumed(*s.film, key + ".film", p);
  }
  p.collector_resistance = *s.contact_resistance;
  return p;
}

Electrode close_electrode(const CellSpec& cell, Side side, const Separator& separator) {
  const ElectrodeSpec& s = side == Side::negative ? *cell.negative : *cell.positive;
  const std::string key = std::string("cell.") + name_of(side);
  if (s.metal || s.blocking) return close_flat(cell, s, key);
  const Electrolyte& electrolyte = separator.layers.front().electrolyte;
  return close_composite(cell, s, key, electrolyte.fills_pores() ? &electrolyte : nullptr);
}

bool masses_known(const CellSpec& cell, const CellParameters& c) {
  if (!cell.by_volume()) return true;
  for (const auto& [name, material] : cell.materials)
    if (!knows_density(material)) return false;
  const auto known = [](const LayerSpec& layer) { return !layer.membrane || layer.membrane->density; };
  if (!known(*cell.separator) || !std::ranges::all_of(cell.separator->layers, known)) return false;
  const auto has_rest = [&](Side side) {
    const auto* p = std::get_if<Composite>(&c.electrode(side));
    return p != nullptr && std::ranges::any_of(p->additives, is_rest);
  };
  return std::ranges::none_of(sides, has_rest);
}

void close_electrodes(const CellSpec& cell, CellParameters& c) {
  c.negative = close_electrode(cell, Side::negative, c.separator);
  c.positive = close_electrode(cell, Side::positive, c.separator);
  if (c.has_two_composites() &&
      c.composite(Side::negative).has_active_material() != c.composite(Side::positive).has_active_material())
    refuse(*cell.negative, "cell.negative", "expected an active material in both composites, or in none");
  c.masses_known = masses_known(cell, c);
  for (const Side side : sides)
    if (const ElectrodeSpec& s = side == Side::negative ? *cell.negative : *cell.positive; s.film && !c.masses_known)
      throw InputError::forbidden(s.film->where(), std::string("cell.") + name_of(side) + ".film",
                                  "a film grows per mass, and not all densities of this cell are stated");
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
    if (refuses(p.electrolyte.temperature_range)) return allowed(p.electrolyte.name, p.electrolyte.temperature_range);
    if (p.has_active_material() && refuses(p.active.temperature_range))
      return allowed(p.active.name, p.active.temperature_range);
  }
  return std::nullopt;
}

}  // namespace closo
