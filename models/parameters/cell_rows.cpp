// One row for each parameter of a cell. Meanings are read in the reference pages and the schema.
#include <algorithm>

#include "models/parameters.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

constexpr Range porosity_range{0.0, 1.0, false, true};
constexpr Row particle_shape = word("shape",
                                    "of the particles, in which ions diffuse from all sides, around an axis or through "
                                    "the thickness; without it spheres",
                                    "sphere|rod|plate")
                                   .optional();

}  // namespace

static void rows(RowVisitor& v, IonPathSpec& s) {
  v.quantity(s.bruggeman, number("bruggeman", Range::between(1, 10), "exponent of the volume fraction").optional());
  v.quantity(s.tortuosity_factor, number("tortuosity_factor", Range::between(1, 1e3),
                                         "instead: conductivity times volume fraction over this")
                                      .optional());
  v.quantity(s.effective_conductivity,
             Row{"effective_conductivity", "S/m", Range::positive(), "instead: as measured"}.optional());
  v.quantity(s.transport_efficiency, number("transport_efficiency", Range::positive_fraction(),
                                            "instead: effective over own conductivity, the inverse MacMullin number")
                                         .optional());
}

static void rows(RowVisitor& v, ElectronPathSpec& s) {
  curve(v, s.effective_conductivity,
        {"effective_conductivity", "S/m", Range::positive(),
         "electronic, of the composite; a number, or a curve of the stoichiometry of its particles"},
        stoichiometry, Beside::activation);
}

static void rows(RowVisitor& v, ParticleSpec& s) {
  v.word(s.material, word("material", "of several active materials in a composite, which one").optional());
  v.word(s.shape, particle_shape);
  v.quantity(s.radius,
             {"radius", "m", Range::positive(), "of the particles of a class; of plates half their thickness"});
  v.quantity(s.share, number("share", Range::positive_fraction(),
                             "of the volume of its active material; all shares of one sum to 100 %"));
}

static void rows(RowVisitor& v, ParticleDistributionSpec& s) {
  v.word(s.distribution, word("distribution", "of the volume over ln R, instead of a list of classes", "log-normal"));
  v.word(s.shape, particle_shape);
  v.quantity(s.median_radius, {"median_radius", "m", Range::positive(), "half of the volume lies below it"});
  v.quantity(s.width, number("width", {0.0, 2.0, true, false}, "standard deviation of ln R"));
  v.quantity(s.classes, whole_number("classes", Range::between(2, 12), "of particles, by Gauss-Hermite quadrature"));
}

static void of_metal(RowVisitor& v, ElectrodeSpec& s) {
  v.quantity(s.thickness, {"thickness", "m", Range::non_negative(),
                           "of the metal as assembled, 0 of a cell without anode; a step ends when all is stripped"});
  v.quantity(s.inactive_share, number("inactive_share", {0.0, 1.0, false, true},
                                      "of the metal that is plated: it stays behind; without it all comes back")
                                   .optional());
  v.part(s.alloy, group("alloy", "of the metal, if its potential is not that of the metal itself").optional());
  kinetics(v, s.kinetics, "at the interface of metal and electrolyte", false);
  v.quantity(s.interface_resistance,
             Row{"interface_resistance", "ohm m2", Range::non_negative(), "ohmic resistance of this interface"}.or_else(
                 "0 ohm cm2", "none besides the kinetics"));
  double_layer(v, s.double_layer,
               Row{"double_layer", "F/m2", Range::positive(),
                   "per cell area, at the reference pressure and in full contact; acts in impedance"}
                   .optional());
  v.part(s.interface,
         group("interface", "how the interface of metal and electrolyte depends on pressure and on what has passed")
             .optional());
}

static void rows(RowVisitor& v, CoatingSpec& s) {
  v.quantity(s.thickness, {"thickness", "m", Range::positive(), "of the coating; its volume is taken to be small"});
  arrhenius(v, s.conductivity, {"conductivity", "S/m", Range::positive(), "of ions through the coating"});
}

