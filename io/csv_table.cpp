// A table of numbers read from a comma-separated file.
#include "io/csv_table.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace closo {

namespace {

/// A cell without the quotes around it; those within are still doubled.
struct Cell {
  std::string_view text;
  bool quoted;
  int line;
};

// Among the packages of Debian, fast-cpp-csv-parser fixes the columns when it is compiled, and libcsv tells no lines
// and lets malformed cells pass; neither knows comments.

/// Takes a text apart as RFC 4180 says, with comments, empty lines and blanks around the cells.
class Rows {
 public:
  Rows(std::string_view text, const std::string& file, int first_line)
      : rest_(text), file_(file), next_line_(first_line) {}

  /// Goes on to the next row; whether there is one.
  bool next() {
    for (;;) {
      if (rest_.empty()) return false;
      const auto end = std::min(rest_.find('\n'), rest_.size());
      const std::string_view line = trimmed(rest_.substr(0, end));
      if (!line.empty() && line.front() != '#') break;
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++next_line_;
    }
    const std::string_view start = rest_;
    line_ = next_line_;
    cells_.clear();
    while (take_cell()) {
    }
    text_ = trimmed(start.substr(0, start.size() - rest_.size()));
    return true;
  }

  const std::vector<Cell>& cells() const { return cells_; }
  std::string_view text() const { return text_; }
  int line() const { return line_; }  // where the row begins

 private:
  /// Takes a cell and what ends it; whether another one follows in the row.
  bool take_cell() {
    const auto first = std::min(rest_.find_first_not_of(" \t"), rest_.size());
    const bool quoted = first < rest_.size() && rest_[first] == '"';
    if (quoted) {
      rest_.remove_prefix(first);
      take_quoted();
    }
    const auto stop = std::min(rest_.find_first_of(",\n"), rest_.size());
    const std::string_view text = trimmed(rest_.substr(0, stop));
    if (!quoted) cells_.push_back({text, false, next_line_});
    if (quoted && !text.empty())
      throw InputError(place(file_, next_line_), "", excerpt(text),
                       "a comma or the end of the line after the closing quote");
    const bool more = stop < rest_.size() && rest_[stop] == ',';
    rest_.remove_prefix(std::min(stop + 1, rest_.size()));
    if (!more) ++next_line_;
    return more;
  }

  void take_quoted() {
    std::size_t close = 1;
    for (;; close += 2) {
      close = rest_.find('"', close);
      if (close == std::string_view::npos)
        throw InputError(place(file_, next_line_), "", excerpt(rest_), "a closing quote");
      if (close + 1 == rest_.size() || rest_[close + 1] != '"') break;
    }
    const std::string_view text = rest_.substr(1, close - 1);
    cells_.push_back({trimmed(text), true, next_line_});
    next_line_ += static_cast<int>(std::ranges::count(text, '\n'));
    rest_.remove_prefix(close + 1);
  }

  std::string_view rest_, text_;
  const std::string& file_;
  int line_ = 0, next_line_;
  std::vector<Cell> cells_;
};

std::string name_in(const Cell& cell) {
  std::string name(cell.text);
  if (!cell.quoted) return name;
  for (auto at = name.find("\"\""); at != std::string::npos; at = name.find("\"\"", at + 1)) name.erase(at, 1);
  return name;
}

std::optional<double> number_in(const Cell& cell) {
  std::string_view rest = cell.text;
  const auto value = take_number(rest);
  return rest.empty() ? value : std::nullopt;
}

void read_header(CsvTable& table, const Rows& row) {
  const std::string where = place(table.file, row.line());
  if (std::ranges::all_of(row.cells(), [](const Cell& cell) { return number_in(cell).has_value(); })) {
    throw InputError(where, "", excerpt(row.text()), "a header line with the names of the columns");
  }
  for (const Cell& cell : row.cells()) {
    const std::string name = name_in(cell);
    if (name.empty()) throw InputError(where, "", excerpt(row.text()), "a name for each column");
    if (!cell.quoted && name.find_first_of(";\t") != std::string::npos)
      throw InputError(where, "", excerpt(row.text()), "columns separated by commas, and numbers with decimal points");
    if (std::ranges::find(table.names, name) != table.names.end()) {
      throw InputError(where, "", excerpt(name), "a different name for each column");
    }
    table.names.push_back(name);
  }
  table.columns.resize(table.names.size());
  table.header_line = row.line();
}

void read_row(CsvTable& table, const std::vector<bool>& wanted, const Rows& row) {
  const auto& cells = row.cells();
  if (cells.size() != table.names.size()) {
    // A decimal comma makes two cells of a number.
    const char* numbers = cells.size() > table.names.size() ? "numbers with decimal points" : "numbers";
    throw InputError(place(table.file, row.line()), "", excerpt(row.text()),
                     fmt::format("{} {} separated by commas", table.names.size(), numbers));
  }
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (!wanted[k]) continue;
    const auto value = number_in(cells[k]);
    if (!value) {
      throw InputError(place(table.file, cells[k].line), excerpt(table.names[k]), excerpt(cells[k].text),
                       "a finite number");
    }
    table.columns[k].push_back(*value);
  }
  table.lines.push_back(row.line());
}

}  // namespace

CsvTable read_csv(const std::filesystem::path& path, const ColumnWish& wanted) {
  return parse_csv(read_text_file(path), path.string(), 1, wanted);
}

CsvTable parse_csv(std::string_view text, const std::string& file, int first_line, const ColumnWish& wanted) {
  CsvTable table;
  std::vector<bool> is_wanted;
  table.file = file;
  Rows row(text, table.file, first_line);
  if (!row.next()) throw InputError(place(table.file, 0), "", "", "a header line and rows of numbers");
  read_header(table, row);
  for (const std::string& name : table.names) is_wanted.push_back(wanted(name));
  while (row.next()) read_row(table, is_wanted, row);
  if (table.lines.empty()) throw InputError(place(table.file, row.line()), "", "", "at least one row of numbers");
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
