// Mixture rules of the composite and Arrhenius laws, evaluated once per cell.
#include "models/coefficients.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace closo {

const Composite& CellParameters::composite() const {
  static const Composite nothing;
  return has_composite() ? *composite_of(0) : nothing;
}

std::vector<Side> CellParameters::composite_sides() const {
  std::vector<Side> composites;
  for (const Side side : {Side::positive, Side::negative})
    if (!is_flat(side)) composites.push_back(side);
  return composites;
}

std::vector<Side> CellParameters::flat_sides() const {
  std::vector<Side> flat;
  for (const Side side : sides)
    if (is_flat(side)) flat.push_back(side);
  return flat;
}

const FlatElectrode* CellParameters::flat_of(std::size_t number) const {
  const std::vector<Side> flats = flat_sides();
  return number < flats.size() ? &flat(flats[number]) : nullptr;
}

bool CellParameters::has_bypass() const {
  const auto may_short = [this](Side side) { return flat(side).interface && flat(side).interface->plating; };
  return separator.electronic_conductance() > 0 || std::ranges::any_of(flat_sides(), may_short);
}

bool CellParameters::has_metal() const {
  return std::ranges::any_of(flat_sides(), [&](Side side) { return !flat(side).blocking; });
}

double Composite::specific_volume() const {
  double v = 0;
  if (electrolyte_weight_fraction > 0)
    for (const ElectrolyteComponent& e : electrolytes) v += electrolyte_weight_fraction * e.share / e.material.density;
  if (has_active_material())
    for (const ActiveComponent& a : actives) v += active_weight_fraction * a.share / a.material.density;
  for (const Additive& additive : additives) v += additive.weight_fraction / additive.density;
  return v;
}

double Composite::electrolyte_fraction() const {
  if (electrolyte().fills_pores()) return porosity;
  const double solids_per_volume = (1 - porosity) / specific_volume();  // kg m-3
  double fraction = 0;
  if (dense) return fraction;
  for (const ElectrolyteComponent& e : electrolytes)
    fraction += solids_per_volume * electrolyte_weight_fraction * e.share / e.material.density;
  return fraction;
}

double Composite::electrolyte_volume() const {
  double volume = 0;
  for (const ElectrolyteComponent& e : electrolytes) volume += electrolyte_loading * e.share / e.material.density;
  return volume;
}

/// kappa = sum_m v_m kappa_m, with the shares v_m of their volume.
double Composite::conductivity_by(const std::function<double(const Curve&)>& of) const {
  double sum = 0, volume = 0;
  for (const auto& [material, share] : electrolytes)
    sum += share / material.density * of(material.conductivity), volume += share / material.density;
  return sum / volume;
}

double Composite::conductivity(double T) const {
  return conductivity_by([T](const Curve& kappa) { return kappa.at(T); });
}

double Composite::stated_conductivity() const {
  return conductivity_by([](const Curve& kappa) { return kappa.value; });
}

double Composite::theoretical_capacity() const {
  double capacity = 0;
  for (const ActiveComponent& a : actives) capacity += a.share * a.material.theoretical_capacity();
  return capacity;
}

double Composite::active_fraction(const ActiveComponent& component) const {
  return (1 - porosity) / specific_volume() * active_weight_fraction * component.share / component.material.density;
}

double Composite::active_fraction() const {
  double fraction = 0;
  for (const ActiveComponent& a : actives) fraction += active_fraction(a);
  return fraction;
}

double Composite::loading() const {
  const double solids = thickness * (1 - porosity) / specific_volume();
  return electrolyte().fills_pores() ? solids + electrolyte_loading : solids;
}

double ConductionPath::efficiency(double fraction, double conductivity) const {
  switch (kind) {
    case Kind::bruggeman:
      return std::pow(fraction, value);
    case Kind::tortuosity_factor:
      return fraction / value;
    case Kind::effective_conductivity:
      return value / conductivity;
    case Kind::transport_efficiency:
      return value;
  }
  return 1;
}

std::optional<double> ConductionPath::exponent() const {
  if (kind == Kind::bruggeman) return value;
  if (kind == Kind::tortuosity_factor) return 1;
  return std::nullopt;
}

double Separator::thickness() const {
  double sum = 0;
  for (const Layer& layer : layers) sum += layer.thickness;
  return sum;
}

double Separator::resistance(double T) const {
  double sum = 0;
  for (const Layer& layer : layers) sum += layer.resistance(T);
  return sum;
}

std::complex<double> DoubleLayer::admittance(std::complex<double> s) const {
  if (exponent == 1) return s * capacitance;
  const double omega = 2 * std::numbers::pi * frequency;
  return capacitance * omega * std::pow(s / omega, exponent);
}

/// A grain boundary of resistance R is an arc R / [1 + (s / omega)^n] in series to the bulk; as its capacitance stays
/// and R follows the conductivity, so does omega.
std::complex<double> Separator::impedance(double T, std::complex<double> s) const {
  std::complex<double> sum = 0;
  for (const Layer& layer : layers) {
    const double capacitance = vacuum_permittivity * layer.electrolyte.relative_permittivity / layer.thickness;
    const double all = layer.resistance(T);
    double bulk = all;
    if (const auto& boundary = layer.electrolyte.grain_boundary) {
      const double R = boundary->share * all,
                   omega = 2 * std::numbers::pi * boundary->frequency * layer.electrolyte.conductivity.factor(T);
      sum += R / (1.0 + std::pow(s / omega, boundary->exponent));
      bulk -= R;
    }
    sum += 1.0 / (1 / bulk + s * capacitance);
  }
  return sum;
}

