// From the spec of a cell to JSON; what BPX has no place for is refused, or told of if it is small.
#include "formats/bpx/export.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "formats/bpx/coefficient_export.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/spec_reader.hpp"
#include "models/balance.hpp"
#include "models/coefficients.hpp"
#include "models/parameters/close.hpp"

namespace closo::bpx {
namespace {

constexpr const char* version = "1.1.0";

[[noreturn]] void no_place(const Part& part, const std::string& key, const std::string& what) {
  throw InputError::forbidden(part.where(), key, "BPX has no place for " + what);
}

/// Without the last digits of a calculation, 12.5 of 12.500000000000002.
double tidy(double value) {
  constexpr int digits = 14;
  return value == 0 ? 0 : std::stod(fmt::format("{:.{}g}", value, digits));
}

const Composite& porous(const CellSpec& spec, const CellParameters& cell, Side side) {
  if (const auto* composite = std::get_if<Composite>(&cell.electrode(side))) return *composite;
  no_place(spec, std::string("cell.") + name_of(side), "an electrode that is no composite");
}

/// What a composite may have in closo alone.
void check(const ElectrodeSpec& s, const Composite& p, const std::string& key, std::vector<std::string>& notes) {
  if (!p.has_active_material()) no_place(s, key, "a composite without active material");
  if (s.film) no_place(*s.film, key + ".film", "a film that grows");
  if (s.interphase) no_place(*s.interphase, key + ".interphase", "an interphase that grows");
  if (s.coverage) no_place(*s.coverage, key + ".coverage", "a coverage of the particles");
  if (s.contact_loss) no_place(*s.contact_loss, key + ".contact_loss", "contact that is lost");
  if (p.film_resistance > 0) no_place(s, key + ".film_resistance", "the resistance of a film");
  if (p.collector_resistance > 0) no_place(s, key + ".contact_resistance", "a resistance at the collector");
  if (s.swelling) no_place(*s.swelling, key + ".swelling", "particles that swell");
  if (s.coating) no_place(*s.coating, key + ".coating", "a coating of the particles");
  for (const auto& [material, share] : p.actives) {
    const Kinetics& k = material.kinetics;
    if (k.exchange_current_density.table) no_place(s, key, "an exchange-current density that is a curve");
    if (k.alpha_a != 0.5 || k.alpha_c != 0.5) no_place(s, key, "transfer coefficients other than 0.5");
  }
  for (const ParticleClass& k : p.particles)
    if (k.shape != Shape::sphere) no_place(s, key + ".particles", "particles that are no spheres");
  if (p.electron_conductivity.table) no_place(s, key + ".electron_path", "an electronic conductivity that is a curve");
  if (s.double_layer.capacitance) notes.push_back(key + ".double_layer: left out");
  if (p.contact < 1)
    notes.push_back(fmt::format("{}.contact: the {:.4g} % of the active material without contact are left out", key,
                                (1 - p.contact) * to_percent));
}

void put_hysteresis(Json& particle, const OpenCircuitVoltageSpec& s, const Reference& reference) {
  particle["OCP (delithiation) [V]"] = voltage_json(*s.charge, "OCP (delithiation) [V]", reference);
  particle["OCP (lithiation) [V]"] = voltage_json(*s.discharge, "OCP (lithiation) [V]", reference);
  particle["OCP [V]"] = particle["OCP (lithiation) [V]"];
  particle["OCP hysteresis decay constant"] = tidy(1 / *s.transition);
}

/// What all particles of an electrode have in common.
Json material_json(const MaterialSpec& s, const ActiveMaterial& m, const std::array<double, 2>& limits,
                   const Reference& reference) {
  Json particle;
  particle["Minimum stoichiometry"] = limits[0];
  particle["Maximum stoichiometry"] = limits[1];
  particle["Maximum concentration [mol.m-3]"] = s.maximum_concentration.value_or(tidy(m.site_concentration()));
  put_coefficient(particle, "Diffusivity [m2.s-1]", "Diffusivity activation energy [J.mol-1]", s.diffusivity,
                  of_stoichiometry, "m2/s", reference);
  const OpenCircuitVoltageSpec& U = *s.open_circuit_voltage;
  if (U.gap) no_place(U, "open_circuit_voltage.gap", "a hysteresis stated by its gap");
  if (U.discharge)
    put_hysteresis(particle, U, reference);
  else
    particle["OCP [V]"] = voltage_json(U, "OCP [V]", reference);
  if (U.entropic_coefficient.stated()) {
    if (*U.reference_temperature != reference.temperature)
      throw InputError(U.reference_temperature.where(), "open_circuit_voltage.reference_temperature",
                       text_of(U.reference_temperature, "K"),
                       fmt::format("{:g} K, as elsewhere: BPX has one reference temperature", reference.temperature));
    put_coefficient(particle, "Entropic change coefficient [V.K-1]", "", U.entropic_coefficient, of_stoichiometry,
                    "V/K", reference);
  }
  CurveSpec rate = s.kinetics.exchange_current_density;
  rate.number.value = Quantity(2 * *rate.number.value / faraday);
  put_coefficient(particle, "Reaction rate constant [mol.m-2.s-1]",
                  "Reaction rate constant activation energy [J.mol-1]", rate, of_stoichiometry, "mol m-2 s-1",
                  reference);
  return particle;
}

/// In the order of the composition, as those of the composite.
std::vector<const MaterialSpec*> actives_of(const CellSpec& cell, const ElectrodeSpec& s) {
  std::vector<const MaterialSpec*> actives;
  for (const auto& [name, fraction] : s.components()->fractions)
    if (const MaterialSpec* m = cell.material(name); m->kind.value_or("") == "active") actives.push_back(m);
  return actives;
}

/// Of the particles of a blend, each another one.
std::vector<std::string> particle_names(const Composite& p) {
  std::vector<std::string> names;
  for (const ParticleClass& c : p.particles) {
    const std::string of = p.is_blend() ? p.actives[c.active].material.name : "Particles";
    std::string name = of;
    for (int number = 2; std::ranges::find(names, name) != names.end(); ++number)
      name = fmt::format("{} {}", of, number);
    names.push_back(name);
  }
  return names;
}

/// @param materials  what particles of each have in common
Json electrode_json(const std::vector<Json>& materials, const ElectrodeSpec& s, const Composite& p) {
  Json electrode;
  electrode["Thickness [m]"] = tidy(p.thickness);
  electrode["Porosity"] = tidy(p.porosity);
  electrode["Transport efficiency"] = s.ion_path->transport_efficiency.value_or(
      tidy(p.ion_path.efficiency(p.porosity, p.electrolyte().conductivity.value)));
  electrode["Conductivity [S.m-1]"] = p.electron_conductivity.value;
  const auto particle_of = [&](const ParticleClass& c) {
    Json particle = materials[c.active];
    particle["Particle radius [m]"] = c.radius;
    const auto& [material, share] = p.actives[c.active];
    const double fraction = p.active_loading * share / material.density / p.thickness;
    particle["Surface area per unit volume [m-1]"] =
        tidy(p.contact * fraction * c.share * c.surface());  // of what takes part
    return particle;
  };
  if (p.particles.size() == 1) {
    electrode.update(particle_of(p.particles.front()));
  } else {
    const std::vector<std::string> names = particle_names(p);
    for (std::size_t k = 0; k < names.size(); ++k) electrode["Particle"][names[k]] = particle_of(p.particles[k]);
  }
  return electrode;
}

/// On which branch the particles begin, 0 where there is one alone; null of an electrode without hysteresis.
Json hysteresis_json(const Composite& p) {
  const auto start = [&](const ParticleClass& c) {
    const auto& hysteresis = p.actives[c.active].material.open_circuit_voltage.hysteresis;
    return hysteresis ? hysteresis->start : 0;
  };
  if (std::ranges::all_of(p.particles, [&](const ParticleClass& c) { return start(c) == 0; })) return nullptr;
  if (p.particles.size() == 1) return start(p.particles.front());
  Json states;
  const std::vector<std::string> names = particle_names(p);
  for (std::size_t k = 0; k < names.size(); ++k) states[names[k]] = start(p.particles[k]);
  return states;
}

Json electrolyte_json(const CellSpec& spec, const LayerSpec& layer, const Salt& salt, const Reference& reference) {
  const MaterialSpec& s = *spec.material(*layer.electrolyte);
  if (salt.thermodynamic_factor.table || salt.thermodynamic_factor.value != 1)
    no_place(*s.salt, "salt.thermodynamic_factor", "a thermodynamic factor other than 1");
  Json electrolyte;
  electrolyte["Cation transference number"] = salt.transference_number;
  put_coefficient(electrolyte, "Conductivity [S.m-1]", "Conductivity activation energy [J.mol-1]", s.conductivity,
                  of_concentration, "S/m", reference);
  put_coefficient(electrolyte, "Diffusivity [m2.s-1]", "Diffusivity activation energy [J.mol-1]", s.salt->diffusivity,
                  of_concentration, "m2/s", reference);
  return electrolyte;
}

Json cell_json(const CellParameters& cell, const Reference& reference) {
  Json json;
  json["Electrode area [m2]"] = cell.area;
  json["Number of electrode pairs connected in parallel to make a cell"] = 1;
  json["Lower voltage cut-off [V]"] = cell.lower_voltage;
  json["Upper voltage cut-off [V]"] = cell.upper_voltage;
  json["Nominal cell capacity [A.h]"] = tidy(coefficients_of(cell).one_c() * cell.area);
  json["Reference temperature [K]"] = reference.temperature;
  return json;
}

/// The first reference temperature of the particles, or the temperature of the cell.
double reference_temperature(const CellSpec& spec, const CellParameters& cell) {
  for (const ElectrodeSpec* s : {&*spec.negative, &*spec.positive}) {
    for (const MaterialSpec* m : actives_of(spec, *s))
      for (const Quantity* T :
           {&m->open_circuit_voltage->reference_temperature,
            &m->kinetics.exchange_current_density.number.reference_temperature,
            &m->diffusivity.number.reference_temperature, &m->diffusivity.scale.reference_temperature})
        if (*T) return **T;
  }
  return cell.temperature;
}

Json separator_json(const SeparatorSpec& s, const Separator::Layer& layer) {
  Json separator;
  separator["Thickness [m]"] = layer.thickness;
  separator["Porosity"] = layer.fraction;
  separator["Transport efficiency"] = s.membrane->ion_path->transport_efficiency.value_or(tidy(layer.efficiency));
  return separator;
}

/// Between which stoichiometries the open-circuit voltage of the cell is within its limits, and where it begins.
struct StateOfCharge {
  Stoichiometries empty, full;  // of the positive and of the negative electrode
  double charge;                // from 0 to 1

