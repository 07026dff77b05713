// Particles, their open-circuit voltage and the composite around them.
#include "formats/bpx/electrode_import.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/constants.hpp"
#include "base/reporting_units.hpp"
#include "formats/bpx/entries.hpp"

namespace closo::bpx {
namespace {

constexpr double rounding = 1e-4;       // of volume fractions
constexpr double highest_voltage = 10;  // of formulas that run away beyond the stoichiometries of the cell
constexpr const char* radius_key = "Particle radius [m]";
constexpr const char* surface_key = "Surface area per unit volume [m-1]";
constexpr const char* lithiation_key = "OCP (lithiation) [V]";

const std::vector<std::string> porous_keys{"Thickness [m]", "Porosity", "Transport efficiency", "Conductivity [S.m-1]"};
const std::vector<std::string> particle_keys{"Minimum stoichiometry",
                                             "Maximum stoichiometry",
                                             "Maximum concentration [mol.m-3]",
                                             radius_key,
                                             surface_key,
                                             "Diffusivity [m2.s-1]",
                                             "Diffusivity activation energy [J.mol-1]",
                                             "OCP [V]",
                                             "OCP (delithiation) [V]",
                                             lithiation_key,
                                             "OCP hysteresis decay constant",
                                             "Entropic change coefficient [V.K-1]",
                                             "Reaction rate constant [mol.m-2.s-1]",
                                             "Reaction rate constant activation energy [J.mol-1]"};

/// A class of particles, and the active material that it is of.
struct ParticleImport {
  JsonValue json;
  std::size_t material;
  double fraction;  // of the volume of the electrode
};

/// "Small" of "... / Particle / Small".
std::string last_of(const std::string& path) {
  const std::size_t end = path.rfind(" / ");
  return end == std::string::npos ? path : path.substr(end + 3);
}

/// The curves of lithiation and delithiation, as BPX 1.x has them, or as its users had them before.
std::array<std::optional<JsonValue>, 2> branches_of(const JsonValue& particle, const ElectrodeContext& c) {
  std::array branches{particle.find(lithiation_key), particle.find("OCP (delithiation) [V]")};
  if (!c.user_defined) return branches;
  const std::string electrode = c.side == Side::negative ? "Negative" : "Positive";
  const char* names[] = {"lithiation", "delithiation"};
  for (std::size_t k = 0; k < 2; ++k)
    if (!branches[k]) branches[k] = c.user_defined->find(fmt::format("{} electrode {} OCP [V]", electrode, names[k]));
  return branches;
}

/// On which branch of its hysteresis a particle begins, by what the file states of its electrode or of itself.
std::optional<JsonValue> state_of(const JsonValue& particle, const ElectrodeContext& c) {
  if (!c.hysteresis_state || !c.hysteresis_state->json().is_object()) return c.hysteresis_state;
  return c.hysteresis_state->at(last_of(particle.path()));
}

bool same_json(const std::optional<JsonValue>& a, const std::optional<JsonValue>& b) {
  return a.has_value() == b.has_value() && (!a || a->json() == b->json());
}

/// Whether two entries of a blend differ in what makes a class of particles alone.
bool same_material(const JsonValue& a, const JsonValue& b, const ElectrodeContext& c) {
  const auto same = [&](const std::string& key) {
    return key == radius_key || key == surface_key || same_json(a.find(key), b.find(key));
  };
  return std::ranges::all_of(particle_keys, same) &&
         (!branches_of(a, c)[0] || same_json(state_of(a, c), state_of(b, c)));
}

/// The particles of an electrode: itself, or those of a blend.
std::vector<JsonValue> particles_of(const JsonValue& electrode, const ElectrodeContext& c) {
  std::vector<std::string> allowed = porous_keys;
  const auto blend = electrode.find("Particle");
  const bool states = c.hysteresis_state && c.hysteresis_state->json().is_object();
  if (!blend) {
    allowed.insert(allowed.end(), particle_keys.begin(), particle_keys.end());
    electrode.allow(allowed);
    if (states) c.hysteresis_state->fail("a number: this electrode is no blend");
    return {electrode};
  }
  if (states) c.hysteresis_state->allow(blend->keys());
  allowed.emplace_back("Particle");
  electrode.allow(allowed);
  std::vector<JsonValue> particles;
  for (const std::string& name : blend->keys()) particles.push_back(blend->at(name));
  if (particles.empty()) blend->fail("at least one particle");
  for (const JsonValue& particle : particles) particle.allow(particle_keys);
  return particles;
}

double positive(const JsonValue& section, const std::string& key, const std::string& unit) {
  return section.at(key).number(Range::positive(), unit);
}

double stoichiometry(const JsonValue& section, const std::string& key) {
  return section.at(key).number(Range::fraction(), "1");
}

/// Classes by the order in which their materials first occur.
std::vector<ParticleImport> classes_of(const JsonValue& electrode, const ElectrodeContext& c) {
  std::vector<ParticleImport> classes;
  std::vector<JsonValue> materials;  // the first class of each
  for (const JsonValue& p : particles_of(electrode, c)) {
    const auto found = std::ranges::find_if(materials, [&](const JsonValue& m) { return same_material(m, p, c); });
    const auto material = static_cast<std::size_t>(found - materials.begin());
    if (found == materials.end()) materials.push_back(p);
    classes.push_back({p, material, positive(p, surface_key, "m-1") * positive(p, radius_key, "m") / 3});
  }
  return classes;
}

double fraction_of(const std::vector<ParticleImport>& particles, std::size_t material) {
  double sum = 0;
  for (const ParticleImport& p : particles)
    if (p.material == material) sum += p.fraction;
  return sum;
}

InputNode composite_of(const JsonValue& electrode, const std::vector<ParticleImport>& particles,
                       const std::vector<std::string>& materials) {
  double active = 0;
  for (const ParticleImport& p : particles) active += p.fraction;
  const double porosity = electrode.at("Porosity").number(Range::open_fraction(), "1");
  if (active + porosity > 1 + rounding)
    particles.front()
        .json.at(surface_key)
        .fail(fmt::format("at most 100 % of the volume: the particles take {:.4g} %, the pores {:.4g} %",
                          active * to_percent, porosity * to_percent));
  InputNode composite = mapping_of(electrode), volume = mapping_of(electrode);
  for (std::size_t k = 0; k < materials.size(); ++k)
    put(volume, materials[k],
        derived(fraction_of(particles, k), "1", particles.front().json.at(surface_key),
                "surface area times radius over 3"));
  put(composite, "volume_fractions", std::move(volume));
  put(composite, "porosity", quantity(electrode.at("Porosity"), "1"));
  put(composite, "thickness", quantity(electrode.at("Thickness [m]"), "m"));
  put(composite, "ion_path", ion_path(electrode));
  InputNode electrons = mapping_of(electrode);
  put(electrons, "effective_conductivity", quantity(electrode.at("Conductivity [S.m-1]"), "S/m"));
  put(composite, "electron_path", std::move(electrons));
  InputNode classes = mapping_of(electrode);
  classes.kind = InputNode::Kind::sequence;
  for (const ParticleImport& p : particles) {
    InputNode one = mapping_of(p.json);
    if (materials.size() > 1) put(one, "material", word(materials[p.material], p.json));
    put(one, "radius", quantity(p.json.at(radius_key), "m"));
    put(one, "share",
        derived(p.fraction / fraction_of(particles, p.material), "1", p.json.at(surface_key),
                "by surface area times radius"));
    put(classes, "", std::move(one));
  }
  put(composite, "particles", std::move(classes));
  return composite;
}

void put_voltage(InputNode& voltage, const JsonValue& value, const CurveOf& of) {
  if (!value.json().is_number()) {
    put_curve(voltage, value, of);
    return;
  }
  InputNode constant = mapping_of(value);
  put(constant, "formula", word(fmt::format("{}", value.number(of.values, of.unit)), value));
  put(constant, "unit", word(of.unit, value));
  put(voltage, "expression", std::move(constant));
}

void put_hysteresis(InputNode& voltage, const JsonValue& particle, const ElectrodeContext& c, const CurveOf& of,
                    std::vector<std::string>& notes) {
  const auto [lithiation, delithiation] = branches_of(particle, c);
  const JsonValue& stated = lithiation ? *lithiation : *delithiation;
  if (!lithiation || !delithiation) stated.fail("both branches of the hysteresis, of lithiation and of delithiation");
  InputNode discharge = mapping_of(*lithiation), charge = mapping_of(*delithiation);
  put_voltage(discharge, *lithiation, of), put_voltage(charge, *delithiation, of);
  put(voltage, "discharge", std::move(discharge));
  put(voltage, "charge", std::move(charge));
  if (const auto decay = particle.find("OCP hysteresis decay constant")) {
    put(voltage, "transition",
        derived(1 / decay->number(Range::positive(), "1"), "1", *decay, "1 over the decay constant"));
  } else {
    put(voltage, "transition", assumed("0.01", stated, "the file states no decay constant"));
    notes.push_back(
        fmt::format("{}: no decay constant of the hysteresis; between its branches lies 1 % of the "
                    "stoichiometry",
                    particle.path()));
  }
  // A cell that was charged has lithiated its negative electrode and delithiated its positive one.
  bool delithiated = c.side == Side::positive;
  if (const auto state = state_of(particle, c)) {
    const double branch = state->number(Range::between(-1, 1), "1");
    if (std::abs(branch) != 1) state->fail("1 or -1: closo begins on a branch");
    delithiated = branch > 0;
  } else {
    notes.push_back(
        fmt::format("{}: begins on the branch of {}", particle.path(), delithiated ? "delithiation" : "lithiation"));
  }
  put(voltage, "start", word(delithiated ? "charge" : "discharge", stated));
}

InputNode voltage_of(const JsonValue& particle, const ElectrodeContext& c, const CurveOf& curve,
                     std::vector<std::string>& notes) {
  CurveOf of = curve;
  of.unit = "V", of.values = Range::between(-highest_voltage, highest_voltage);
  InputNode voltage = mapping_of(particle);
  const auto branches = branches_of(particle, c);
  if (branches[0] || branches[1]) {
    put_hysteresis(voltage, particle, c, of, notes);
  } else {
    put_voltage(voltage, particle.at("OCP [V]"), of);
  }
  if (const auto entropic = particle.find("Entropic change coefficient [V.K-1]")) {
    InputNode coefficient = mapping_of(*entropic);
    of.unit = "V/K", of.values = Range::any();
    put_curve(coefficient, *entropic, of);
    put(voltage, "entropic_coefficient", std::move(coefficient));
    if (!c.temperature) entropic->fail("a 'Reference temperature [K]' of the cell beside it");
    put(voltage, "reference_temperature", quantity(*c.temperature, "K"));
  }
  return voltage;
}

InputNode diffusivity_of(const JsonValue& particle, const ElectrodeContext& c, CurveOf of) {
  of.unit = "m2/s", of.values = Range::positive();
  const JsonValue value = particle.at("Diffusivity [m2.s-1]");
  const char* energy = "Diffusivity activation energy [J.mol-1]";
  InputNode diffusivity = mapping_of(value);
  if (put_curve(diffusivity, value, of)) {
    put_activation(diffusivity, particle, energy, c.temperature);
  } else {
    InputNode scale = mapping_of(value);
    put(scale, "value", word("1", value));
    put_activation(scale, particle, energy, c.temperature);
    put(diffusivity, "scale", std::move(scale));
  }
  return diffusivity;
}

/// @param named  by its key in a blend
InputNode material_of(const JsonValue& particle, bool named, const ElectrodeContext& c, const CurveOf& of,
                      std::vector<std::string>& notes) {
  InputNode material = mapping_of(particle);
  put(material, "closo", word("1", particle));
  put(material, "material", word("active", particle));
  put(material, "title",
      word(named ? last_of(particle.path()) : fmt::format("active material of the {} electrode", name_of(c.side)),
           particle));
  put(material, "maximum_concentration", quantity(particle.at("Maximum concentration [mol.m-3]"), "mol/m3"));
  put(material, "open_circuit_voltage", voltage_of(particle, c, of, notes));
  put(material, "diffusivity", diffusivity_of(particle, c, of));
  const JsonValue rate = particle.at("Reaction rate constant [mol.m-2.s-1]");
  InputNode kinetics = derived(faraday * rate.number(Range::positive(), "mol m-2 s-1") / 2, "A/m2", rate,
                               "F K / 2, at half stoichiometry");
  put_activation(kinetics, particle, "Reaction rate constant activation energy [J.mol-1]", c.temperature);
  put(material, "exchange_current_density", std::move(kinetics));
  return material;
}

}  // namespace

InputNode ion_path(const JsonValue& section) {
  InputNode path = mapping_of(section);
  put(path, "transport_efficiency", quantity(section.at("Transport efficiency"), "1"));
  return path;
}

void put_activation(InputNode& coefficient, const JsonValue& section, const std::string& key,
                    const std::optional<JsonValue>& temperature) {
  const auto energy = section.find(key);
  if (!energy) return;
  if (!temperature) energy->fail("a 'Reference temperature [K]' of the cell beside it");
  put(coefficient, "activation_energy", quantity(*energy, "J/mol"));
  put(coefficient, "reference_temperature", quantity(*temperature, "K"));
}

ElectrodeImport import_electrode(const JsonValue& electrode, const ElectrodeContext& c,
                                 std::vector<std::string>& notes) {
  const std::vector<ParticleImport> particles = classes_of(electrode, c);
  ElectrodeImport made;
  made.window = {0, 0};
  std::vector<std::string> names;
  double sites = 0;
  const bool blend = std::ranges::max(particles, {}, &ParticleImport::material).material > 0;
  for (const ParticleImport& p : particles) {
    if (p.material < names.size()) continue;  // which has been seen
    const Window window{stoichiometry(p.json, "Minimum stoichiometry"), stoichiometry(p.json, "Maximum stoichiometry")};
    if (window.minimum >= window.maximum)
      p.json.at("Maximum stoichiometry").fail("a number above 'Minimum stoichiometry'");
    const double own =
        fraction_of(particles, p.material) * positive(p.json, "Maximum concentration [mol.m-3]", "mol/m3");
    made.window.minimum += own * window.minimum, made.window.maximum += own * window.maximum, sites += own;
    names.push_back(blend ? fmt::format("{}_{}", c.material, p.material + 1) : c.material);
    const CurveOf of{of_stoichiometry, "y", "1", window.minimum, window.maximum, 0, 1, Range::any()};
    made.materials.emplace_back(names.back(), material_of(p.json, blend, c, of, notes));
    made.windows.push_back({p.json, window});
  }
  made.window.minimum /= sites, made.window.maximum /= sites;
  made.composite = composite_of(electrode, particles, names);
  return made;
}

}  // namespace closo::bpx