static void of_particles(RowVisitor& v, ElectrodeSpec& s, bool dense) {
  const Row particles = group("particles", "a list of classes, or a distribution; not of a dense film");
  const bool distribution = v.is_mapping(particles.key, s.distribution.has_value());
  if (const auto one = v.when(distribution && !dense)) v.part(s.distribution, particles);
  if (const auto classes = v.when(!distribution && !dense)) v.list(s.particles, particles);
  v.quantity(s.contact, number("contact", Range::positive_fraction(), "connected fraction of the active material")
                            .or_else("100 %", "all particles are connected"));
  double_layer(
      v, s.double_layer,
      Row{"double_layer", "F/m2", Range::positive(), "per surface of the particles; acts in impedance"}.optional());
  arrhenius(
      v, s.charge_transfer_resistance,
      Row{"charge_transfer_resistance", "ohm m2", Range::positive(),
          "of all connected particles at stoichiometry 1/2, per cell area; its exchange-current density takes the "
          "place of that of the material, and has the activation energy beside it"}
          .optional());
  v.part(s.coating, group("coating", "of the particles as assembled, through which ions pass").optional());
  v.quantity(s.film_resistance, Row{"film_resistance", "ohm m2", Range::non_negative(),
                                    "of a film on the particles as assembled, per surface of the particles"}
                                    .or_else("0 ohm cm2", "none"));
  double_layer(v, s.film_capacitance,
               Row{"film_capacitance", "F/m2", Range::positive(),
                   "in parallel with the resistance of the film, per surface of the particles"}
                   .optional());
  v.part(s.contact_pressure, group("contact_pressure", "how pressure connects particles").optional());
  v.part(s.contact_loss, group("contact_loss", "how particles lose their contact with every cycle").optional());
  v.part(s.coverage,
         group("coverage", "of connected particles by the electrolyte; without it all of their surface").optional());
  v.part(s.interphase,
         group("interphase", "on the particles that grows with time and potential and takes no charge").optional());
  v.part(s.swelling,
         group("swelling", "of the particles by the `relative_volume` of their material; without it volumes stay")
             .optional());
}

static void of_composite(RowVisitor& v, ElectrodeSpec& s, const CellSpec& cell) {
  const bool volume = v.has("volume_fractions", s.volume_fractions.has_value());
  if (const auto weighed = v.when(!volume))
    v.part(s.composition, group("composition", "weight fractions by name of material, which sum to 100 %"));
  if (const auto measured = v.when(volume))
    v.part(s.volume_fractions,
           group("volume_fractions",
                 "instead: shares of the volume by name of material; what they and the pores leave takes no part"));
  const bool active = cell.has_active_material(s);
  if (const auto with = v.when(active && !volume))
    v.quantity(s.active_loading, Row{"active_loading", "kg/m2", Range::positive(),
                                     "mass of active material per cell area; two of loading, porosity and thickness"}
                                     .optional());
  if (const auto without = v.when(!active && !volume))
    v.quantity(s.electrolyte_loading, Row{"electrolyte_loading", "kg/m2", Range::positive(),
                                          "without active material: mass of electrolyte per cell area"}
                                          .optional());
  v.quantity(
      s.porosity,
      number("porosity", porosity_range, "share of the volume; two of loading, porosity and thickness").optional());
  v.quantity(s.thickness,
             Row{"thickness", "m", Range::positive(), "two of loading, porosity and thickness"}.optional());
  const bool dense = cell.is_dense(s);
  if (const auto with = v.when(!dense))
    v.part(s.ion_path, group("ion_path", "conduction of ions: one of its keys; not of a dense film"));
  v.part(s.electron_path, group("electron_path", "conduction of electrons"));
  if (const auto with = v.when(active)) of_particles(v, s, dense);
  if (!v.all() && !active)
    double_layer(v, s.double_layer, {"double_layer", "F/m2", Range::positive(), "per cell area; it stores all charge"});
  v.part(
      s.film,
      group("film", "that grows where the electrolyte is oxidised; without it the electrolyte is stable").optional());
  v.quantity(s.contact_resistance,
             Row{"contact_resistance", "ohm m2", Range::non_negative(), "at the collector, per cell area"}.or_else(
                 "0 ohm cm2", "none"));
}

static void rows(RowVisitor& v, CompositionSpec& s) {
  v.named(s, number("NAME", Range::positive_fraction(), "weight fraction of a material, by its name"));
}

static void rows(RowVisitor& v, VolumeFractionsSpec& s) {
  v.named(s, number("NAME", Range::positive_fraction(), "volume fraction of a material, by its name"));
}

