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

/// What names begin with: nothing of the first composite.
std::string of(Index number, const char* name) {
  return number == 0 ? name : std::string("negative electrode: ") + name;
}

using List = std::vector<DerivedQuantity>;

void add_composite(const CellParameters& cell, const Coefficients& all, Index number, List& out) {
  const Composite& p = *cell.composite_of(static_cast<std::size_t>(number));
  const CompositeCoefficients& c = all.composite(number);
  const bool active = p.has_active_material();
  const auto add = [&](const char* name, double value, const char* unit) {
    out.push_back({of(number, name), value, unit});
  };
  if (active) add("active loading", p.active_loading * to_mg_per_cm2, "mg/cm2");
  add("electrolyte loading of composite", p.electrolyte_loading * to_mg_per_cm2, "mg/cm2");
  add(p.electrolyte.fills_pores() ? "composite loading, with the electrolyte in its pores" : "composite loading",
      p.loading() * to_mg_per_cm2, "mg/cm2");
  add("composite thickness", p.thickness * to_um, "um");
  if (active) add("volume fraction of active material", c.eps_active * to_percent, "%");
  add("volume fraction of electrolyte", c.eps_electrolyte * to_percent, "%");
  add("volume fraction of additives", c.eps_additives * to_percent, "%");
  add("porosity", p.porosity * to_percent, "%");
  if (number == 0) add("current density at 1C", all.one_c() * to_mA_per_cm2, "mA/cm2");
  if (!active) return;
  add("density of active material", p.active.density * to_g_per_cm3, "g/cm3");
  add("concentration of exchanged ions", c.c_max, "mol/m3");
  for (std::size_t k = 0; k < p.particles.size(); ++k)
    add(fmt::format("connected specific area, particles of {:g} um", p.particles[k].radius * to_um).c_str(),
        c.a[k] * to_m2_per_cm3, "m2/cm3");
}

void add_capacity(const CellParameters& cell, const Coefficients& all, Index number, List& out) {
  const Composite& p = *cell.composite_of(static_cast<std::size_t>(number));
  const CompositeCoefficients& c = all.composite(number);
  const auto add = [&](const char* name, double value, const char* unit) {
    out.push_back({of(number, name), value, unit});
  };
  const OpenCircuitVoltage ocv(p.active.open_circuit_voltage, cell.temperature);
  const StoichiometryRange range = stoichiometry_range(p);
  const double mean_U = ocv.mean(range.low, range.high);
  const double theoretical = p.active.theoretical_capacity() * to_mAh_per_g;
  add("theoretical capacity", theoretical, "mAh/g");
  add("connected fraction as assembled", p.contact * to_percent, "%");
  add("connected capacity", theoretical * p.contact, "mAh/g");
  add("areal capacity, theoretical", p.active.theoretical_capacity() * p.active_loading * to_mAh_per_cm2, "mAh/cm2");
  add("areal capacity, connected", c.exchange_charge * to_mAh_per_cm2, "mAh/cm2");
  if (number == 0) add("current at 1C", all.one_c() * cell.area * to_milli, "mA");
  add("mean open-circuit voltage", mean_U, "V");
  add("theoretical energy of active material", theoretical * mean_U, "Wh/kg");
  add("theoretical energy of composite", theoretical * mean_U * p.active_weight_fraction, "Wh/kg");
  if (number > 0) return;
  for (const Side side : cell.flat_sides())
    if (!cell.flat(side).blocking)
      add("metal stripped in a full discharge",
          c.exchange_charge * cell.flat(side).metal.thickness_per_charge() * to_um, "um");
  if (cell.has_two_composites() && cell.composite(Side::negative).has_active_material())
    add("connected capacity of the negative over the positive electrode",
        all.composite(1).exchange_charge / c.exchange_charge, "1");
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

void add_conduction(const CellParameters& cell, const Coefficients& all, Index number, List& out) {
  const Composite& p = *cell.composite_of(static_cast<std::size_t>(number));
  const CompositeCoefficients& c = all.composite(number);
  const auto add = [&](const char* name, double value, const char* unit) {
    out.push_back({of(number, name), value, unit});
  };
  add("effective ionic conductivity of composite", c.kappa_eff * to_mS_per_cm, "mS/cm");
  add("effective electronic conductivity of composite", c.sigma_eff * to_mS_per_cm, "mS/cm");
  add("resistance of composite, ions", p.thickness / c.kappa_eff * to_ohm_cm2, "ohm cm2");
  add("resistance of composite, electrons", p.thickness / c.sigma_eff * to_ohm_cm2, "ohm cm2");
  add("resistance of collector contact", p.collector_resistance * to_ohm_cm2, "ohm cm2");
}

void add_particles(const CellParameters& cell, const Coefficients& all, Index number, List& out) {
  const Composite& p = *cell.composite_of(static_cast<std::size_t>(number));
  const CompositeCoefficients& c = all.composite(number);
  double area = 0;
  for (const double a : c.a) area += a;
  const Kinetics& k = p.active.kinetics;
  out.push_back({of(number, "resistance of particles, charge transfer at half charge"),
                 1 / (all.f * c.i_ref * (k.alpha_a + k.alpha_c) * area * p.thickness) * to_ohm_cm2, "ohm cm2"});
  const double D = Diffusivity(p.active.diffusivity, cell.temperature).mean();
  for (const ParticleClass& particle : p.particles)
    out.push_back(
        {of(number, fmt::format("diffusion time R2/D, particles of {:g} um", particle.radius * to_um).c_str()),
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
  const auto composites = static_cast<Index>(cell.composite_sides().size());
  const auto active = [&](Index number) {
    return cell.composite_of(static_cast<std::size_t>(number))->has_active_material();
  };
  for (Index k = 0; k < composites; ++k) {
    add_composite(cell, c, k, out);
    if (active(k)) add_capacity(cell, c, k, out);
  }
  add_separator(cell, c, out);
  for (Index k = 0; k < composites; ++k) add_conduction(cell, c, k, out);
  for (const Side side : cell.flat_sides())
    add_flat(cell.flat(side), c.flat(side), c.f,
             cell.has_composite()     ? "metal interface"
             : side == Side::negative ? "negative interface"
                                      : "positive interface",
             out);
  for (Index k = 0; k < composites; ++k)
    if (active(k)) add_particles(cell, c, k, out);
  if (!cell.masses_known) std::erase_if(out, is_of_mass);
  return out;
}

}  // namespace closo
