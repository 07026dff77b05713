// What follows from how much of what a composite is made of.
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

/// Leaves the shares of materials as those of all solids.     @return the names of its active materials
std::vector<std::string> close_composition(const CellSpec& cell, const ElectrodeSpec& s, const std::string& electrode,
                                           Composite& p) {
  std::vector<std::string> names;
  const std::string key = electrode + (s.composition ? ".composition" : ".volume_fractions");
  const CompositionSpec& composition = *s.components();
  const bool filled = p.electrolyte().fills_pores();
  const auto is_beside = [&](const std::string& name) { return cell.separator->electrolyte.value_or("") == name; };
  double sum = 0;
  p.actives.clear();
  std::vector<ElectrolyteComponent> electrolytes;
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
      p.actives.push_back({close_active_material(*material, key_of(name)), *fraction});
      names.push_back(name);
      p.active_weight_fraction += *fraction;
    } else if (kind == "electrolyte") {
      if (filled)
        throw InputError::forbidden(fraction.where(), key + "." + name,
                                    "the electrolyte of the separator fills the pores");
      electrolytes.push_back({close_electrolyte(*material, key_of(name)), *fraction});
      if (electrolytes.back().material.fills_pores())
        fail("an electrolyte that fills no pores; one that does is that of the separator");
      if (electrolytes.back().material.has_concentration() && !is_beside(name))
        fail("an electrolyte whose concentration stays, or that of the separator");
      p.electrolyte_weight_fraction += *fraction;
    } else if (kind == "additive") {
      p.additives.push_back(close_additive(*material, *fraction));
    } else {
      fail("an active material, an electrolyte or an additive, not a metal");
    }
  }
  p.dense = electrolytes.empty() && !filled;
  const bool varies = p.electrolyte().has_concentration();  // beside it
  if (varies && !filled && (electrolytes.size() != 1 || !electrolytes.front().material.has_concentration()))
    refuse(
        composition, key,
        fmt::format(
            "expected '{}' among the components and no other electrolyte: as its concentration varies, it goes through "
            "the whole cell",
            *cell.separator->electrolyte));
  if (p.dense && names.empty())
    refuse(composition, key, "expected an active material or an electrolyte among the components");
  if (!electrolytes.empty()) p.electrolytes = std::move(electrolytes);
  if (names.empty() && filled)
    refuse(composition, key, "expected an active material among the components, as the electrolyte fills the pores");
  if (s.composition && std::abs(sum - 1) > sum_tolerance)
    refuse(composition, key,
           fmt::format("expected weight fractions that sum to 100 %, not {:.6g} %", sum * to_percent));
  if (names.empty()) p.actives.emplace_back();
  return names;
}

/// What volume fractions leave of the solids; without a name, as nobody knows what it is.
bool is_rest(const Additive& additive) {
  return additive.name.empty();
}

/// From shares of the volume, which stand where those of the weight belong, to these, and to what the cell has of each.
void close_volumes(const ElectrodeSpec& s, const std::string& electrode, Composite& p) {
  const bool filled = p.electrolyte().fills_pores();
  if (!s.thickness) refuse_missing(s, electrode + ".thickness", Range::positive().describe("m"));
  if (filled && !s.porosity)
    refuse_missing(s, electrode + ".porosity", "the share of the volume that the electrolyte fills");
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
  p.active_weight_fraction = 0;
  for (ActiveComponent& a : p.actives) {
    weigh(a.share, a.material.density);
    p.active_weight_fraction += a.share;
  }
  p.electrolyte_weight_fraction = 0;
  if (!filled && !p.dense)
    for (ElectrolyteComponent& e : p.electrolytes) {
      weigh(e.share, e.material.density);
      p.electrolyte_weight_fraction += e.share;
    }
  for (Additive& a : p.additives) weigh(a.weight_fraction, a.density);
  p.active_loading = p.active_weight_fraction * p.thickness;
  p.electrolyte_loading = (filled ? p.porosity * p.electrolyte().density : p.electrolyte_weight_fraction) * p.thickness;
  p.active_weight_fraction /= density, p.electrolyte_weight_fraction /= density;
  for (Additive& a : p.additives) a.weight_fraction /= density;
}