  std::array<double, 2> limits(Side side) const {
    return side == Side::positive ? std::array{full[0], empty[0]} : std::array{empty[1], full[1]};
  }
};

StateOfCharge state_of_charge(const CellSpec& spec, const CellParameters& cell) {
  if (!cell.assembled)
    throw InputError::missing(spec.where(), "cell.as_assembled",
                              "'stoichiometry' and 'negative_stoichiometry', from which the state of charge follows");
  const Balance balance(cell, *cell.assembled);
  const double y = (*cell.assembled)[0];  // which may be a little beyond
  const double empty = std::max(y, balance.stoichiometry(cell.lower_voltage));
  const double full = std::min(y, balance.stoichiometry(cell.upper_voltage));
  return {balance.at(empty), balance.at(full), tidy((y - empty) / (full - empty))};
}

}  // namespace

Export export_bpx(const ResolvedInput& input) {
  const CellSpec spec = read_cell_spec(InputReader(input.tree, "", nullptr));
  const CellParameters cell = close(spec);
  Export made;
  for (const Side side : sides) {
    const std::string key = std::string("cell.") + name_of(side);
    check(side == Side::negative ? *spec.negative : *spec.positive, porous(spec, cell, side), key, made.notes);
  }
  const Salt* salt = cell.separator.salt();
  if (salt == nullptr || salt->in_polymer) no_place(*spec.separator, "cell.separator", "a solid electrolyte");
  if (spec.heat) made.notes.emplace_back("cell.heat: left out");
  const Reference reference{reference_temperature(spec, cell), &made.notes};
  const StateOfCharge state = state_of_charge(spec, cell);
  Json parameters, initial;
  parameters["Cell"] = cell_json(cell, reference);
  parameters["Electrolyte"] = electrolyte_json(spec, *spec.separator, *salt, reference);
  for (const Side side : sides) {
    const ElectrodeSpec& s = side == Side::negative ? *spec.negative : *spec.positive;
    const Composite& p = porous(spec, cell, side);
    const std::vector<const MaterialSpec*> actives = actives_of(spec, s);
    const auto [minimum, maximum] = state.limits(side);
    const OpenCircuitPotential potential(p, cell.temperature);
    const std::vector<double> least = potential.stoichiometries(minimum), most = potential.stoichiometries(maximum);
    std::vector<Json> materials;
    for (std::size_t k = 0; k < actives.size(); ++k)
      materials.push_back(material_json(*actives[k], p.actives[k].material, {least[k], most[k]}, reference));
    const std::string electrode = side == Side::negative ? "Negative electrode" : "Positive electrode";
    parameters[electrode] = electrode_json(materials, s, p);
    if (const Json branch = hysteresis_json(p); !branch.is_null())
      initial["Initial hysteresis state: " + electrode] = branch;
  }
  parameters["Separator"] = separator_json(*spec.separator, cell.separator.layers.front());
  initial["Initial state-of-charge"] = state.charge;
  initial["Initial temperature [K]"] = cell.temperature;
  initial["Initial electrolyte concentration [mol.m-3]"] = salt->concentration;
  Json json;
  json["Header"] = {{"BPX", version}, {"Title", cell.title}, {"Model", "DFN"}};
  json["Parameterisation"] = parameters;
  json["State"]["Initial conditions"] = initial;
  made.json = json.dump(2) + "\n";
  return made;
}

}  // namespace closo::bpx