/// @param side  where nothing says what it is, a metal is expected at the negative end and a composite at the other
static void rows(RowVisitor& v, ElectrodeSpec& s, const CellSpec& cell, Side side) {
  const bool blocking = v.has("blocking", static_cast<bool>(s.blocking));
  const bool metal = v.has("metal", static_cast<bool>(s.metal));
  const bool composite = !blocking && !metal &&
                         (side == Side::positive || v.has("composition", s.composition.has_value()) ||
                          v.has("volume_fractions", s.volume_fractions.has_value()));
  if (v.all() || composite) {
    v.heading("composite");
    of_composite(v, s, cell);
  }
  if (v.all() || metal || (!blocking && !composite)) {
    v.heading("metal");
    v.word(s.metal, word("metal", "name of a metal"));
    of_metal(v, s);
  }
  const Row conductor = word("blocking", "name of a conductor that passes no ions");
  if (metal && blocking && !v.all()) v.word(s.blocking, conductor);  // which contradict one another
  if (v.all() || (blocking && !metal)) {
    v.heading("blocking");
    v.word(s.blocking, conductor);
    double_layer(v, s.double_layer, {"double_layer", "F/m2", Range::positive(), "per cell area"});
  }
}

static void rows(RowVisitor& v, MembraneSpec& s) {
  v.quantity(s.porosity, number("porosity", Range::positive_fraction(), "filled by the liquid"));
  v.part(s.ion_path, group("ion_path", "conduction of ions: one of its keys"));
  v.quantity(s.density,
             Row{"density", "kg/m3", Range::positive(), "of its solid; needed unless composites are stated by volume"}
                 .optional());
}

static void rows(RowVisitor& v, LayerSpec& s, const CellSpec& cell) {
  v.word(s.electrolyte, word("electrolyte", "name of an electrolyte"));
  const MaterialSpec* electrolyte = cell.material(s.electrolyte.value_or(""));
  const bool liquid = electrolyte != nullptr && electrolyte->salt && !is_polymer(*electrolyte->salt);
  if (const auto filled = v.when(liquid))
    v.part(s.membrane, group("membrane", "of a liquid electrolyte: what it fills"));
  v.quantity(
      s.loading,
      Row{"loading", "kg/m2", Range::positive(), "measured mass per area; without it a layer is dense"}.optional());
  Row thickness{"thickness", "m", Range::positive(),
                "of the separator, or of one of its layers; of a dense one its loading may be stated instead"};
  thickness.required = !v.all() && (!s.loading || liquid);
  v.quantity(s.thickness, thickness);
}

static void rows(RowVisitor& v, SeparatorSpec& s, const CellSpec& cell) {
  const bool layers = v.has("layers", !s.layers.empty());
  if (const auto several = v.when(layers))
    v.list(s.layers,
           group("layers",
                 "instead of one electrolyte: several, from the negative electrode on, each with the keys of one"),
           cell);
  if (const auto one = v.when(!layers)) rows(v, static_cast<LayerSpec&>(s), cell);
}

static void rows(RowVisitor& v, LimitsSpec& s) {
  v.quantity(s.lower, {"lower", "V", Range::any(), "voltage at which every discharge ends"});
  v.quantity(s.upper, {"upper", "V", Range::any(), "voltage at which every charge ends"});
}

static void rows(RowVisitor& v, CollectorSpec& s) {
  v.quantity(s.thickness, {"thickness", "m", Range::positive(), "of the current collector"});
  v.quantity(s.density, {"density", "kg/m3", Range::positive(), "of the current collector"});
}

static void rows(RowVisitor& v, CollectorsSpec& s) {
  v.part(s.positive, group("positive", "current collector of the positive electrode"));
  v.part(s.negative, group("negative", "current collector of the negative electrode"));
}

static void rows(RowVisitor& v, AssembledSpec& s) {
  v.quantity(s.stoichiometry, number("stoichiometry", Range::fraction(),
                                     "of the active material; of two composites that of the positive one")
                                  .optional());
  v.quantity(
      s.negative_stoichiometry,
      number("negative_stoichiometry", Range::fraction(), "of two composites: that of the negative one").optional());
  v.quantity(s.state_of_charge,
             number("state_of_charge", Range::fraction(),
                    "instead: share of the charge between the open-circuit voltages `limits.lower` and `limits.upper`; "
                    "of two composites on the line through the stoichiometries as assembled")
                 .optional());
  v.quantity(s.voltage,
             Row{"voltage", "V", Range::any(), "instead: open-circuit voltage, or without active material the voltage"}
                 .optional());
}

