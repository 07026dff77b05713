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

std::complex<double> Separator::impedance(double T, std::complex<double> s) const {
  std::complex<double> sum = 0;
  for (const Layer& layer : layers) {
    const double capacitance = vacuum_permittivity * layer.electrolyte.relative_permittivity / layer.thickness;
    sum += 1.0 / (layer.electrolyte.conductivity.at(T) / layer.thickness + s * capacitance);
  }
  return sum;
}

double Separator::leakage() const {
  double resistance = 0;
  for (const Layer& layer : layers) {
    if (layer.electrolyte.electronic_conductivity == 0) return 0;
    resistance += layer.thickness / layer.electrolyte.electronic_conductivity;
  }
  return 1 / resistance;
}

namespace {

void add_metal(const CellParameters& cell, double T, Coefficients& c) {
  double true_area = 1;
  if (const auto& interface = cell.negative.interface) {
    true_area = std::pow(cell.pressure / interface->reference_pressure, interface->pressure_exponent);
    if (const auto& voids = interface->voids) {
      const double strain_rate =
          voids->creep_rate.at(T) * std::pow(cell.pressure / voids->creep_pressure, voids->creep_exponent);
      c.void_growth = cell.negative.metal.thickness_per_charge() / voids->depth;
      c.void_closing = strain_rate * voids->creep_length / voids->depth;
    }
  }
  c.i_ref_metal = cell.negative.kinetics.exchange_current_density.at(T) * true_area;
  c.R_metal = cell.negative.interface_resistance / true_area;
}

}  // namespace

Coefficients coefficients_of(const CellParameters& cell) {
  return coefficients_of(cell, cell.temperature);
}

Coefficients coefficients_of(const CellParameters& cell, double T) {
  const PositiveElectrode& positive = cell.positive;
  const ActiveMaterial& active = positive.active;
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
  add_metal(cell, T, c);
  c.R_separator = cell.separator.resistance(T);
  c.leakage = cell.separator.leakage();
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
  if (ocv.hysteresis)
    narrow(ocv.hysteresis->charge.table, "the open-circuit table " + ocv.hysteresis->charge.table_name + " ends there");
  narrow(material.diffusivity.table, "the diffusivity table " + material.diffusivity.table_name + " ends there");
  return range;
}

TemperatureLimits temperature_limits(const CellParameters& cell) {
  const ActiveMaterial& active = cell.positive.active;
  TemperatureLimits limits{active.temperature_range, active.name, active.name};
  const auto narrow = [&](const Electrolyte& electrolyte) {
    const auto& [low, high] = electrolyte.temperature_range;
    if (low > limits.range.low) limits.range.low = low, limits.low_of = electrolyte.name;
    if (high < limits.range.high) limits.range.high = high, limits.high_of = electrolyte.name;
  };
  narrow(cell.positive.electrolyte);
  for (const Separator::Layer& layer : cell.separator.layers) narrow(layer.electrolyte);
  return limits;
}

}  // namespace closo