double Separator::electronic_conductance() const {
  double resistance = 0;
  for (const Layer& layer : layers) {
    if (layer.electrolyte.electronic_conductivity == 0) return 0;
    resistance += layer.thickness / layer.electrolyte.electronic_conductivity;
  }
  return 1 / resistance;
}

FlatCoefficients flat_coefficients(const FlatElectrode& electrode, double pressure, double T) {
  FlatCoefficients c;
  if (const auto& interface = electrode.interface) {
    c.true_area = interface->true_area(pressure);
    c.critical_current = interface->critical_current(pressure, T);
  }
  c.i_ref = electrode.kinetics.exchange_current_density.at(T) * c.true_area;
  c.resistance = electrode.interface_resistance / c.true_area;
  return c;
}

namespace {

/// Volume fractions, conduction paths and particles.
/// @param c  blank but for the room of its particles
void fill(const Composite& p, double T, CompositeCoefficients& c) {
  c.eps_electrolyte = p.electrolyte_fraction();
  if (p.has_active_material()) {
    c.eps_active = p.active_fraction();
    c.exchange_charge = p.contact * p.theoretical_capacity() * p.active_loading;
  }
  const double solid_electrolyte = p.electrolyte().fills_pores() ? 0 : c.eps_electrolyte;
  c.eps_additives = 1 - p.porosity - c.eps_active - solid_electrolyte;
  c.kappa_eff = std::numeric_limits<double>::infinity();
  if (!p.dense) {
    c.ion_efficiency = p.ion_path.efficiency(c.eps_electrolyte, p.stated_conductivity());
    c.kappa_eff = p.conductivity(T) * c.ion_efficiency;
  }
  c.sigma_eff = p.electron_conductivity.at(T);
  for (const ParticleClass& k : p.particles) {
    const ActiveMaterial& material = p.actives[k.active].material;
    c.particles.push_back(
        {p.contact * p.surface(k), material.site_concentration(), material.kinetics.exchange_current_density.at(T)});
  }
}

/// Capacity stated for a cell without composite or, if there is none, 1 mAh/cm2 as a unit of charge.
double nominal_charge(const CellParameters& cell) {
  constexpr double unit = 36e3;  // C m-2
  if (cell.has_composite()) return cell.nominal_capacity * cell.composite().reference_loading();
  return cell.has_nominal_capacity() ? cell.nominal_areal_capacity : unit;
}

}  // namespace

Coefficients coefficients_of(const CellParameters& cell) {
  return coefficients_of(cell, cell.temperature, cell.pressure);
}

Coefficients coefficients_of(const CellParameters& cell, double T, double pressure, Coefficients room) {
  Coefficients c;
  c.f = faraday / (gas_constant * T);
  Index number = 0;
  for (const Side side : {Side::positive, Side::negative}) {
    if (cell.is_flat(side)) continue;
    auto& particles = room.composites[static_cast<std::size_t>(number)].particles;
    particles.clear();
    CompositeCoefficients& composite = c.composites[static_cast<std::size_t>(number++)];
    composite.particles = std::move(particles);
    fill(cell.composite(side), T, composite);
  }
  for (const Side side : sides)
    if (cell.is_flat(side)) c.flats[static_cast<std::size_t>(side)] = flat_coefficients(cell.flat(side), pressure, T);
  c.R_separator = cell.separator.resistance(T);
  c.electronic_conductance = cell.separator.electronic_conductance();
  c.nominal_charge = nominal_charge(cell);
  return c;
}

void StoichiometryRange::narrow(const std::optional<CubicTable>& table, const std::string& of,
                                const std::string& name) {
  if (!table) return;
  const std::string text = "the " + of + " " + name + " ends there";
  if (table->lower() > low) low = table->lower(), low_end = text;
  if (table->upper() < high) high = table->upper(), high_end = text;
}

static StoichiometryRange stoichiometry_range(const ActiveMaterial& material) {
  StoichiometryRange range;
  const OpenCircuitVoltageData& ocv = material.open_circuit_voltage;
  for (const VoltageCurve* curve : ocv.curves()) range.narrow(curve->table, "open-circuit table", curve->table_name);
  range.narrow(ocv.entropic_coefficient, "table of the entropic coefficient");
  range.narrow(material.diffusivity, "diffusivity table");
  range.narrow(material.kinetics.exchange_current_density, "table of the exchange-current density");
  return range;
}

std::vector<StoichiometryRange> stoichiometry_ranges(const Composite& composite) {
  std::vector<StoichiometryRange> ranges;
  for (const ActiveComponent& a : composite.actives) ranges.push_back(stoichiometry_range(a.material));
  if (!composite.is_blend())
    ranges.front().narrow(composite.electron_conductivity, "table of the electronic conductivity");
  return ranges;
}

TemperatureLimits temperature_limits(const CellParameters& cell) {
  TemperatureLimits limits{{0, std::numeric_limits<double>::infinity()}, {}, {}};
  const auto narrow = [&](const auto& material) {
    const auto& [low, high] = material.temperature_range;
    if (low > limits.range.low) limits.range.low = low, limits.low_of = material.name;
    if (high < limits.range.high) limits.range.high = high, limits.high_of = material.name;
  };
  for (const Side side : cell.composite_sides()) {
    const Composite& composite = cell.composite(side);
    if (composite.has_active_material())
      for (const ActiveComponent& a : composite.actives) narrow(a.material);
    for (const ElectrolyteComponent& e : composite.electrolytes) narrow(e.material);
  }
  for (const Separator::Layer& layer : cell.separator.layers) narrow(layer.electrolyte);
  return limits;
}

}  // namespace closo
