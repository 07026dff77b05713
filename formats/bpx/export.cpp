// From the spec of a cell to JSON; what BPX has no place for is refused, or told of if it is small.
#include "formats/bpx/export.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "formats/bpx/coefficient_export.hpp"
#include "formats/bpx/user_defined.hpp"
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

/// What an electrode of BPX cannot be without.
void check_particles(const ElectrodeSpec& s, const Composite& p, const std::string& key) {
  if (!p.has_active_material()) no_place(s, key, "a composite without active material");
  if (p.dense) no_place(s, key, "a dense film");
  for (const auto& [material, share] : p.actives)
    if (material.kinetics.exchange_current_density.table)
      no_place(s, key, "an exchange-current density that is a curve");
  if (s.charge_transfer_resistance.value)
    no_place(s, key + ".charge_transfer_resistance", "a charge-transfer resistance");
  for (const ParticleClass& k : p.particles)
    if (k.shape != Shape::sphere) no_place(s, key + ".particles", "particles that are no spheres");
  if (p.electron_conductivity.table) no_place(s, key + ".electron_path", "an electronic conductivity that is a curve");
}

/// What a composite may have in closo alone.
void check(const ElectrodeSpec& s, const Composite& p, const std::string& key, std::vector<std::string>& notes) {
  if (s.film) no_place(*s.film, key + ".film", "a film that grows");
  if (s.interphase) no_place(*s.interphase, key + ".interphase", "an interphase that grows");
  if (s.coverage) no_place(*s.coverage, key + ".coverage", "a coverage of the particles");
  if (s.contact_loss) no_place(*s.contact_loss, key + ".contact_loss", "contact that is lost");
  if (p.film_resistance > 0) no_place(s, key + ".film_resistance", "the resistance of a film");
  if (p.collector_resistance > 0) no_place(s, key + ".contact_resistance", "a resistance at the collector");
  if (s.swelling) no_place(*s.swelling, key + ".swelling", "particles that swell");
  if (s.coating) no_place(*s.coating, key + ".coating", "a coating of the particles");
  for (const auto& [material, share] : p.actives)
    if (material.kinetics.alpha_a != 0.5 || material.kinetics.alpha_c != 0.5)
      no_place(s, key, "transfer coefficients other than 0.5");
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
  const double fraction = p.electrolyte().fills_pores() ? p.porosity : p.electrolyte_fraction();
  electrode["Porosity"] = tidy(fraction);  // which is the share of the electrolyte
  electrode["Transport efficiency"] =
      s.ion_path->transport_efficiency.value_or(tidy(p.ion_path.efficiency(fraction, p.stated_conductivity())));
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
    if (s->components() == nullptr) continue;
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
  separator["Transport efficiency"] =
      s.membrane ? s.membrane->ion_path->transport_efficiency.value_or(tidy(layer.efficiency)) : tidy(layer.efficiency);
  return separator;
}

/// Between which stoichiometries the open-circuit voltage of the cell is within its limits; of a cell of two composites
/// from where it begins.
struct Windows {
  Stoichiometries empty, full;  // of the composites in their order
  double charge = 1;            // in the beginning, from 0 to 1

  std::array<double, 2> of(std::size_t number) const {
    const auto [low, high] = std::minmax(empty[number], full[number]);
    return {low, high};
  }
};

Windows windows_of(const CellSpec& spec, const CellParameters& cell) {
  if (cell.has_two_composites() && !cell.assembled)
    throw InputError::missing(spec.where(), "cell.as_assembled",
                              "'stoichiometry' and 'negative_stoichiometry', from which the state of charge follows");
  const Balance balance(cell, cell.assembled.value_or(Stoichiometries{}));
  double empty = balance.stoichiometry(cell.lower_voltage), full = balance.stoichiometry(cell.upper_voltage);
  if (!cell.has_two_composites()) return {balance.at(empty), balance.at(full)};
  const double y = (*cell.assembled)[0];  // which may be a little beyond
  empty = std::max(y, empty), full = std::min(y, full);
  return {balance.at(empty), balance.at(full), tidy((y - empty) / (full - empty))};
}

const ElectrodeSpec& electrode_spec(const CellSpec& spec, Side side) {
  return side == Side::negative ? *spec.negative : *spec.positive;
}

std::string section_name(Side side) {
  return side == Side::negative ? "Negative electrode" : "Positive electrode";
}

