// Conversion factors appear here once: these numbers are for reading, not for computing.
#include "models/derived.hpp"

#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/coefficients.hpp"
#include "models/electrodes/diffusivity.hpp"
#include "models/open_circuit_voltage.hpp"

namespace closo {
namespace {

void add_composite(const CellParameters& cell, const Coefficients& c, std::vector<DerivedQuantity>& out) {
  const Composite& p = cell.composite();
  const bool active = p.has_active_material();
  if (active) out.push_back({"active loading", p.active_loading * to_mg_per_cm2, "mg/cm2"});
  out.push_back({"electrolyte loading of composite", p.electrolyte_loading * to_mg_per_cm2, "mg/cm2"});
  out.push_back(
      {p.electrolyte.fills_pores() ? "composite loading, with the electrolyte in its pores" : "composite loading",
       p.loading() * to_mg_per_cm2, "mg/cm2"});
  out.push_back({"composite thickness", p.thickness * to_um, "um"});
  if (active) out.push_back({"volume fraction of active material", c.eps_active * to_percent, "%"});
  out.push_back({"volume fraction of electrolyte", c.eps_electrolyte * to_percent, "%"});
  out.push_back({"volume fraction of additives", c.eps_additives * to_percent, "%"});
  out.push_back({"porosity", p.porosity * to_percent, "%"});
  out.push_back({"current density at 1C", c.one_c() * to_mA_per_cm2, "mA/cm2"});
  if (!active) return;
  out.push_back({"density of active material", p.active.density * to_g_per_cm3, "g/cm3"});
  out.push_back({"concentration of exchanged ions", c.c_max, "mol/m3"});
  for (std::size_t k = 0; k < p.particles.size(); ++k)
    out.push_back({fmt::format("connected specific area, particles of {:g} um", p.particles[k].radius * to_um),
                   c.a[k] * to_m2_per_cm3, "m2/cm3"});
}

void add_capacity(const CellParameters& cell, const Coefficients& c, std::vector<DerivedQuantity>& out) {
  const Composite& p = cell.composite();
  const OpenCircuitVoltage ocv(p.active.open_circuit_voltage, cell.temperature);
  const StoichiometryRange range = stoichiometry_range(p);
  const double mean_U = ocv.mean(range.low, range.high);
  const double theoretical = p.active.theoretical_capacity() * to_mAh_per_g;
  out.push_back({"theoretical capacity", theoretical, "mAh/g"});
  out.push_back({"connected fraction as assembled", p.contact * to_percent, "%"});
  out.push_back({"connected capacity", theoretical * p.contact, "mAh/g"});
  out.push_back(
      {"areal capacity, theoretical", p.active.theoretical_capacity() * p.active_loading * to_mAh_per_cm2, "mAh/cm2"});
  out.push_back({"areal capacity, connected", c.exchange_charge * to_mAh_per_cm2, "mAh/cm2"});
  out.push_back({"current at 1C", c.one_c() * cell.area * to_milli, "mA"});
  out.push_back({"mean open-circuit voltage", mean_U, "V"});
  out.push_back({"theoretical energy of active material", theoretical * mean_U, "Wh/kg"});
  out.push_back({"theoretical energy of composite", theoretical * mean_U * p.active_weight_fraction, "Wh/kg"});
  out.push_back({"metal stripped in a full discharge",
                 c.exchange_charge * cell.flat(cell.flat_sides().front()).metal.thickness_per_charge() * to_um, "um"});
}

void add_flat(const FlatElectrode& electrode, const FlatCoefficients& k, double f, const std::string& name,
              std::vector<DerivedQuantity>& out) {
  if (electrode.blocking) {
    out.push_back({"double layer of " + name, electrode.double_layer.capacitance * to_uF_per_cm2, "uF/cm2"});
    return;
  }
  const double alphas = electrode.kinetics.alpha_a + electrode.kinetics.alpha_c;
  out.push_back({"resistance of " + name + ", charge transfer", 1 / (f * k.i_ref * alphas) * to_ohm_cm2, "ohm cm2"});
  out.push_back({"resistance of " + name + ", ohmic", k.resistance * to_ohm_cm2, "ohm cm2"});
  if (std::isfinite(k.critical_current))
    out.push_back({"critical current of " + name + " on stripping", k.critical_current * to_mA_per_cm2, "mA/cm2"});
  out.push_back({"thickness of " + name + " per charge",
                 electrode.metal.thickness_per_charge() * to_um / to_mAh_per_cm2, "um per mAh/cm2"});
}

void add_separator(const CellParameters& cell, const Coefficients& c, std::vector<DerivedQuantity>& out) {
  out.push_back({"conductivity of separator", cell.separator.thickness() / c.R_separator * to_mS_per_cm, "mS/cm"});
  out.push_back({"resistance of separator", c.R_separator * to_ohm_cm2, "ohm cm2"});
  BinaryElectrolyte::add_derived(cell, out);
  if (c.electronic_conductance > 0)
    out.push_back({"electronic resistance of the separator", to_ohm_cm2 / c.electronic_conductance, "ohm cm2"});
}

void add_conduction(const CellParameters& cell, const Coefficients& c, std::vector<DerivedQuantity>& out) {
  const double L = cell.composite().thickness;
  out.push_back({"effective ionic conductivity of composite", c.kappa_eff * to_mS_per_cm, "mS/cm"});
  out.push_back({"effective electronic conductivity of composite", c.sigma_eff * to_mS_per_cm, "mS/cm"});
  out.push_back({"resistance of composite, ions", L / c.kappa_eff * to_ohm_cm2, "ohm cm2"});
  out.push_back({"resistance of composite, electrons", L / c.sigma_eff * to_ohm_cm2, "ohm cm2"});
  out.push_back({"resistance of collector contact", cell.composite().collector_resistance * to_ohm_cm2, "ohm cm2"});
}

void add_particles(const CellParameters& cell, const Coefficients& c, std::vector<DerivedQuantity>& out) {
  const Composite& p = cell.composite();
  double area = 0;
  for (const double a : c.a) area += a;
  const Kinetics& k = p.active.kinetics;
  out.push_back({"resistance of particles, charge transfer at half charge",
                 1 / (c.f * c.i_ref * (k.alpha_a + k.alpha_c) * area * p.thickness) * to_ohm_cm2, "ohm cm2"});
  const double D = Diffusivity(p.active.diffusivity, cell.temperature).mean();
  for (const ParticleClass& particle : p.particles)
    out.push_back({fmt::format("diffusion time R2/D, particles of {:g} um", particle.radius * to_um),
                   particle.radius * particle.radius / D * to_hours, "h"});
}

/// Per mass, or a mass: what a cell without densities does not have.
bool is_of_mass(const DerivedQuantity& quantity) {
  const auto has = [&](const char* unit) { return quantity.unit == std::string_view(unit); };
  return has("mg/cm2") || has("mAh/g") || has("Wh/kg") || has("g/cm3");
}

}  // namespace

std::vector<DerivedQuantity> derived_quantities(const CellParameters& cell) {
  const Coefficients c = coefficients_of(cell);
  std::vector<DerivedQuantity> out;
  if (cell.has_composite()) add_composite(cell, c, out);
  if (cell.has_active_material()) add_capacity(cell, c, out);
  add_separator(cell, c, out);
  if (cell.has_composite()) add_conduction(cell, c, out);
  for (const Side side : cell.flat_sides())
    add_flat(cell.flat(side), c.flat(side), c.f,
             cell.has_composite()     ? "metal interface"
             : side == Side::negative ? "negative interface"
                                      : "positive interface",
             out);
  if (cell.has_active_material()) add_particles(cell, c, out);
  if (!cell.masses_known) std::erase_if(out, is_of_mass);
  return out;
}

}  // namespace closo