/// From shares of all solids to those of what is of one kind.
template <class Material>
void share_among(std::vector<Component<Material>>& components) {
  double sum = 0;
  for (const auto& c : components) sum += c.share;
  for (auto& c : components) c.share /= sum;
}

/// What a blend cannot say, as it holds of one active material.
void check_blend(const ElectrodeSpec& s, const std::string& key, const Composite& p) {
  if (p.dense)
    refuse(*s.components(), key,
           "expected an electrolyte among the components, or one active material alone, which then is dense");
  if (const CurveSpec& sigma = s.electron_path->effective_conductivity; sigma.table)
    throw InputError::forbidden(place(sigma.table->file, sigma.table->line),
                                key + ".electron_path.effective_conductivity",
                                "in a blend there is no one stoichiometry that a curve could be of");
  if (const Quantity& resistance = s.charge_transfer_resistance.value)
    throw InputError::forbidden(resistance.where(), key + ".charge_transfer_resistance",
                                "a blend has an exchange-current density of each of its active materials");
}

/// Any two of loading, porosity and thickness give the third:  thickness (1 - porosity) = loading / w v,
/// with w the weight fraction of the active material (without one, of the electrolyte) and v the specific volume of the
/// solids.
void close_geometry(const ElectrodeSpec& s, const std::string& electrode, Composite& p) {
  const bool active = p.has_active_material();
  const char* key = active ? "active_loading" : "electrolyte_loading";
  const Quantity& loading = active ? s.active_loading : s.electrolyte_loading;
  const bool pores = s.porosity || (p.dense && !(loading && s.thickness));  // are stated; what is dense has none
  if ((loading ? 1 : 0) + (pores ? 1 : 0) + (s.thickness ? 1 : 0) < 2)
    refuse_missing(s,
                   electrode + "." +
                       (!loading ? key
                        : !pores ? "porosity"
                                 : "thickness"),
                   p.dense ? "'active_loading' or 'thickness'"
                           : fmt::format("two of '{}', 'porosity' and 'thickness'; the third follows", key));
  double& stated = active ? p.active_loading : p.electrolyte_loading;
  stated = loading.value_or(0), p.porosity = s.porosity.value_or(0), p.thickness = s.thickness.value_or(0);
  // m3 of solids per kg of what the loading states
  const double dense = p.specific_volume() / (active ? p.active_weight_fraction : p.electrolyte_weight_fraction);
  if (!loading) {
    stated = p.thickness * (1 - p.porosity) / dense;
  } else if (!pores) {
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
  if (p.electrolyte().fills_pores()) {
    if (p.porosity == 0) refuse(electrode, "porosity", s.porosity, "1", "above 0: the electrolyte fills the pores");
    p.electrolyte_loading = p.thickness * p.porosity * p.electrolyte().density;
  } else {
    p.electrolyte_loading = p.thickness * (1 - p.porosity) / p.specific_volume() * p.electrolyte_weight_fraction;
  }
}

Shape shape_of(const Word& shape) {
  const std::string name = shape.value_or("sphere");
  return name == "plate" ? Shape::plate : name == "rod" ? Shape::rod : Shape::sphere;
}

/// Which of the active materials of a composition a class of particles is of.
/// @param actives  their names
std::size_t active_of(const ParticleSpec& particle, const std::string& key, const std::vector<std::string>& actives) {
  if (!particle.material) {
    if (actives.size() == 1) return 0;
    refuse_missing(particle, key + ".material",
                   "one of " + quoted_list(actives) + ", of which the composite is a blend");
  }
  const auto found = std::ranges::find(actives, *particle.material);
  if (found == actives.end()) refuse(key, "material", particle.material, "one of " + quoted_list(actives));
  return static_cast<std::size_t>(found - actives.begin());
}

std::vector<ParticleClass> close_particles(const ElectrodeSpec& s, const std::string& electrode,
                                           const std::vector<std::string>& actives) {
  const std::string key = electrode + ".particles";
  if (s.distribution) {
    if (actives.size() > 1)
      refuse(*s.distribution, key, "expected a list of classes, each with its 'material', as the composite is a blend");
    std::vector<ParticleClass> classes = log_normal_classes(*s.distribution->median_radius, *s.distribution->width,
                                                            static_cast<int>(*s.distribution->classes));
    for (ParticleClass& k : classes) k.shape = shape_of(s.distribution->shape);
    return classes;
  }
  std::vector<ParticleClass> classes;
  std::vector<double> sums(actives.size());
  for (std::size_t k = 0; k < s.particles.size(); ++k) {
    const ParticleSpec& particle = s.particles[k];
    const std::size_t active = active_of(particle, fmt::format("{}.{}", key, k), actives);
    classes.push_back({*particle.radius, *particle.share, active, shape_of(particle.shape)});
    sums[active] += *particle.share;
  }
  for (std::size_t k = 0; k < actives.size(); ++k)
    if (std::abs(sums[k] - 1) > sum_tolerance)
      refuse(s.particles.empty() ? static_cast<const Part&>(s) : s.particles.front(), key,
             fmt::format("expected shares{} that sum to 100 %, not {:.6g} %",
                         actives.size() > 1 ? " of the particles of '" + actives[k] + "'" : "", sums[k] * to_percent));
  return classes;
}

}  // namespace