static void cell_rows(RowVisitor& v, CellSpec& s) {
  v.word(s.format, word("closo", "version of the format", "1"));
  v.word(s.title, word("title", "title of the cell").or_else("", "the file's name"));
  v.quantity(s.area, {"area", "m2", Range::positive(), "cell area"});
  v.quantity(s.pressure,
             {"pressure", "Pa", Range::non_negative(), "stack pressure; a step of the protocol may state its own"});
  v.quantity(s.temperature, {"temperature", "K", Range::positive(),
                             "of the cell, or around a cell that makes heat; a step may state its own"});
  v.part(s.limits, group("limits", "voltages at which every discharge and charge ends"));
  v.part(s.negative, group("negative", "negative electrode: a metal, a composite, or blocking"), s, Side::negative);
  v.part(s.separator, group("separator", "what lies between the electrodes"), s);
  v.part(s.positive, group("positive", "positive electrode: a composite, a metal, or blocking"), s, Side::positive);
  const bool composite = (s.positive && s.positive->components()) || (s.negative && s.negative->components());
  Row capacity{.key = "nominal_capacity",
               .unit = v.all()         ? "C/kg"
                       : s.by_volume() ? "C"
                       : composite     ? "C/kg"
                                       : "C/m2",
               .range = Range::positive(),
               .meaning =
                   "defines 1C: per mass of active material, without it of electrolyte in the composite, and per area "
                   "in cells without composite; with composites stated by volume of the cell, e.g. 5 Ah"};
  capacity.required = composite && !v.all();
  v.quantity(s.nominal_capacity, capacity);
  v.part(s.as_assembled,
         group("as_assembled", "state of the cell when built: the start of runs that state none").optional());
  v.part(s.heat,
         group("heat", "of a self-heating cell; without it the temperature is that of the cell or step").optional());
  v.part(s.collectors, group("collectors", "for energies per mass and volume that include them").optional());
}

void RowVisitor::cell(CellSpec& spec) {
  if (!enter(group("cell", "the cell"), true)) return;
  begun(spec);
  cell_rows(*this, spec);
  leave();
}

void RowVisitor::material(const std::string& name, MaterialSpec& spec) {
  if (!enter_material(name)) return;
  begun(spec);
  rows(*this, spec);
  leave_material();
}

void rows(RowVisitor& v, CellSpec& s) {
  v.name_materials(s);
  for (auto& [name, material] : s.materials) v.material(name, material);  // which say what the cell is to state
  v.cell(s);
}

void rows(RowVisitor& v, StartSpec& s) {
  const bool result = v.has("result", static_cast<bool>(s.result));
  if (const auto stated = v.when(!result)) rows(v, static_cast<AssembledSpec&>(s));
  if (const auto continued = v.when(result)) {
    v.word(s.result, word("result", "instead: a result file, whose end the run begins with"));
    v.word(s.counters,
           word("counters", "of time, cycles, capacity and energy: from 0, or those of the result", "begin|continue")
               .optional());
  }
}

const MaterialSpec* CellSpec::material(const std::string& name) const {
  for (const auto& [key, spec] : materials)
    if (key == name) return &spec;
  return nullptr;
}

bool CellSpec::by_volume() const {
  return (negative && negative->volume_fractions) || (positive && positive->volume_fractions);
}

static bool has_kind(const CellSpec& cell, const ElectrodeSpec& electrode, const char* kind) {
  if (electrode.components() == nullptr) return false;
  return std::ranges::any_of(electrode.components()->fractions, [&](const auto& component) {
    const MaterialSpec* found = cell.material(component.first);
    return found != nullptr && found->kind.value_or("") == kind;
  });
}

bool CellSpec::has_active_material(const ElectrodeSpec& electrode) const {
  return has_kind(*this, electrode, "active");
}

bool CellSpec::is_dense(const ElectrodeSpec& electrode) const {
  const bool liquid =
      std::ranges::any_of(materials, [](const auto& m) { return m.second.salt && !is_polymer(*m.second.salt); });
  return !liquid && has_active_material(electrode) && !has_kind(*this, electrode, "electrolyte");
}

}  // namespace closo
