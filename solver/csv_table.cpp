// A table of numbers read from a comma-separated file.
#include "solver/csv_table.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "solver/error.hpp"
#include "solver/input_text.hpp"

namespace closo {

namespace {

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto comma = line.find(',');
    cells.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

std::optional<double> number_in(std::string_view cell) {
  const auto value = take_number(cell);
  return cell.empty() ? value : std::nullopt;
}

void read_header(CsvTable& table, std::string_view line, int line_number) {
  const std::string where = place(table.file, line_number);
  const auto cells = split(line);
  if (std::ranges::all_of(cells, [](std::string_view cell) { return number_in(cell).has_value(); })) {
    throw InputError(where, "", excerpt(line), "a header line with the names of the columns");
  }
  for (const std::string_view cell : cells) {
    const std::string name(cell);
    if (name.empty()) throw InputError(where, "", excerpt(line), "a name for each column");
    if (std::ranges::find(table.names, name) != table.names.end()) {
      throw InputError(where, "", excerpt(name), "a different name for each column");
    }
    table.names.push_back(name);
  }
  table.columns.resize(table.names.size());
}

void read_row(CsvTable& table, std::string_view line, int line_number) {
  const std::string where = place(table.file, line_number);
  const auto cells = split(line);
  if (cells.size() != table.names.size()) {
    throw InputError(where, "", excerpt(line), fmt::format("{} numbers separated by commas", table.names.size()));
  }
  for (std::size_t k = 0; k < cells.size(); ++k) {
    const auto value = number_in(cells[k]);
    if (!value) throw InputError(where, excerpt(table.names[k]), excerpt(cells[k]), "a finite number");
    table.columns[k].push_back(*value);
  }
  table.lines.push_back(line_number);
}

}  // namespace

CsvTable read_csv(const std::filesystem::path& path) {
  const std::string text = read_text_file(path);
  CsvTable table;
  table.file = path.string();
  int line_number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++line_number;
    if (line.empty() || line.front() == '#') continue;
    if (table.names.empty()) {
      read_header(table, line, line_number);
    } else {
      read_row(table, line, line_number);
    }
  }
  if (table.names.empty()) throw InputError(place(table.file, 0), "", "", "a header line and rows of numbers");
  if (table.lines.empty()) throw InputError(place(table.file, line_number), "", "", "at least one row of numbers");
  return table;
}

}  // namespace closo
