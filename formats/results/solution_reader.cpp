// Walks through the groups of a file.
#include "formats/results/solution_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/error.hpp"
#include "io/result_reader.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

struct Group {
  const char* name;
  bool single;
};
constexpr std::array groups{Group{"cell", true},      Group{"mesh", true},      Group{"series", false},
                            Group{"profiles", false}, Group{"steps", false},    Group{"statistics", false},
                            Group{"cycles", false},   Group{"impedance", true}, Group{"design", true}};

SolutionColumn read_column(const fs::path& file, const std::string& path, std::string name, bool single) {
  const StoredDataset stored = read_description(file, path);
  SolutionColumn column{std::move(name), stored.unit, stored.long_name};
  column.shape = stored.shape;
  if (!single && column.shape.empty()) throw InputError::invalid(file.string(), path, "a column has no rows");
  if (!single) column.shape.erase(column.shape.begin());
  switch (stored.kind) {
    case StoredDataset::Kind::number:
      column.numbers = read_numbers(file, path);
      break;
    case StoredDataset::Kind::integer:
      column.kind = SolutionColumn::Kind::integer;
      column.integers = read_integers(file, path);
      break;
    case StoredDataset::Kind::text:
      column.kind = SolutionColumn::Kind::text;
      column.texts = read_texts(file, path);
      break;
  }
  return column;
}

void add_columns(const fs::path& file, SolutionTable& table, const std::string& below) {
  for (const std::string& member : read_members(file, "/" + table.name + "/" + below)) {
    const std::string path = "/" + table.name + "/" + below + member;
    if (is_group(file, path)) {
      add_columns(file, table, below + member + "/");
    } else {
      table.columns.push_back(read_column(file, path, below + member, table.single));
    }
  }
}

void check_rows(const fs::path& file, const SolutionTable& table) {
  for (const SolutionColumn& column : table.columns)
    if (column.rows() != table.rows())
      throw InputError(file.string(), "/" + table.name + "/" + column.name, fmt::format("{} rows", column.rows()),
                       fmt::format("{} rows, as in /{}/{}", table.rows(), table.name, table.columns.front().name));
}

void add_table(const fs::path& file, const std::string& name, bool single, Solution& solution) {
  SolutionTable table{name, single};
  add_columns(file, table, "");
  if (table.columns.empty()) return;
  if (!single) check_rows(file, table);
  solution.tables.push_back(std::move(table));
}

}  // namespace

Solution read_solution(const fs::path& file, const std::vector<std::string>& tables) {
  check_result_file(file);
  read_attribute(file, "closo_format");  // says that it is ours
  Solution solution{read_attribute(file, "title"), find_attribute(file, "cell").value_or(""),
                    find_attribute(file, "outcome").value_or(""), find_attribute(file, "stop_reason").value_or("")};
  for (const Group& group : groups) {
    if (!tables.empty() && std::ranges::find(tables, group.name) == tables.end()) continue;
    if (group.name != std::string("impedance")) {
      add_table(file, group.name, group.single, solution);
      continue;
    }
    for (const std::string& step : read_members(file, "/impedance"))
      add_table(file, "impedance/" + step, group.single, solution);
  }
  return solution;
}

}  // namespace closo
