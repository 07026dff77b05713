// A table of numbers read from a comma-separated file.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace closo {

/// names: as in the header line, "ocv [V]". columns: shape (names, rows). lines: where each row begins, shape (rows).
struct CsvTable {
  std::string file;
  int header_line = 0;
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  std::vector<int> lines;
};

using ColumnWish = std::function<bool(const std::string& name)>;

/// Reads a table: lines that start with # are comments, the first other line is the header, then at least one row of
/// finite numbers. A cell in quotes may hold commas, line breaks and, doubled, quotes. Throws InputError with file and
/// line.
/// @param wanted  whether a column is read, by its name; the others may hold anything and stay empty
CsvTable read_csv(
    const std::filesystem::path& path, const ColumnWish& wanted = [](const std::string&) { return true; });

/// The same of a text, whose first line is number `first_line` of `file`.
CsvTable parse_csv(
    std::string_view text, const std::string& file, int first_line = 1,
    const ColumnWish& wanted = [](const std::string&) { return true; });

/// A column's name and its unit, which is empty if none is written.
struct ColumnName {
  std::string name, unit;
};

/// Takes "ocv [V]" or "Voltage / V" apart; nothing if a bracket stays open.
std::optional<ColumnName> column_name(std::string_view header);

}  // namespace closo
