// Keys, units and ranges of material files, and the checks that tie them together.
#include "models/material_input.hpp"

#include <algorithm>
#include <deque>
#include <tuple>

#include <fmt/format.h>

#include "models/formula.hpp"
#include "models/table_input.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

// Statements of one thing in two ways may differ by rounding, not by more.
constexpr double same_mass = 0.01;

void read_activation(const InputReader& given, Arrhenius& a) {
  if (!given.has("activation_energy")) return;
  a.activation_energy = given.quantity("activation_energy", "J/mol", Range::non_negative());
  a.reference_temperature = given.quantity("reference_temperature", "K", Range::positive());
}

void check_format(const InputReader& file) {
  if (file.text("closo") != "1") file.fail("closo", "1, the format version this program reads");
}

/// From molar_mass, or formula, or both if they agree [kg mol-1].
double read_molar_mass(const InputReader& material) {
  if (!material.has("formula")) return material.quantity("molar_mass", "kg/mol", Range::positive());
  double from_formula = 0;
  try {
    from_formula = molar_mass(material.text("formula"));
  } catch (const FormulaError& error) {
    material.fail("formula", error.what());
  }
  if (material.has("molar_mass")) {
    const double given = material.quantity("molar_mass", "kg/mol", Range::positive());
    if (std::abs(given / from_formula - 1) > same_mass)
      material.fail("molar_mass", fmt::format("{:.6g} g/mol, as calculated from its formula", from_formula * 1e3));
  }
  return from_formula;
}

/// From density, or the lattice (axes at right angles) and its formula units, or both if they agree [kg m-3].
double read_density(const InputReader& material, double molar_mass) {
  if (!material.has("lattice")) return material.quantity("density", "kg/m3", Range::positive());
  const InputReader lattice = material.at("lattice");
  const double a = lattice.quantity("a", "m", Range::positive());
  const double b = lattice.has("b") ? lattice.quantity("b", "m", Range::positive()) : a;
  const double c = lattice.quantity("c", "m", Range::positive());
  const double Z = lattice.number("formula_units", Range::positive());
  const double from_lattice = Z * molar_mass / (avogadro * a * b * c);
  if (material.has("density")) {
    const double given = material.quantity("density", "kg/m3", Range::positive());
    if (std::abs(given / from_lattice - 1) > same_mass)
      material.fail("density",
                    fmt::format("{:.4g} g/cm3, as calculated from lattice and molar mass", from_lattice / 1e3));
  }
  return from_lattice;
}

TemperatureRange read_temperature_range(const InputReader& material) {
  const InputReader range = material.at("temperature_range");
  if (range.node().kind == InputNode::Kind::scalar) {
    material.choice("temperature_range", {"any"});
    return {0, 1e4};  // beyond which there is no solid
  }
  const TemperatureRange r{range.quantity("low", "K", Range::positive()),
                           range.quantity("high", "K", Range::positive())};
  if (r.low >= r.high) range.fail("high", "a temperature above 'low'");
  return r;
}

struct Table {
  CubicTable curve;
  std::string name;
};

/// What a table is against: its name, unit and range.
struct Argument {
  std::string name, unit;
  Range range;
};

const Argument& stoichiometry() {
  static const Argument argument{"stoichiometry", "1", Range::between(0, 1)};
  return argument;
}

const Argument& concentration() {
  static const Argument argument{"concentration", "mol/m3", Range::non_negative()};
  return argument;
}

/// A table of `unit` against an argument, its columns converted from the units in their headers.
Table read_table_anew(const InputReader& table, const Argument& against, const std::string& unit) {
  const auto columns = read_columns(table);
  if (columns.size() != 2) table.fail("columns", "two columns: " + against.name + " and value");
  if (columns[1].unit().empty() && unit != "1")
    columns[1].fail_header("a column name with its unit in brackets, e.g. 'ocv [V]'");
  const std::vector<double> y = columns[0].values(against.unit, against.range),
                            value = columns[1].values(unit, Range::any());
  const bool rising = y[1] > y[0];
  for (std::size_t k = 1; k < y.size(); ++k)
    if (y[k] == y[k - 1] || (y[k] > y[k - 1]) != rising)
      columns[0].fail(k, fmt::format("a {} {} that of the row above", against.name, rising ? "above" : "below"));
  const auto array = [](const std::vector<double>& v) {
    return ArrayXd(Eigen::Map<const ArrayXd>(v.data(), static_cast<Index>(v.size())));
  };
  return {CubicTable::monotone(array(y), array(value)), table.text("name")};
}

void append_texts(const InputNode& node, std::string& all) {
  all += node.scalar + '\n';
  for (const auto& [key, below] : node.children) all += key + '\n', append_texts(below, all);
}

