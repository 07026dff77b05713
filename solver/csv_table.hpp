// A table of numbers read from a comma-separated file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace closo {

/// names: as in the header line, "ocv [V]". columns: shape (names, rows). lines: the line of each row, shape (rows).
struct CsvTable {
  std::string file;
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  std::vector<int> lines;
};

/// Reads a table: lines that start with # are comments, the first other line is the header, then at least one row of
/// finite numbers. Throws InputError with file and line.
CsvTable read_csv(const std::filesystem::path& path);

}  // namespace closo
