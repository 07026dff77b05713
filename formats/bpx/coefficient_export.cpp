// Arrhenius laws are moved to one temperature; tables become straight lines, formulas Python.
#include "formats/bpx/coefficient_export.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/expression.hpp"
#include "base/units.hpp"
#include "io/csv_table.hpp"
#include "models/parameters/close.hpp"

namespace closo::bpx {
namespace {

constexpr int lines_per_cubic = 8;
constexpr int points_of_galleries = 1000;

/// One unit of a table or an expression in the SI.
double factor_of(const std::string& unit, const std::string& to) {
  return UnitConversion(unit == "1" ? "" : unit, to)(1);
}

double column_factor(const std::string& header, const std::string& to) {
  return factor_of(column_name(header).value_or(ColumnName{}).unit, to);
}

Json points_json(const std::vector<double>& x, const std::vector<double>& y) {
  Json table;
  table["x"] = x, table["y"] = y;
  return table;
}

Json table_json(const TableSpec& t, const std::string& argument_unit, const std::string& unit, double factor) {
  const double to_x = column_factor(t.headers[0], argument_unit);
  std::vector<double> x, y;
  const auto add = [&](double at, double value) { x.push_back(at), y.push_back(factor * value); };
  const bool linear = t.interpolation && *t.interpolation == "linear";
  const double to_y = column_factor(t.headers[1], unit);
  const std::size_t rows = t.columns[0].size();
  for (std::size_t k = 0; k < rows; ++k) {
    const double from = to_x * t.columns[0][k];
    add(from, to_y * t.columns[1][k]);
    if (linear || k + 1 == rows) continue;
    const double to = to_x * t.columns[0][k + 1];
    for (int line = 1; line < lines_per_cubic; ++line) {
      const double at = from + (to - from) * line / lines_per_cubic;
      add(at, t.curve.at(at).value);
    }
  }
  return points_json(x, y);
}

Json expression_json(const TableSpec& t, const Dialect& dialect, const std::string& unit, double factor) {
  try {
    const std::string formula = translated(t.name, dialect, python);
    const double whole = factor * factor_of(t.unit, unit);
    return whole == 1 ? formula : fmt::format("{} * ({})", whole, formula);
  } catch (const ExpressionError& error) {
    throw InputError(place(t.file, t.line), "expression.formula", excerpt(t.name),
                     fmt::format("a formula that BPX can have; {}", error.what()));
  }
}

Json curve_json(const TableSpec& t, const Dialect& dialect, const std::string& unit, double factor,
                const std::string& name, Notes& notes) {
  const bool stoichiometry = dialect.variable == of_stoichiometry.variable;
  if (t.is_expression()) return expression_json(t, dialect, unit, factor);
  if (!t.interpolation || *t.interpolation != "linear")
    notes.push_back(fmt::format("{}: BPX joins the rows of tables by straight lines; {} of them stand for each cubic",
                                name, lines_per_cubic));
  return table_json(t, stoichiometry ? "1" : "mol/m3", unit, factor);
}

}  // namespace

void put_coefficient(Json& section, const std::string& key, const std::string& energy_key, const CurveSpec& spec,
                     const Dialect& dialect, const std::string& unit, const Reference& reference) {
  const ArrheniusSpec& law = spec.scale.value ? spec.scale : spec.number;
  Curve coefficient = closo::close(law);
  if (!law.value) coefficient.value = 1;
  const double factor = coefficient.at(reference.temperature);
  section[key] = spec.table ? curve_json(*spec.table, dialect, unit, factor, key, *reference.notes) : Json(factor);
  if (law.activation_energy) section[energy_key] = *law.activation_energy;
}

Json voltage_json(const VoltageCurveSpec& spec, const std::string& name, const Reference& reference) {
  if (spec.table) return curve_json(*spec.table, of_stoichiometry, "V", 1, name, *reference.notes);
  OpenCircuitVoltageData data;
  for (const GallerySpec& g : spec.galleries) data.galleries.push_back({*g.fraction, *g.potential, *g.width});
  data.empty = *spec.empty, data.full = *spec.full;
  const OpenCircuitVoltage U(data, reference.temperature);
  std::vector<double> x, y;
  for (int k = 0; k <= points_of_galleries; ++k) {
    x.push_back(static_cast<double>(k) / points_of_galleries);
    y.push_back(U.at(x.back()).value);
  }
  reference.notes->push_back(fmt::format("{}: {} points of galleries", name, x.size()));
  return points_json(x, y);
}

}  // namespace closo::bpx