/// The section of an electrode that is a composite.
Json electrode_section(const CellSpec& spec, const CellParameters& cell, Side side, const Reference& reference) {
  const ElectrodeSpec& s = electrode_spec(spec, side);
  const Composite& p = cell.composite(side);
  check_particles(s, p, std::string("cell.") + name_of(side));
  const std::vector<Side> order = cell.composite_sides();
  const auto number = static_cast<std::size_t>(std::ranges::find(order, side) - order.begin());
  const auto [minimum, maximum] = windows_of(spec, cell).of(number);
  const OpenCircuitPotential potential(p, cell.temperature);
  const std::vector<double> least = potential.stoichiometries(minimum), most = potential.stoichiometries(maximum);
  const std::vector<const MaterialSpec*> actives = actives_of(spec, s);
  std::vector<Json> materials;
  for (std::size_t k = 0; k < actives.size(); ++k)
    materials.push_back(material_json(*actives[k], p.actives[k].material, {least[k], most[k]}, reference));
  return electrode_json(materials, s, p);
}

Export file_of(const char* model, const CellParameters& cell, const Json& parameters, const Json& initial,
               Notes notes) {
  Json json;
  json["Header"] = {{"BPX", version}, {"Title", cell.title}, {"Model", model}};
  json["Parameterisation"] = parameters;
  if (!initial.is_null()) json["State"]["Initial conditions"] = initial;
  return {json.dump(2) + "\n", std::move(notes)};
}

/// @throws InputError for what BPX has no place for
Export whole(const CellSpec& spec, const CellParameters& cell) {
  Notes notes;
  for (const Side side : sides) {
    const std::string key = std::string("cell.") + name_of(side);
    if (cell.is_flat(side)) no_place(spec, key, "an electrode that is no composite");
    check(electrode_spec(spec, side), cell.composite(side), key, notes);
  }
  const Salt* salt = cell.separator.salt();
  if (salt == nullptr || salt->in_polymer) no_place(*spec.separator, "cell.separator", "a solid electrolyte");
  if (spec.heat) notes.emplace_back("cell.heat: left out");
  const Reference reference{reference_temperature(spec, cell), &notes};
  Json parameters, initial;
  parameters["Cell"] = cell_json(cell, reference);
  parameters["Electrolyte"] = electrolyte_json(spec, *spec.separator, *salt, reference);
  for (const Side side : sides) {
    parameters[section_name(side)] = electrode_section(spec, cell, side, reference);
    if (const Json branch = hysteresis_json(cell.composite(side)); !branch.is_null())
      initial["Initial hysteresis state: " + section_name(side)] = branch;
  }
  parameters["Separator"] = separator_json(*spec.separator, cell.separator.layers.front());
  initial["Initial state-of-charge"] = windows_of(spec, cell).charge;
  initial["Initial temperature [K]"] = cell.temperature;
  initial["Initial electrolyte concentration [mol.m-3]"] = salt->concentration;
  return file_of("DFN", cell, parameters, initial, std::move(notes));
}

/// What BPX has places for, and all of the cell below a key of its own.
/// @param why  it is not whole
Export partial(const InputNode& tree, const CellSpec& spec, const CellParameters& cell, const std::string& why) {
  Notes notes{"a partial file, with the cell of closo under 'User-defined': " + why};
  const Reference reference{reference_temperature(spec, cell), &notes};
  Json parameters;
  if (cell.has_nominal_capacity()) parameters["Cell"] = cell_json(cell, reference);
  for (const Side side : sides) {
    if (cell.is_flat(side)) continue;
    try {
      parameters[section_name(side)] = electrode_section(spec, cell, side, reference);
    } catch (const InputError& error) {
      parameters.erase(section_name(side));
      notes.push_back(fmt::format("no '{}': {}", section_name(side), error.what()));
    }
  }
  if (cell.separator.layers.size() == 1)
    parameters["Separator"] = separator_json(*spec.separator, cell.separator.layers.front());
  parameters["User-defined"][own_section] = user_defined_json(tree);
  return file_of("Partial", cell, parameters, nullptr, std::move(notes));
}

}  // namespace

Export export_bpx(const ResolvedInput& input) {
  const CellSpec spec = read_cell_spec(InputReader(input.tree, "", nullptr));
  const CellParameters cell = close(spec);
  try {
    return whole(spec, cell);
  } catch (const InputError& error) {
    return partial(input.tree, spec, cell, error.what());
  }
}

}  // namespace closo::bpx