/// The table as read_table_anew() has it. Those of late are kept by their texts, of each thread: the cases of a sweep
/// read the same ones again and again.
Table read_table(const InputReader& parent, const Argument& against, const std::string& unit) {
  struct Kept {
    std::string key;
    Table table;
  };
  constexpr std::size_t most = 4;
  thread_local std::deque<Kept> kept;
  const InputReader table = parent.at("table");
  std::string key = unit + '\n';
  append_texts(table.node(), key);
  const auto found = std::ranges::find_if(kept, [&](const Kept& k) { return k.key == key; });
  if (found == kept.end()) {
    Table read = read_table_anew(table, against, unit);
    if (kept.size() == most) kept.pop_front();
    kept.push_back({std::move(key), read});
    return read;
  }
  for (const char* part : {"columns", "rows", "csv", "name"}) table.has(part);  // they are known keys
  return found->table;
}

VoltageBranch read_branch(const InputReader& ocv) {
  VoltageBranch data;
  if (ocv.has("table")) {
    if (ocv.has("galleries")) ocv.fail("galleries", "either 'table' or 'galleries'");
    Table table = read_table(ocv, stoichiometry(), "V");
    data.table = std::move(table.curve);
    data.table_name = std::move(table.name);
  } else {
    double sum = 0;
    for (const InputReader& gallery : ocv.sequence("galleries")) {
      data.galleries.push_back({gallery.number("fraction", {0.0, 1.0, true, false}),
                                gallery.quantity("potential", "V", Range::any()),
                                gallery.number("width", Range::positive())});
      sum += data.galleries.back().fraction;
    }
    if (std::abs(sum - 1) > 1e-9) ocv.fail("galleries", fmt::format("fractions that sum to 1, not {:.10g}", sum));
    data.empty = ocv.quantity("empty", "V", Range::any());
    data.full = ocv.quantity("full", "V", Range::any());
    for (const Gallery& g : data.galleries) {
      if (g.potential >= data.empty) ocv.fail("empty", "a voltage above those of the galleries");
      if (g.potential <= data.full) ocv.fail("full", "a voltage below those of the galleries");
    }
  }
  return data;
}

OpenCircuitVoltageData read_open_circuit_voltage(const InputReader& ocv) {
  OpenCircuitVoltageData data;
  if (ocv.has("discharge") || ocv.has("charge")) {
    static_cast<VoltageBranch&>(data) = read_branch(ocv.at("discharge"));
    const double transition = ocv.quantity("transition", "1", {0.0, 1.0, true, false});
    const double start = ocv.choice("start", {"charge", "discharge"}) == "charge" ? 1 : -1;
    data.hysteresis = Hysteresis{read_branch(ocv.at("charge")), transition, start};
  } else {
    static_cast<VoltageBranch&>(data) = read_branch(ocv);
  }
  if (ocv.has("entropic_coefficient")) {
    data.entropic_coefficient = ocv.quantity("entropic_coefficient", "V/K", Range::any());
    data.reference_temperature = ocv.quantity("reference_temperature", "K", Range::positive());
  }
  return data;
}

void require_positive(const InputReader& parent, const CubicTable& curve) {
  constexpr Index looked_at = 1000;  // a monotone piece between positive points is positive; this is for bad rows
  for (const double at : ArrayXd::LinSpaced(looked_at, curve.lower(), curve.upper()))
    if (!(curve.at(at).value > 0)) parent.fail("table", "positive values");
}

DiffusivityData read_diffusivity(const InputReader& material) {
  DiffusivityData data;
  const InputReader diffusivity = material.at("diffusivity");
  if (diffusivity.node().kind != InputNode::Kind::mapping || !diffusivity.has("table")) {
    data.coefficient = read_arrhenius(material, "diffusivity", "m2/s", Range::positive());
    return data;
  }
  Table table = read_table(diffusivity, stoichiometry(), "m2/s");
  require_positive(diffusivity, table.curve);
  data.table = std::move(table.curve);
  data.table_name = std::move(table.name);
  data.coefficient = read_arrhenius(diffusivity, "scale", "1", Range::positive());
  return data;
}

}  // namespace

MaterialKind read_material_kind(const InputReader& material) {
  check_format(material);
  const std::string kind = material.choice("material", {"active", "electrolyte", "additive", "metal"});
  if (kind == "active") return MaterialKind::active;
  if (kind == "electrolyte") return MaterialKind::electrolyte;
  return kind == "additive" ? MaterialKind::additive : MaterialKind::metal;
}

Arrhenius read_arrhenius(const InputReader& parent, const std::string& key, const std::string& unit,
                         const Range& range) {
  Arrhenius a;
  a.value = parent.quantity(key, unit, range);
  const InputReader given = parent.at(key);
  if (given.node().kind == InputNode::Kind::mapping) read_activation(given, a);
  return a;
}

