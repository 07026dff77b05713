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

SolutionColumn column_of(StoredDataset stored, bool single, const fs::path& file, const std::string& table) {
  using Kind = StoredDataset::Kind;
  SolutionColumn column{std::move(stored.name), std::move(stored.unit), std::move(stored.long_name)};
  column.kind = stored.kind == Kind::text      ? SolutionColumn::Kind::text
                : stored.kind == Kind::integer ? SolutionColumn::Kind::integer
                                               : SolutionColumn::Kind::number;
  column.shape = std::move(stored.shape);
  if (!single && column.shape.empty())
    throw InputError::invalid(file.string(), "/" + table + "/" + column.name, "a column has no rows");
  if (!single) column.shape.erase(column.shape.begin());
  column.numbers = std::move(stored.numbers), column.integers = std::move(stored.integers);
  column.texts = std::move(stored.texts);
  return column;
}

void check_rows(const fs::path& file, const SolutionTable& table) {
  for (const SolutionColumn& column : table.columns)
    if (column.rows() != table.rows())
      throw InputError(file.string(), "/" + table.name + "/" + column.name, fmt::format("{} rows", column.rows()),
                       fmt::format("{} rows, as in /{}/{}", table.rows(), table.name, table.columns.front().name));
}

void add_table(const fs::path& file, const std::string& name, bool single, const Wanted* wanted, Solution& solution) {
  SolutionTable table{name, single};
  for (StoredDataset& stored :
       read_group(file, "/" + name, [&](const std::string& column) { return is_wanted(wanted, name, column); }))
    table.columns.push_back(column_of(std::move(stored), single, file, name));
  if (table.columns.empty()) return;
  if (!single) check_rows(file, table);
  solution.tables.push_back(std::move(table));
}

}  // namespace

Solution read_solution(const fs::path& file, const Wanted* wanted) {
  check_result_file(file);
  read_attribute(file, "closo_format");  // says that it is ours
  Solution solution{read_attribute(file, "title"), find_attribute(file, "cell").value_or(""),
                    find_attribute(file, "outcome").value_or(""), find_attribute(file, "stop_reason").value_or("")};
  for (const auto& [name, single] : groups) {
    if (name != std::string("impedance")) {
      add_table(file, name, single, wanted, solution);
    } else {
      for (const std::string& step : read_members(file, "/impedance"))
        add_table(file, "impedance/" + step, single, wanted, solution);
    }
  }
  return solution;
}

Solution read_tables(const fs::path& file) {
  Solution solution = read_solution(file);
  const auto not_of_run = [](const std::string& path) {
    const std::string top = path.substr(0, path.find('/'));
    const bool state = top == "progress" || top == "start";
    return !state && std::ranges::none_of(groups, [&](const Group& group) { return top == group.name; });
  };
  for (const std::string& group : read_members(file, "/")) {
    if (!not_of_run(group)) continue;
    SolutionTable table{group, true};
    for (StoredDataset& stored : read_attributes(file, "/" + group))
      table.columns.push_back(column_of(std::move(stored), true, file, group));
    if (!table.columns.empty()) solution.tables.push_back(std::move(table));
  }
  for (StoredDataset& stored : read_group(file, "/", not_of_run)) {
    const std::size_t slash = stored.name.find('/');
    const std::string table = slash == std::string::npos ? "file" : stored.name.substr(0, slash);
    if (slash != std::string::npos) stored.name.erase(0, slash + 1);
    auto place = std::ranges::find(solution.tables, table, &SolutionTable::name);
    if (place == solution.tables.end()) place = solution.tables.insert(place, {table, true});
    place->columns.push_back(column_of(std::move(stored), true, file, table));
  }
  return solution;
}

}  // namespace closo
