// One row for each parameter of a material.
#include "models/parameters/shared_rows.hpp"

namespace closo {

static void rows(RowVisitor& v, TemperatureRangeSpec& s) {
  v.quantity(s.low, {"low", "K", Range::positive(), "lowest temperature at which the data hold"});
  v.quantity(s.high, {"high", "K", Range::positive(), "highest temperature at which the data hold"});
}

static void rows(RowVisitor& v, LatticeSpec& s) {
  v.quantity(s.a, {"a", "m", Range::positive(), "first axis; the axes are at right angles"});
  v.quantity(s.b, Row{"b", "m", Range::positive(), "second axis, if it differs from the first"}.optional());
  v.quantity(s.c, {"c", "m", Range::positive(), "third axis"});
  v.quantity(s.formula_units, number("formula_units", Range::positive(), "in the cell of the lattice"));
}

static void rows(RowVisitor& v, GrainBoundarySpec& s) {
  v.quantity(s.share, number("share", Range::open_fraction(), "of the resistance that the conductivity stands for"));
  v.quantity(s.frequency, {"frequency", "Hz", Range::positive(),
                           "of the peak of its arc, at the reference temperature of the conductivity"});
  v.quantity(s.exponent, number("exponent", exponent_range, "of its constant-phase element"));
}

/// @param mass  whether the molar mass has to be known
static void composition_of_matter(RowVisitor& v, MaterialSpec& s, bool mass, bool lattice) {
  v.word(s.formula, word("formula", "chemical formula, from which the molar mass follows").optional());
  Row molar_mass{"molar_mass", "kg/mol", Range::positive(), "instead of the formula, or in agreement with it"};
  molar_mass.required = mass && !s.formula && !s.maximum_concentration && !v.all();
  v.quantity(s.molar_mass, molar_mass);
  if (lattice) v.part(s.lattice, group("lattice", "from which the density follows").optional());
  Row density{"density", "kg/m3", Range::positive(),
              lattice ? "without pores; instead of the lattice, or in agreement with it" : "without pores"};
  const bool liquid = v.has("salt", s.salt.has_value());  // without it, in composites that are stated by volume
  density.required = !s.lattice && !s.maximum_concentration && !liquid && !v.all();
  v.quantity(s.density, density);
}

static void temperatures(RowVisitor& v, MaterialSpec& s) {
  const Row row = group("temperature_range", "in which the data hold; a cell that leaves it stops")
                      .or_else("any", "valid at all temperatures");
  const bool range = v.is_mapping(row.key, s.temperature_range.has_value());
  if (const auto bounds = v.when(range)) v.part(s.temperature_range, row);
  if (const auto unbounded = v.when(!range)) {
    Row any = row;
    any.choices = "any";
    v.word(s.any_temperature, any);
  }
}

static void electrolyte(RowVisitor& v, MaterialSpec& s) {
  composition_of_matter(v, s, false, true);
  temperatures(v, s);
  v.part(s.salt, group("salt", "of a liquid or polymer electrolyte, of two ions with one charge each").optional());
  const Row conductivity{"conductivity", "S/m", Range::positive(),
                         "of ions; a number, or a curve: of temperature, or with a salt of its concentration"};
  if (v.all() || !s.salt) curve(v, s.conductivity, conductivity, temperature, Beside::reference);
  if (v.all() || s.salt) curve(v, s.conductivity, conductivity, concentration, Beside::activation);
  const auto solid = v.when(!s.salt);
  if (!solid) return;
  v.quantity(s.relative_permittivity,
             number("relative_permittivity", Range::positive(),
                    "of the bulk, for its geometric capacitance in impedance; without it there is none")
                 .optional());
  v.part(s.grain_boundary,
         group("grain_boundary", "what the boundaries between grains add to the bulk in series, for impedance")
             .optional());
  v.quantity(s.electronic_conductivity, Row{"electronic_conductivity", "S/m", Range::non_negative(),
                                            "if it conducts electrons: the cell then discharges itself"}
                                            .optional());
}

void rows(RowVisitor& v, MaterialSpec& s) {
  v.word(s.format, word("closo", "version of the format", "1"));
  v.word(s.kind, word("material", "kind of material", "active|electrolyte|additive|metal"));
  v.word(s.title, word("title", "name for people").or_else("", "its name"));
  const std::string kind = s.kind.value_or("");
  if (kind == "active") {
    v.quantity(s.maximum_concentration,
               Row{"maximum_concentration", "mol/m3", Range::positive(),
                   "of exchanged ions, at stoichiometry 1; instead of formula, density and exchanged ions, or in "
                   "agreement with them"}
                   .optional());
    composition_of_matter(v, s, true, true);
    Row exchanged = number("exchanged_ions", Range::positive(), "per formula unit, between stoichiometry 0 and 1");
    exchanged.required = !s.maximum_concentration && !v.all();
    v.quantity(s.exchanged_ions, exchanged);
    temperatures(v, s);
    v.part(s.open_circuit_voltage,
           group("open_circuit_voltage",
                 "against stoichiometry: galleries, a table, or two such curves, of discharge and of charge"));
    curve(v, s.diffusivity,
          {"diffusivity", "m2/s", Range::positive(),
           "in the particles; a number, or a curve of stoichiometry with a scale"},
          stoichiometry, Beside::scale);
    curve(
        v, s.relative_volume,
        Row{"relative_volume", "1", Range::positive(),
            "of particles, over that to which the density belongs: a curve of stoichiometry; acts with the swelling of "
            "a composite"}
            .optional(),
        stoichiometry, Beside::nothing);
    kinetics(v, s.kinetics,
             "per particle surface; a number, which holds at stoichiometry 1/2, or a curve of stoichiometry", true);
  } else if (kind == "electrolyte") {
    electrolyte(v, s);
  } else if (kind == "metal") {
    composition_of_matter(v, s, true, false);
    v.quantity(
        s.melting_point,
        Row{"melting_point", "K", Range::positive(), "above which a run warns that the metal is liquid"}.optional());
    v.quantity(s.extrusion_pressure, Row{"extrusion_pressure", "Pa", Range::positive(),
                                         "above which a run warns that the metal flows through the electrolyte"}
                                         .optional());
  } else if (kind == "additive") {
    v.quantity(s.density, {"density", "kg/m3", Range::positive(), "without pores"});
  }
}

}  // namespace closo