Kinetics read_kinetics(const InputReader& parent) {
  Kinetics k;
  k.exchange_current_density = read_arrhenius(parent, "exchange_current_density", "A/m2", Range::positive());
  const InputReader coefficients = parent.at("transfer_coefficients");
  k.alpha_a = coefficients.number("anodic", {0.05, 2.0, false, false});
  k.alpha_c = coefficients.number("cathodic", {0.05, 2.0, false, false});
  return k;
}

ActiveMaterial read_active_material(const InputReader& material) {
  ActiveMaterial m;
  m.name = material.text("title");
  m.molar_mass = read_molar_mass(material);
  m.density = read_density(material, m.molar_mass);
  m.exchanged_ions = material.number("exchanged_ions", Range::positive());
  m.temperature_range = read_temperature_range(material);
  m.open_circuit_voltage = read_open_circuit_voltage(material.at("open_circuit_voltage"));
  m.diffusivity = read_diffusivity(material);
  m.kinetics = read_kinetics(material);
  return m;
}

/// A coefficient of a solution: a number, or a table against the concentration of its salt.
/// @param initial  concentration, for which the value is returned and over which the curve is stated [mol m-3]
std::pair<Arrhenius, ConcentrationCurve> read_of_concentration(const InputReader& parent, const std::string& key,
                                                               const std::string& unit, double initial) {
  const InputReader given = parent.at(key);
  if (given.node().kind != InputNode::Kind::mapping || !given.has("table"))
    return {read_arrhenius(parent, key, unit, Range::positive()), {}};
  const auto [curve, name] = read_table(given, concentration(), unit);
  require_positive(given, curve);
  if (initial < curve.lower() || initial > curve.upper())
    given.fail("table", fmt::format("a table that covers the initial concentration of {:g} mol/l", initial / 1e3));
  Arrhenius value{curve.at(initial).value};
  read_activation(given, value);
  return {value, {curve.scaled(1 / initial, 1 / value.value), name}};
}

Salt read_salt(const InputReader& salt) {
  Salt s;
  s.concentration = salt.quantity("concentration", "mol/m3", Range::positive());
  s.transference_number = salt.number("transference_number", {0.0, 1.0, false, true});
  std::tie(s.diffusivity, s.diffusivity_curve) = read_of_concentration(salt, "diffusivity", "m2/s", s.concentration);
  Arrhenius factor;
  std::tie(factor, s.factor_curve) = read_of_concentration(salt, "thermodynamic_factor", "1", s.concentration);
  if (factor.activation_energy != 0)
    salt.at("thermodynamic_factor")
        .forbid("activation_energy", "the thermodynamic factor does not depend on temperature");
  s.thermodynamic_factor = factor.value;
  return s;
}

Electrolyte read_electrolyte(const InputReader& material) {
  Electrolyte m;
  m.name = material.text("title");
  if (material.has("formula") || material.has("molar_mass")) {
    m.density = read_density(material, read_molar_mass(material));
  } else {
    m.density = material.quantity("density", "kg/m3", Range::positive());
  }
  m.temperature_range = read_temperature_range(material);
  if (material.has("salt")) {
    m.salt = read_salt(material.at("salt"));
    std::tie(m.conductivity, m.salt->conductivity_curve) =
        read_of_concentration(material, "conductivity", "S/m", m.salt->concentration);
    return m;
  }
  m.conductivity = read_arrhenius(material, "conductivity", "S/m", Range::positive());
  if (material.has("relative_permittivity"))
    m.relative_permittivity = material.number("relative_permittivity", Range::positive());
  if (material.has("grain_boundary")) {
    const InputReader boundary = material.at("grain_boundary");
    m.grain_boundary = {boundary.quantity("share", "1", Range::open_fraction()),
                        boundary.quantity("frequency", "Hz", Range::positive()),
                        boundary.number("exponent", {0.3, 1.0, false, false})};
  }
  if (material.has("electronic_conductivity"))
    m.electronic_conductivity = material.quantity("electronic_conductivity", "S/m", Range::non_negative());
  return m;
}

Additive read_additive(const InputReader& material, double weight_fraction) {
  Additive m;
  m.name = material.text("title");
  m.density = material.quantity("density", "kg/m3", Range::positive());
  m.weight_fraction = weight_fraction;
  return m;
}

Metal read_metal(const InputReader& material) {
  Metal m;
  m.name = material.text("title");
  m.molar_mass = read_molar_mass(material);
  m.density = material.quantity("density", "kg/m3", Range::positive());
  return m;
}

void inline_tables(InputNode& material) {
  if (material.kind != InputNode::Kind::mapping) return;
  for (auto& [key, property] : material.children) {
    if (property.kind != InputNode::Kind::mapping) continue;
    if (InputNode* table = property.find("table"); table != nullptr && table->kind == InputNode::Kind::scalar)
      inline_table(*table, key + ".table");
    inline_tables(property);  // the branches of an open-circuit voltage
  }
}

}  // namespace closo
