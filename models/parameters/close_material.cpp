// Molar masses from formulas, densities from lattices, coefficients from curves.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "base/units.hpp"
#include "models/formula.hpp"
#include "models/parameters/close.hpp"

namespace closo {
namespace {

// Statements of one thing in two ways may differ by rounding, not by more.
constexpr double same_mass = 0.01;

double close_molar_mass(const MaterialSpec& s, const std::string& key) {
  if (!s.formula) {
    if (!s.molar_mass && s.maximum_concentration) return unknown_density / *s.maximum_concentration;  // of one ion
    if (!s.molar_mass) refuse_missing(s, key + ".molar_mass", "a quantity in kg/mol, or a 'formula'");
    return *s.molar_mass;
  }
  double from_formula = 0;
  try {
    from_formula = molar_mass(*s.formula);
  } catch (const FormulaError& error) {
    refuse(key, "formula", s.formula, error.what());
  }
  if (s.molar_mass && std::abs(*s.molar_mass / from_formula - 1) > same_mass)
    refuse(key, "molar_mass", s.molar_mass, "kg/mol",
           fmt::format("{:.6g} g/mol, as calculated from its formula", from_formula * to_g_per_mol));
  return from_formula;
}

/// From density, or the lattice and its formula units, or both if they agree [kg m-3].
double close_density(const MaterialSpec& s, const std::string& key, double molar_mass) {
  if (!s.lattice) return s.density.value_or(unknown_density);
  const LatticeSpec& l = *s.lattice;
  const double from_lattice = *l.formula_units * molar_mass / (avogadro * *l.a * l.b.value_or(*l.a) * *l.c);
  if (s.density && std::abs(*s.density / from_lattice - 1) > same_mass)
    refuse(key, "density", s.density, "kg/m3",
           fmt::format("{:.4g} g/cm3, as calculated from lattice and molar mass", from_lattice * to_g_per_cm3));
  return from_lattice;
}

TemperatureRange close_temperature_range(const MaterialSpec& s, const std::string& key) {
  if (!s.temperature_range) return {0, 1e4};  // beyond which there is no solid
  const TemperatureRangeSpec& range = *s.temperature_range;
  if (*range.low >= *range.high)
    refuse(key + ".temperature_range", "high", range.high, "K", "a temperature above 'low'");
  return {*range.low, *range.high};
}

/// The conductivity of a solid: a curve of temperature is taken over its value at the reference temperature. Without
/// one that is a value in the middle, which nobody is told.
Curve close_of_temperature(const CurveSpec& s, const std::string& key) {
  Curve c = close(s, Curve::Variable::temperature);
  if (!c.table) return c;
  const Quantity& reference = s.number.reference_temperature;
  const double low = c.table->lower(), high = c.table->upper();
  if (reference && (*reference < low || *reference > high))
    refuse(key, "reference_temperature", reference, "K",
           fmt::format("a temperature from {:.5g} to {:.5g} degC, as the curve", degC(low), degC(high)));
  c.reference_temperature = reference ? *reference : std::numeric_limits<double>::quiet_NaN();
  return over_value_at(std::move(c), reference.value_or((low + high) / 2));
}

}  // namespace

bool knows_density(const MaterialSpec& s) {
  return s.density || s.lattice;
}

Curve close(const ArrheniusSpec& s) {
  Curve a{s.value.value_or(0)};
  if (!s.activation_energy) return a;
  a.activation_energy = *s.activation_energy;
  a.reference_temperature = *s.reference_temperature;
  return a;
}

Curve close(const CurveSpec& s, Curve::Variable variable) {
  Curve c = close(s.scale.value ? s.scale : s.number);
  if (!s.table) return c;
  if (!s.scale.value) c.value = 1;
  c.variable = variable;
  c.table = s.table->curve;
  c.name = s.table->name;
  return c;
}

Curve over_value_at(Curve c, double x) {
  const double value = c.table->at(x).value;
  c.value *= value;
  c.table = c.table->scaled(1, 1 / value);
  return c;
}

Curve over_value_at_half(Curve c) {
  if (!c.table) return c;
  const double at = std::clamp(0.5, c.table->lower(), c.table->upper());
  return over_value_at(std::move(c), at);
}

Curve exchange_current_of(const ArrheniusSpec& resistance, const Kinetics& kinetics, double area, double T) {
  Curve i_0 = close(resistance);
  const double at = resistance.activation_energy ? i_0.reference_temperature : T;
  i_0.value = gas_constant * at / (faraday * (kinetics.alpha_a + kinetics.alpha_c) * i_0.value * area);
  return i_0;
}

void state_charge_transfer(const ArrheniusSpec& resistance, double T, Composite& p) {
  double area = 0;  // that reacts, per cell area
  for (const ParticleClass& k : p.particles) area += p.reacting() * p.surface(k) * p.thickness;
  const Curve stated = exchange_current_of(resistance, p.active().kinetics, area, T);
  Curve& i_0 = p.active().kinetics.exchange_current_density;
  i_0.value = stated.value;
  i_0.activation_energy = stated.activation_energy, i_0.reference_temperature = stated.reference_temperature;
}

Kinetics close(const KineticsSpec& s) {
  return {over_value_at_half(close(s.exchange_current_density, Curve::Variable::stoichiometry)),
          *s.transfer_coefficients->anodic, *s.transfer_coefficients->cathodic};
}

ActiveMaterial close_active_material(const MaterialSpec& s, const std::string& key) {
  ActiveMaterial m;
  m.name = *s.title;
  m.molar_mass = close_molar_mass(s, key);
  m.density = close_density(s, key, m.molar_mass);
  m.exchanged_ions = s.exchanged_ions.value_or(1);
  if (const Quantity& c = s.maximum_concentration) {
    if (s.exchanged_ions && knows_density(s) && (s.formula || s.molar_mass) &&
        std::abs(*c / m.site_concentration() - 1) > same_mass)
      refuse(key, "maximum_concentration", c, "mol/m3",
             fmt::format("{:.5g} mol/m3, as calculated from density, molar mass and exchanged ions",
                         m.site_concentration()));
    m.molar_mass = m.exchanged_ions * m.density / *c;
  }
  m.temperature_range = close_temperature_range(s, key);
  m.open_circuit_voltage = close(*s.open_circuit_voltage, key + ".open_circuit_voltage");
  m.diffusivity = close(s.diffusivity, Curve::Variable::stoichiometry);
  m.kinetics = close(s.kinetics);
  if (s.relative_volume.number.value)
    refuse(key, "relative_volume", s.relative_volume.number.value, "1", "a curve of stoichiometry, such as 1 + 0.1 y");
  if (s.relative_volume.table) m.relative_volume = close(s.relative_volume, Curve::Variable::stoichiometry);
  return m;
}

Electrolyte close_electrolyte(const MaterialSpec& s, const std::string& key) {
  Electrolyte m;
  m.name = *s.title;
  const bool mass = s.formula || s.molar_mass || s.lattice;  // looked at even if the density needs none
  m.density = close_density(s, key, mass ? close_molar_mass(s, key) : 0);
  m.temperature_range = close_temperature_range(s, key);
  if (s.salt) {
    m.salt = close(*s.salt, key + ".salt");
    m.conductivity = close_of_concentration(s.conductivity, key + ".conductivity", m.salt->concentration);
    return m;
  }
  m.conductivity = close_of_temperature(s.conductivity, key + ".conductivity");
  if (m.conductivity.table) {
    m.temperature_range.low = std::max(m.temperature_range.low, m.conductivity.table->lower());
    m.temperature_range.high = std::min(m.temperature_range.high, m.conductivity.table->upper());
  }
  m.relative_permittivity = s.relative_permittivity.value_or(0);
  if (s.grain_boundary && std::isnan(m.conductivity.reference_temperature))
    refuse_missing(s, key + ".conductivity.reference_temperature",
                   "the temperature at which the frequency of the grain boundary holds");
  if (s.grain_boundary)
    m.grain_boundary = {*s.grain_boundary->share, *s.grain_boundary->frequency, *s.grain_boundary->exponent};
  m.electronic_conductivity = s.electronic_conductivity.value_or(0);
  return m;
}

Additive close_additive(const MaterialSpec& s, double weight_fraction) {
  return {*s.title, *s.density, weight_fraction};
}

Metal close_metal(const MaterialSpec& s, const std::string& key) {
  constexpr double none = std::numeric_limits<double>::infinity();
  return {*s.title, close_molar_mass(s, key), *s.density, s.melting_point.value_or(none),
          s.extrusion_pressure.value_or(none)};
}

std::string text_of(const Quantity& entry, const char* unit) {
  const Statement* statement = entry.statement();
  return statement != nullptr && !statement->text.empty() ? excerpt(statement->text) : format_quantity(*entry, unit);
}

void refuse(const std::string& key, const char* name, const Quantity& found, const char* unit,
            const std::string& expected) {
  throw InputError(found.where(), key + "." + name, text_of(found, unit), expected);
}

void refuse(const std::string& key, const char* name, const Word& found, const std::string& expected) {
  throw InputError(found.where(), key + "." + name, excerpt(*found), expected);
}

void refuse(const Part& group, const std::string& key, const std::string& fault) {
  throw InputError::invalid(group.where(), key, fault);
}

void refuse_missing(const Part& group, const std::string& key, const std::string& expected) {
  throw InputError::missing(group.where(), key, expected);
}

}  // namespace closo
