// Composition, loading, porosity and thickness of the composite, its particles, contact and film.
#include "models/composite_input.hpp"

#include <cmath>

#include <fmt/format.h>

#include "models/material_input.hpp"
#include "models/particle_sizes.hpp"

namespace closo {
namespace {

// Sums of fractions and statements of one thing in two ways may differ by rounding, not by more.
constexpr double sum_tolerance = 1e-6;
constexpr double same_thickness = 0.005;

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
        if (active) composition.fail(name, "only one active material");
        active = true;
        p.active = read_active_material(material);
        p.active_weight_fraction = fraction;
        break;
      case MaterialKind::electrolyte:
        if (electrolyte) composition.fail(name, "only one electrolyte");
        electrolyte = true;
        if (p.electrolyte.salt) composition.forbid(name, "the liquid of the separator fills the pores");
        p.electrolyte = read_electrolyte(material);
        if (p.electrolyte.salt)
          composition.fail(name, "a solid electrolyte; a liquid one is that of the separator, and fills the pores");
        p.electrolyte_weight_fraction = fraction;
        break;
      case MaterialKind::additive:
        p.additives.push_back(read_additive(material, fraction));
        break;
      case MaterialKind::metal:
        composition.fail(name, "an active material, an electrolyte or an additive, not a metal");
    }
  }
  if (!active && positive.has("active_loading"))
    positive.fail("composition", "an active material among the components, to which 'active_loading' refers");
  if (!electrolyte && !p.electrolyte.salt) positive.fail("composition", "an electrolyte among the components");
  if (!active && p.electrolyte.salt)
    positive.fail("composition", "an active material among the components, as the electrolyte is a liquid");
  if (std::abs(sum - 1) > sum_tolerance)
    positive.fail("composition", fmt::format("weight fractions that sum to 100 %, not {:.6g} %", sum * 100));
}

/// Any two of loading, porosity and thickness give the third:  thickness (1 - porosity) = loading / w v,
/// with w the weight fraction of the active material (without one, of the electrolyte) and v the specific volume of the
/// solids.
void read_geometry(const InputReader& positive, PositiveElectrode& p) {
  const char* key = p.has_active_material() ? "active_loading" : "electrolyte_loading";
  const double fraction = p.has_active_material() ? p.active_weight_fraction : p.electrolyte_weight_fraction;
  double& stated = p.has_active_material() ? p.active_loading : p.electrolyte_loading;
  const bool loading = positive.has(key), porosity = positive.has("porosity"), thickness = positive.has("thickness");
  if (loading) stated = positive.quantity(key, "kg/m2", Range::positive());
  if (porosity) p.porosity = positive.quantity("porosity", "1", {0.0, 1.0, false, true});
  if (thickness) p.thickness = positive.quantity("thickness", "m", Range::positive());
  if (loading + porosity + thickness < 2) {
    const char* missing = !loading ? key : !porosity ? "porosity" : "thickness";
    positive.fail(missing, fmt::format("two of '{}', 'porosity' and 'thickness'; the third follows", key));
  }
  const double dense = p.specific_volume() / fraction;  // m3 of solids per kg of what the loading states
  if (!loading) {
    stated = p.thickness * (1 - p.porosity) / dense;
  } else if (!porosity) {
    p.porosity = 1 - stated * dense / p.thickness;
    if (p.porosity < 0)
      positive.fail("thickness", fmt::format("at least {:.4g} um, the thickness of this loading without pores",
                                             stated * dense * 1e6));
  } else {
    const double implied = stated * dense / (1 - p.porosity);
    if (thickness && std::abs(p.thickness / implied - 1) > same_thickness)
      positive.fail("thickness",
                    fmt::format("{:.4g} um, as follows from loading, porosity and composition (or omit one "
                                "of the three)",
                                implied * 1e6));
    p.thickness = implied;
  }
  if (p.electrolyte.salt) {
    if (p.porosity == 0) positive.fail("porosity", "above 0: a liquid electrolyte fills the pores");
    p.electrolyte_loading = p.thickness * p.porosity * p.electrolyte.density;
  } else {
    p.electrolyte_loading = p.thickness * (1 - p.porosity) / p.specific_volume() * p.electrolyte_weight_fraction;
  }
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
  r.electrolyte_charge = entry.quantity("electrolyte_charge", "C/kg", Range::positive());
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

ContactPressure read_contact_pressure(const InputReader& law) {
  return {law.quantity("reference", "Pa", Range::positive()), law.number("exponent", Range::between(0, 10))};
}

/// What an active material has: particles, their surface and their contact.
void read_contact(const InputReader& positive, double pressure, PositiveElectrode& p) {
  p.particles = read_particles(positive);
  p.contact = positive.quantity("contact", "1", {0.0, 1.0, true, false});
  if (positive.has("double_layer")) p.double_layer = read_double_layer(positive);
  p.film_resistance = positive.quantity("film_resistance", "ohm m2", Range::non_negative());
  if (positive.has("film_capacitance")) p.film_capacitance = read_double_layer(positive, "film_capacitance");
  if (positive.has("contact_pressure")) {
    p.contact_pressure = read_contact_pressure(positive.at("contact_pressure"));
    p.contact = p.contact_pressure->fraction_under(pressure, p.contact);
  }
  if (positive.has("contact_loss")) p.contact_loss = read_contact_loss(positive.at("contact_loss"));
}

}  // namespace

ConductionPath read_ion_path(const InputReader& region) {
  const InputReader path = region.at("ion_path");
  const bool bruggeman = path.has("bruggeman"), tortuosity = path.has("tortuosity_factor"),
             conductivity = path.has("effective_conductivity");
  if (bruggeman + tortuosity + conductivity != 1)
    region.fail("ion_path", "one of 'bruggeman', 'tortuosity_factor' and 'effective_conductivity'");
  using Kind = ConductionPath::Kind;
  if (bruggeman) return {Kind::bruggeman, path.number("bruggeman", {1.0, 10.0, false, false})};
  if (tortuosity) return {Kind::tortuosity_factor, path.number("tortuosity_factor", {1.0, 1e3, false, false})};
  return {Kind::effective_conductivity, path.quantity("effective_conductivity", "S/m", Range::positive())};
}

PositiveElectrode read_composite(const InputReader& positive, const InputReader& materials, double pressure,
                                 const Electrolyte* liquid) {
  PositiveElectrode p;
  if (liquid != nullptr) p.electrolyte = *liquid;
  read_composition(positive, materials, p);
  read_geometry(positive, p);
  p.ion_path = read_ion_path(positive);
  p.electron_conductivity = positive.at("electron_path").quantity("effective_conductivity", "S/m", Range::positive());
  if (p.has_active_material()) {
    read_contact(positive, pressure, p);
  } else {
    p.double_layer = read_double_layer(positive);  // stores all charge, so there has to be one
  }
  if (positive.has("film")) p.film = read_film(positive.at("film"));
  p.contact_resistance = positive.quantity("contact_resistance", "ohm m2", Range::non_negative());
  return p;
}

DoubleLayer read_double_layer(const InputReader& electrode, const std::string& key) {
  DoubleLayer layer{electrode.quantity(key, "F/m2", Range::positive())};
  const InputReader given = electrode.at(key);
  if (given.node().kind != InputNode::Kind::mapping || !given.has("exponent")) return layer;
  layer.exponent = given.number("exponent", {0.3, 1.0, false, false});
  layer.frequency = given.quantity("frequency", "Hz", Range::positive());
  return layer;
}

}  // namespace closo
