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
    if (name.find_first_of(";\t") != std::string::npos)
      throw InputError(where, "", excerpt(line), "columns separated by commas, and numbers with decimal points");
    if (std::ranges::find(table.names, name) != table.names.end()) {
      throw InputError(where, "", excerpt(name), "a different name for each column");
    }
    table.names.push_back(name);
  }
  table.columns.resize(table.names.size());
  table.header_line = line_number;
}

void read_row(CsvTable& table, const std::vector<bool>& wanted, std::string_view line, int line_number) {
  const std::string where = place(table.file, line_number);
  const auto cells = split(line);
  if (cells.size() != table.names.size()) {
    // A decimal comma makes two cells of a number.
    const char* numbers = cells.size() > table.names.size() ? "numbers with decimal points" : "numbers";
    throw InputError(where, "", excerpt(line), fmt::format("{} {} separated by commas", table.names.size(), numbers));
  }
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (!wanted[k]) continue;
    const auto value = number_in(cells[k]);
    if (!value) throw InputError(where, excerpt(table.names[k]), excerpt(cells[k]), "a finite number");
    table.columns[k].push_back(*value);
  }
  table.lines.push_back(line_number);
}

}  // namespace

CsvTable read_csv(const std::filesystem::path& path, const std::function<bool(const std::string&)>& wanted) {
  const std::string text = read_text_file(path);
  CsvTable table;
  std::vector<bool> is_wanted;
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
      for (const std::string& name : table.names) is_wanted.push_back(wanted(name));
    } else {
      read_row(table, is_wanted, line, line_number);
    }
  }
  if (table.names.empty()) throw InputError(place(table.file, 0), "", "", "a header line and rows of numbers");
  if (table.lines.empty()) throw InputError(place(table.file, line_number), "", "", "at least one row of numbers");
  return table;
}

std::optional<ColumnName> column_name(std::string_view header) {
  constexpr std::string_view slash = " / ";
  const auto open = header.find('['), close = header.rfind(']'), at = header.find(slash);
  if (open != std::string_view::npos) {
    if (close == std::string_view::npos || close < open) return std::nullopt;
    return ColumnName{std::string(trimmed(header.substr(0, open))),
                      std::string(header.substr(open + 1, close - open - 1))};
  }
  if (at == std::string_view::npos) return ColumnName{std::string(header), ""};
  return ColumnName{std::string(trimmed(header.substr(0, at))), std::string(trimmed(header.substr(at + slash.size())))};
}

}  // namespace closo
