// Columns of measured tables, found by the names of their quantities.
#include "formats/bdf/measured_table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"

namespace closo {
namespace {

bool is(const MeasuredQuantity& quantity, const std::string& header) {
  const std::optional<ColumnName> column = column_name(header);
  return column && std::ranges::find(quantity.names, lower_case(column->name)) != quantity.names.end();
}

}  // namespace

MeasuredTable::MeasuredTable(const std::filesystem::path& file, const std::vector<MeasuredQuantity>& quantities)
    : csv_(read_csv(file, [&](const std::string& header) {
        return std::ranges::any_of(quantities, [&](const MeasuredQuantity& quantity) { return is(quantity, header); });
      })) {}

std::vector<double> MeasuredTable::column(const MeasuredQuantity& quantity) const {
  const std::size_t k = find(quantity);
  if (k == csv_.names.size())
    throw InputError(header(), "", quoted_list(csv_.names), fmt::format("a column '{}'", quantity.column));
  const std::optional<double> to_ours = factor(k, quantity.unit);
  if (!to_ours)
    throw InputError(header(), "", csv_.names[k], fmt::format("a unit such as that of '{}'", quantity.column));
  std::vector<double> values = csv_.columns[k];
  for (double& value : values) value *= *to_ours;
  return values;
}

std::vector<long> MeasuredTable::counts(const MeasuredQuantity& quantity) const {
  std::vector<long> counts;
  if (!has(quantity)) return counts;
  const std::vector<double> values = column(quantity);
  for (std::size_t k = 0; k < rows(); ++k) {
    constexpr double most = 1e9;
    if (values[k] != std::floor(values[k]) || std::abs(values[k]) > most)
      fail(k, quantity, fmt::format("{:g}", values[k]), "a whole number");
    counts.push_back(static_cast<long>(values[k]));
  }
  return counts;
}

bool MeasuredTable::is_in(const MeasuredQuantity& quantity, const std::string& unit) const {
  const std::size_t k = find(quantity);
  return k < csv_.names.size() && factor(k, unit).has_value();
}

void MeasuredTable::fail(std::size_t row, const MeasuredQuantity& quantity, const std::string& found,
                         const std::string& expected) const {
  throw InputError(place(csv_.file, csv_.lines[row]), quantity.column, found, expected);
}

std::string MeasuredTable::header() const {
  return place(csv_.file, csv_.header_line);
}

std::size_t MeasuredTable::find(const MeasuredQuantity& quantity) const {
  return static_cast<std::size_t>(
      std::ranges::find_if(csv_.names, [&](const std::string& name) { return is(quantity, name); }) -
      csv_.names.begin());
}

std::optional<double> MeasuredTable::factor(std::size_t column, const std::string& unit) const {
  const std::string written = column_name(csv_.names[column])->unit;
  try {
    return parse_quantity("1 " + (written == "1" ? "" : written), unit);
  } catch (const UnitError&) {
    return std::nullopt;
  }
}

}  // namespace closo
