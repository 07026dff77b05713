// Walks through the tables of a solution.
#include "formats/schema/result_page.hpp"

#include <fmt/format.h>

#include "cycler/solution_columns.hpp"

namespace closo {
namespace {

constexpr const char* result_introduction =
    "# Reference: results\n"
    "\n"
    "Written by `closo schema --reference result`. Every column of a run's result, under the name that it has in the "
    "file "
    "(`/series/voltage`),\n"
    "in a `Solution` and in Python. The first axis of a table that grows is its row. "
    "[result_file.md](../result_file.md) "
    "says how files come\n"
    "about, and what other commands add. Currents are positive on discharge.\n";

/// The axes of a column: "(row, class, x)".
std::string shape(const std::vector<std::string>& axes, bool single) {
  std::string text = single ? "" : "row";
  for (const std::string& axis : axes) text += (text.empty() ? "" : ", ") + axis;
  return text.empty() ? "" : "(" + text + ")";
}

template <class Row>
void add(const TableSource<Row>& table, std::string& text) {
  text += fmt::format("\n## /{}\n\n{}\n\n| column | shape | unit | meaning | in |\n|---|---|---|---|---|\n", table.name,
                      table.meaning);
  for (const ColumnSource<Row>& c : table.columns)
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} |\n", c.name, shape(c.axes, table.single), c.unit, c.long_name, c.in);
}

}  // namespace

std::string result_page() {
  std::string text = result_introduction;
  add(cell_table(), text);
  add(mesh_table(), text);
  add(series_table(), text);
  add(profiles_table(), text);
  add(steps_table(), text);
  add(statistics_table(), text);
  add(cycles_table(), text);
  add(spectrum_table(), text);
  add(design_table(), text);
  return text;
}

}  // namespace closo
