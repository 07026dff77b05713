// Conversion factors appear here once: these numbers are for reading, not for computing.
#include "models/derived.hpp"

#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/balance.hpp"
#include "models/coefficients.hpp"
#include "models/electrodes/blend.hpp"
#include "models/electrodes/diffusivity.hpp"

namespace closo {
namespace {

/// A composite, and the list to which its numbers go.
struct OfComposite {
  const Composite& p;
  const CompositeCoefficients& c;
  Index number;
  std::vector<DerivedQuantity>& out;

  /// Names begin with the electrode, but for those of the first composite.
  void add(const std::string& name, double value, const char* unit) const {
    out.push_back({number == 0 ? name : "negative electrode: " + name, value, unit});
  }
};

/// "particles of 2 um", of a blend "particles of graphite of 2 um".
std::string name_of(const Composite& p, const ParticleClass& particle) {
  const std::string material = p.is_blend() ? " of " + p.actives[particle.active].material.name : "";
  return fmt::format("particles{} of {:g} um", material, particle.radius * to_um);
}

void add_composite(const OfComposite& of, const Coefficients& all) {
  const Composite& p = of.p;
  const CompositeCoefficients& c = of.c;
  const bool active = p.has_active_material();
  if (active) of.add("active loading", p.active_loading * to_mg_per_cm2, "mg/cm2");
  of.add("electrolyte loading of composite", p.electrolyte_loading * to_mg_per_cm2, "mg/cm2");
  of.add(p.electrolyte().fills_pores() ? "composite loading, with the electrolyte in its pores" : "composite loading",
         p.loading() * to_mg_per_cm2, "mg/cm2");
  of.add("composite thickness", p.thickness * to_um, "um");
  if (active) of.add("volume fraction of active material", c.eps_active * to_percent, "%");
  of.add("volume fraction of electrolyte", c.eps_electrolyte * to_percent, "%");
  of.add("volume fraction of additives", c.eps_additives * to_percent, "%");
  of.add("porosity", p.porosity * to_percent, "%");
  if (of.number == 0) of.add("current density at 1C", all.one_c() * to_mA_per_cm2, "mA/cm2");
  if (!active) return;
  for (const ActiveComponent& a : p.actives) {
    const std::string of_one = p.is_blend() ? " of " + a.material.name : "";
    if (p.is_blend()) of.add("volume fraction" + of_one, p.active_fraction(a) * to_percent, "%");
    of.add(p.is_blend() ? "density" + of_one : "density of active material", a.material.density * to_g_per_cm3,
           "g/cm3");
    of.add("concentration of exchanged ions" + of_one, a.material.site_concentration(), "mol/m3");
  }
  for (std::size_t k = 0; k < p.particles.size(); ++k)
    of.add("connected specific area, " + name_of(p, p.particles[k]), c.particles[k].a * to_m2_per_cm3, "m2/cm3");
}

void add_capacity(const OfComposite& of, const CellParameters& cell, const Coefficients& all) {
  const Composite& p = of.p;
  const CompositeCoefficients& c = of.c;
  const OpenCircuitPotential potential(p, cell.temperature);
  const double mean_U = potential.mean(potential.range().low, potential.range().high);
  const double theoretical = p.theoretical_capacity() * to_mAh_per_g;
  of.add("theoretical capacity", theoretical, "mAh/g");
  of.add("connected fraction as assembled", p.contact * to_percent, "%");
  of.add("connected capacity", theoretical * p.contact, "mAh/g");
  of.add("areal capacity, theoretical", p.theoretical_capacity() * p.active_loading * to_mAh_per_cm2, "mAh/cm2");
  of.add("areal capacity, connected", c.exchange_charge * to_mAh_per_cm2, "mAh/cm2");
  if (of.number == 0) of.add("current at 1C", all.one_c() * cell.area * to_milli, "mA");
  of.add("mean open-circuit voltage", mean_U, "V");
  of.add("theoretical energy of active material", theoretical * mean_U, "Wh/kg");
  of.add("theoretical energy of composite", theoretical * mean_U * p.active_weight_fraction, "Wh/kg");
  if (of.number > 0) return;
  for (const Side side : cell.flat_sides())
    if (!cell.flat(side).blocking)
      of.add("metal stripped in a full discharge",
             c.exchange_charge * cell.flat(side).metal.thickness_per_charge() * to_um, "um");
  if (cell.assembled)
    of.add("N/P between the limits of the voltage",
           Balance(cell, *cell.assembled).negative_to_positive(cell.lower_voltage, cell.upper_voltage), "1");
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

void add_conduction(const OfComposite& of) {
  const Composite& p = of.p;
  const CompositeCoefficients& c = of.c;
  of.add("effective ionic conductivity of composite", c.kappa_eff * to_mS_per_cm, "mS/cm");
  of.add("effective electronic conductivity of composite", c.sigma_eff * to_mS_per_cm, "mS/cm");
  of.add("resistance of composite, ions", p.thickness / c.kappa_eff * to_ohm_cm2, "ohm cm2");
  of.add("resistance of composite, electrons", p.thickness / c.sigma_eff * to_ohm_cm2, "ohm cm2");
  of.add("resistance of collector contact", p.collector_resistance * to_ohm_cm2, "ohm cm2");
}

/// @param f  F/RT [V-1]
void add_particles(const OfComposite& of, double temperature, double f) {
  const Composite& p = of.p;
  const CompositeCoefficients& c = of.c;
  double conductance = 0;
  for (std::size_t m = 0; m < p.particles.size(); ++m) {
    const Kinetics& k = p.actives[p.particles[m].active].material.kinetics;
    conductance += f * c.particles[m].i_ref * (k.alpha_a + k.alpha_c) * c.particles[m].a * p.thickness;
  }
  of.add("resistance of particles, charge transfer at half charge", 1 / conductance * to_ohm_cm2, "ohm cm2");
  for (const ParticleClass& particle : p.particles) {
    const double D = Diffusivity(p.actives[particle.active].material.diffusivity, temperature).mean();
    of.add("diffusion time R2/D, " + name_of(p, particle), particle.radius * particle.radius / D * to_hours, "h");
  }
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
  std::vector<OfComposite> composites;
  for (const Side side : cell.composite_sides()) {
    const auto number = static_cast<Index>(composites.size());
    composites.push_back({cell.composite(side), c.composite(number), number, out});
  }
  for (const OfComposite& of : composites) {
    add_composite(of, c);
    if (of.p.has_active_material()) add_capacity(of, cell, c);
  }
  add_separator(cell, c, out);
  for (const OfComposite& of : composites) add_conduction(of);
  for (const Side side : cell.flat_sides())
    add_flat(cell.flat(side), c.flat(side), c.f,
             cell.has_composite()     ? "metal interface"
             : side == Side::negative ? "negative interface"
                                      : "positive interface",
             out);
  for (const OfComposite& of : composites)
    if (of.p.has_active_material()) add_particles(of, cell.temperature, c.f);
  if (!cell.masses_known) std::erase_if(out, is_of_mass);
  return out;
}

}  // namespace closo
