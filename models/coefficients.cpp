// Mixture rules of the composite and Arrhenius laws, evaluated once per cell.
#include "models/coefficients.hpp"

namespace closo {

double PositiveElectrode::specific_volume() const {
  double v = active_weight_fraction / active.density + electrolyte_weight_fraction / electrolyte.density;
  for (const Additive& additive : additives) v += additive.weight_fraction / additive.density;
  return v;
}

double Separator::thickness() const {
  double sum = 0;
  for (const Layer& layer : layers) sum += layer.thickness;
  return sum;
}

double Separator::resistance(double T) const {
  double sum = 0;
  for (const Layer& layer : layers) sum += layer.thickness / layer.electrolyte.conductivity.at(T);
  return sum;
}

Coefficients coefficients_of(const CellParameters& cell) {
  const PositiveElectrode& positive = cell.positive;
  const ActiveMaterial& active = positive.active;
  const double T = cell.temperature;
  Coefficients c;
  c.f = faraday / (gas_constant * T);

  const double solids_per_volume = (1 - positive.porosity) / positive.specific_volume();  // kg m-3
  c.eps_active = solids_per_volume * positive.active_weight_fraction / active.density;
  c.eps_electrolyte = solids_per_volume * positive.electrolyte_weight_fraction / positive.electrolyte.density;
  c.eps_additives = 1 - positive.porosity - c.eps_active - c.eps_electrolyte;

  const double kappa = positive.electrolyte.conductivity.at(T);
  switch (positive.ion_path.kind) {
    case ConductionPath::Kind::bruggeman:
      c.kappa_eff = kappa * std::pow(c.eps_electrolyte, positive.ion_path.value);
      break;
    case ConductionPath::Kind::tortuosity_factor:
      c.kappa_eff = kappa * c.eps_electrolyte / positive.ion_path.value;
      break;
    case ConductionPath::Kind::effective_conductivity:
      c.kappa_eff = positive.ion_path.value * positive.electrolyte.conductivity.factor(T);
      break;
  }
  c.sigma_eff = positive.electron_conductivity;
  c.c_max = active.site_concentration();
  for (const ParticleClass& p : positive.particles)
    c.a.push_back(positive.contact * 3 * c.eps_active * p.share / p.radius);
  c.i_ref = active.kinetics.exchange_current_density.at(T);
  double true_area = 1;
  if (const auto& metal = cell.negative.interface)
    true_area = std::pow(cell.pressure / metal->reference_pressure, metal->pressure_exponent);
  c.i_ref_metal = cell.negative.kinetics.exchange_current_density.at(T) * true_area;
  c.R_metal = cell.negative.interface_resistance / true_area;
  c.R_separator = cell.separator.resistance(T);
  c.nominal_charge = cell.nominal_capacity * positive.active_loading;
  c.exchange_charge = positive.contact * active.theoretical_capacity() * positive.active_loading;
  return c;
}

StoichiometryRange stoichiometry_range(const ActiveMaterial& material) {
  StoichiometryRange range;
  const auto narrow = [&](const std::optional<CubicTable>& table, const std::string& text) {
    if (!table) return;
    if (table->lower() > range.low) range.low = table->lower(), range.low_end = text;
    if (table->upper() < range.high) range.high = table->upper(), range.high_end = text;
  };
  const OpenCircuitVoltageData& ocv = material.open_circuit_voltage;
  narrow(ocv.table, "the open-circuit table " + ocv.table_name + " ends there");
  narrow(material.diffusivity.table, "the diffusivity table " + material.diffusivity.table_name + " ends there");
  return range;
}

}  // namespace closo
