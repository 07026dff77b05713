// CSV files become part of the tree, so that a resolved input stands for itself.
#include "models/table_input.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "solver/csv_table.hpp"
#include "solver/error.hpp"

namespace closo {
namespace {

InputNode sequence(const std::string& file, int line) {
  InputNode node;
  node.kind = InputNode::Kind::sequence;
  node.file = file, node.line = line;
  return node;
}

TableColumn read_header(const InputReader& header) {
  const std::optional<ColumnName> name = column_name(header.node().scalar);
  if (!name) header.fail("", "a column name with its unit in brackets, e.g. 'ocv [V]'");
  return {header, name->name, name->unit, {}};
}

}  // namespace

void inline_table(InputNode& table, const std::string& key) {
  const auto path = std::filesystem::path(table.file).parent_path() / table.scalar;
  if (!std::filesystem::exists(path)) throw InputError(table.where(), key, table.scalar, "a CSV file next to this one");
  const CsvTable csv = read_csv(path);
  InputNode columns = sequence(csv.file, csv.lines.front()), rows = columns;
  for (const std::string& name : csv.names)
    columns.children.push_back({"", InputNode(name, csv.file, csv.lines.front())});
  for (std::size_t k = 0; k < csv.lines.size(); ++k) {
    InputNode row = sequence(csv.file, csv.lines[k]);
    for (const auto& column : csv.columns)
      row.children.push_back({"", InputNode(fmt::format("{}", column[k]), csv.file, csv.lines[k])});
    rows.children.push_back({"", row});
  }
  InputNode inlined;
  inlined.kind = InputNode::Kind::mapping;
  inlined.file = table.file, inlined.line = table.line;
  inlined.children = {{"name", InputNode(table.scalar, table.file, table.line)}, {"columns", columns}, {"rows", rows}};
  table = inlined;
}

std::vector<double> TableColumn::values(const std::string& to_unit, const Range& range) const {
  std::vector<double> result;
  result.reserve(cells.size());
  for (const InputReader& cell : cells) {
    InputNode quantity = cell.node();
    if (!unit.empty() && unit != "1") quantity.scalar += " " + unit;
    result.push_back(InputReader(quantity, cell.key(), nullptr).quantity_here(to_unit, range));
  }
  return result;
}

std::vector<TableColumn> read_columns(const InputReader& table) {
  std::vector<TableColumn> columns;
  for (const InputReader& header : table.sequence("columns")) columns.push_back(read_header(header));
  const auto rows = table.sequence("rows");
  if (rows.size() < 2) table.fail("rows", "at least two rows");
  for (const InputReader& row : rows) {
    const auto& cells = row.node().children;
    if (row.node().kind != InputNode::Kind::sequence || cells.size() != columns.size())
      row.fail("", fmt::format("a row of {} numbers", columns.size()));
    for (std::size_t k = 0; k < cells.size(); ++k) columns[k].cells.emplace_back(cells[k].second, row.key(), nullptr);
  }
  return columns;
}

}  // namespace closo