std::string key_of(const std::string& material) {
  return "materials." + material;
}

DoubleLayer close(const DoubleLayerSpec& s) {
  DoubleLayer layer{s.capacitance.value_or(0)};
  if (s.exponent) layer.exponent = *s.exponent, layer.frequency = *s.frequency;
  return layer;
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

void check_density(const CellSpec& cell, bool known, const Part& part, const std::string& key) {
  if (!known && !cell.by_volume()) refuse_missing(part, key + ".density", Range::positive().describe("kg/m3"));
}

Composite close_composite(const CellSpec& cell, const ElectrodeSpec& s, const std::string& key,
                          const Electrolyte& beside) {
  Composite p;
  p.electrolyte() = beside;
  const std::vector<std::string> actives = close_composition(cell, s, key, p);
  if (s.volume_fractions) close_volumes(s, key, p);
  if (!actives.empty()) share_among(p.actives);
  share_among(p.electrolytes);
  if (s.composition) close_geometry(s, key, p);
  if (!p.dense) p.ion_path = close(*s.ion_path, key + ".ion_path");
  if (!p.dense && s.ion_path->effective_conductivity &&
      std::ranges::any_of(p.electrolytes, [](const ElectrolyteComponent& e) {
        return std::isnan(e.material.conductivity.reference_temperature);
      }))
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
    if (p.is_blend()) check_blend(s, key, p);
    p.particles =
        p.dense ? std::vector{ParticleClass{p.thickness, 1, 0, Shape::plate}} : close_particles(s, key, actives);
    if (s.coating) p.coating = Coating{*s.coating->thickness, close(s.coating->conductivity)};
    p.contact = *s.contact;
    if (s.contact_pressure) {
      p.contact_pressure = closo::close(*s.contact_pressure);
      p.contact = p.contact_pressure->fraction_under(*cell.pressure, p.contact);
    }
    if (s.contact_loss) p.contact_loss = closo::close(*s.contact_loss);
    if (s.coverage) p.coverage = closo::close(*s.coverage);
    if (s.interphase) p.interphase = closo::close(*s.interphase);
    close_swelling(s, key, p);
    if (s.charge_transfer_resistance.value)
      closo::state_charge_transfer(s.charge_transfer_resistance, *cell.temperature, p);
  }
  close_layers(s, key, p);
  p.collector_resistance = *s.contact_resistance;
  return p;
}

namespace {

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

}  // namespace

void close_masses(const CellSpec& cell, CellParameters& c) {
  c.masses_known = masses_known(cell, c);
  for (const Side side : sides)
    if (!c.masses_known)
      refuse_layers_per_mass(side == Side::negative ? *cell.negative : *cell.positive,
                             std::string("cell.") + name_of(side));
}

}  // namespace closo
