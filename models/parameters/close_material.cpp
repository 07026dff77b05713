// Molar masses from formulas, densities from lattices, branches of voltages from galleries or tables.
#include <cmath>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/formula.hpp"
#include "models/parameters/close.hpp"
#include "base/error.hpp"
#include "base/units.hpp"

namespace closo {
namespace {

// Statements of one thing in two ways may differ by rounding, not by more.
constexpr double same_mass = 0.01;

double close_molar_mass(const MaterialSpec& s, const std::string& key) {
  if (!s.formula) {
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
  if (!s.lattice) return *s.density;
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

VoltageBranch close_branch(const VoltageBranchSpec& s, const std::string& key) {
  VoltageBranch data;
  if (s.table) {
    if (!s.galleries.empty()) refuse(s, key + ".galleries", "not allowed beside 'table'");
    data.table = s.table->curve;
    data.table_name = s.table->name;
    return data;
  }
  double sum = 0;
  for (const GallerySpec& g : s.galleries) {
    data.galleries.push_back({*g.fraction, *g.potential, *g.width});
    sum += *g.fraction;
    if (*g.potential >= *s.empty) refuse(key, "empty", s.empty, "V", "a voltage above those of the galleries");
    if (*g.potential <= *s.full) refuse(key, "full", s.full, "V", "a voltage below those of the galleries");
  }
  if (std::abs(sum - 1) > 1e-9)
    refuse(s, key + ".galleries", fmt::format("expected fractions that sum to 1, not {:.10g}", sum));
  data.empty = *s.empty, data.full = *s.full;
  return data;
}

OpenCircuitVoltageData close_open_circuit_voltage(const OpenCircuitVoltageSpec& s, const std::string& key) {
  OpenCircuitVoltageData data;
  if (s.discharge) {
    static_cast<VoltageBranch&>(data) = close_branch(*s.discharge, key + ".discharge");
    data.hysteresis =
        Hysteresis{close_branch(*s.charge, key + ".charge"), *s.transition, *s.start == "charge" ? 1.0 : -1.0};
  } else {
    static_cast<VoltageBranch&>(data) = close_branch(s, key);
  }
  if (s.entropic_coefficient) {
    data.entropic_coefficient = *s.entropic_coefficient;
    data.reference_temperature = *s.reference_temperature;
  }
  return data;
}

DiffusivityData close_diffusivity(const CurveSpec& s) {
  if (!s.table) return {close(s.number), {}, {}};
  return {close(s.scale), s.table->curve, s.table->name};
}

/// A coefficient of a solution: the value at the initial concentration of its salt [mol m-3], and the curve over it.
std::pair<Arrhenius, ConcentrationCurve> close_of_concentration(const CurveSpec& s, const std::string& key,
                                                                double initial) {
  Arrhenius value = close(s.number);
  if (!s.table) return {value, {}};
  const CubicTable& curve = s.table->curve;
  if (initial < curve.lower() || initial > curve.upper())
    throw InputError(
        place(s.table->file, s.table->line), key + (s.table->is_expression() ? ".expression" : ".table"), s.table->name,
        fmt::format("a curve that covers the initial concentration of {:g} mol/l", initial * to_mol_per_l));
  value.value = curve.at(initial).value;
  return {value, {curve.scaled(1 / initial, 1 / value.value), s.table->name}};
}

Salt close_salt(const SaltSpec& s, const std::string& key) {
  Salt salt;
  salt.concentration = *s.concentration;
  salt.transference_number = *s.transference_number;
  std::tie(salt.diffusivity, salt.diffusivity_curve) =
      close_of_concentration(s.diffusivity, key + ".diffusivity", salt.concentration);
  Arrhenius factor;
  std::tie(factor, salt.factor_curve) =
      close_of_concentration(s.thermodynamic_factor, key + ".thermodynamic_factor", salt.concentration);
  salt.thermodynamic_factor = factor.value;
  return salt;
}

}  // namespace

Arrhenius close(const ArrheniusSpec& s) {
  Arrhenius a{s.value.value_or(0)};
  if (!s.activation_energy) return a;
  a.activation_energy = *s.activation_energy;
  a.reference_temperature = *s.reference_temperature;
  return a;
}

Kinetics close(const KineticsSpec& s) {
  return {close(s.exchange_current_density), *s.transfer_coefficients->anodic, *s.transfer_coefficients->cathodic};
}

ActiveMaterial close_active_material(const MaterialSpec& s, const std::string& key) {
  ActiveMaterial m;
  m.name = *s.title;
  m.molar_mass = close_molar_mass(s, key);
  m.density = close_density(s, key, m.molar_mass);
  m.exchanged_ions = *s.exchanged_ions;
  m.temperature_range = close_temperature_range(s, key);
  m.open_circuit_voltage = close_open_circuit_voltage(*s.open_circuit_voltage, key + ".open_circuit_voltage");
  m.diffusivity = close_diffusivity(s.diffusivity);
  m.kinetics = close(s.kinetics);
  return m;
}

Electrolyte close_electrolyte(const MaterialSpec& s, const std::string& key) {
  Electrolyte m;
  m.name = *s.title;
  const bool mass = s.formula || s.molar_mass || s.lattice;  // looked at even if the density needs none
  m.density = close_density(s, key, mass ? close_molar_mass(s, key) : 0);
  m.temperature_range = close_temperature_range(s, key);
  if (s.salt) {
    m.salt = close_salt(*s.salt, key + ".salt");
    std::tie(m.conductivity, m.salt->conductivity_curve) =
        close_of_concentration(s.conductivity, key + ".conductivity", m.salt->concentration);
    return m;
  }
  m.conductivity = close(s.conductivity.number);
  m.relative_permittivity = s.relative_permittivity.value_or(0);
  if (s.grain_boundary)
    m.grain_boundary = {*s.grain_boundary->share, *s.grain_boundary->frequency, *s.grain_boundary->exponent};
  m.electronic_conductivity = s.electronic_conductivity.value_or(0);
  return m;
}

Additive close_additive(const MaterialSpec& s, double weight_fraction) {
  return {*s.title, *s.density, weight_fraction};
}

Metal close_metal(const MaterialSpec& s, const std::string& key) {
  return {*s.title, close_molar_mass(s, key), *s.density};
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
