// CSV files become part of the tree, so that a resolved input stands for itself.
#include "formats/yaml/table_input.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"

namespace closo {
namespace {

double read_number(const InputReader& row, const InputNode& cell) {
  std::string_view rest = trimmed(cell.scalar);
  const std::optional<double> number = take_number(rest);
  if (cell.kind != InputNode::Kind::scalar || !number || !rest.empty())
    InputReader(cell, row.key(), nullptr).fail("", "a number");
  return *number;
}

/// Reads a table that is stated in YAML, as early versions of closo wrote them.
CsvTable read_rows(const InputReader& table) {
  CsvTable t;
  const auto headers = table.sequence("columns"), rows = table.sequence("rows");
  t.file = rows.front().node().file;
  t.header_line = headers.front().node().line;
  t.columns.resize(headers.size());
  for (const InputReader& header : headers) t.names.push_back(header.node().scalar);
  for (const InputReader& row : rows) {
    const auto& cells = row.node().children;
    if (row.node().kind != InputNode::Kind::sequence || cells.size() != headers.size())
      row.fail("", fmt::format("a row of {} numbers", headers.size()));
    t.lines.push_back(row.node().line);
    for (std::size_t k = 0; k < cells.size(); ++k) t.columns[k].push_back(read_number(row, cells[k].second));
  }
  return t;
}

CsvTable read_table(const InputReader& table) {
  if (!table.has("csv")) return read_rows(table);
  const InputReader csv = table.at("csv");
  if (csv.node().kind != InputNode::Kind::scalar) csv.fail("", "the text of a table");
  return parse_csv(csv.node().scalar, csv.node().file, csv.node().line);
}

}  // namespace

void inline_table(InputNode& table, const std::string& key) {
  const auto path = std::filesystem::path(table.file).parent_path() / table.scalar;
  if (!std::filesystem::exists(path))
    throw InputError(table.where(), key, table.scalar, "a CSV file (relative to this file)");
  std::string text = read_text_file(path);
  std::erase(text, '\r');
  text.erase(text.find_last_not_of(" \t\n") + 1) += '\n';
  InputNode inlined = InputNode::mapping(table.file, table.line);
  inlined.children = {{"name", InputNode(table.scalar, table.file, table.line)},
                      {"csv", InputNode(std::move(text), path.string(), 1)}};
  table = std::move(inlined);
}

TableColumn::TableColumn(std::shared_ptr<const CsvTable> table, std::size_t index, std::string key)
    : table_(std::move(table)), index_(index), key_(std::move(key)) {
  const auto name = column_name(table_->names[index_]);
  if (!name) fail_header("a column name with its unit in brackets, e.g. 'ocv [V]'");
  name_ = *name;
}

std::string TableColumn::text(std::size_t row) const {
  const double number = table_->columns[index_][row];
  return unit().empty() || unit() == "1" ? fmt::format("{}", number) : fmt::format("{} {}", number, unit());
}

std::vector<double> TableColumn::values(const std::string& to_unit, const Range& range) const {
  std::vector<double> result(rows());
  std::size_t k = 0;
  try {
    const UnitConversion converted(unit() == "1" ? "" : unit(), to_unit);
    for (; k < result.size(); ++k) {
      result[k] = converted(stated()[k]);
      if (!range.contains(result[k])) fail(k, range.describe(to_unit));
    }
  } catch (const UnitError& error) {
    fail(k, error.expected);
  }
  return result;
}

void TableColumn::fail_header(const std::string& expected) const {
  throw InputError(place(table_->file, table_->header_line), key_, excerpt(table_->names[index_]), expected);
}

void TableColumn::fail(std::size_t row, const std::string& expected) const {
  throw InputError(place(table_->file, table_->lines[row]), key_, text(row), expected);
}

std::vector<TableColumn> read_columns(const InputReader& table) {
  const auto read = std::make_shared<const CsvTable>(read_table(table));
  if (read->lines.size() < 2) table.fail("", "a table of at least two rows");
  std::vector<TableColumn> columns;
  for (std::size_t k = 0; k < read->names.size(); ++k) columns.emplace_back(read, k, table.key());
  return columns;
}

}  // namespace closo
