// What a run comes to, in memory: tables of columns by name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace closo {

/// The entry of a list of named ones, nullptr if there is none.
template <class Named>
const Named* find_named(const std::vector<Named>& list, std::string_view name) {
  for (const Named& entry : list)
    if (entry.name == name) return &entry;
  return nullptr;
}
/// @param kind, where  of the entries, for the message: "no column 'volts' in series; there are: time, voltage"
/// @throws std::out_of_range
template <class Named>
const Named& get_named(const std::vector<Named>& list, std::string_view name, const std::string& kind,
                       const std::string& where) {
  if (const Named* found = find_named(list, name)) return *found;
  std::string names;
  for (const Named& entry : list) names += (names.empty() ? "" : ", ") + entry.name;
  throw std::out_of_range("no " + kind + " '" + std::string(name) + "'" + where + "; there are: " + names);
}

/// Columns that are wanted of a solution, "series/voltage", or whole tables, "cycles"; what a cell lacks is passed
/// over.
using Wanted = std::vector<std::string>;

/// @param wanted  nullptr: all
inline bool is_wanted(const Wanted* wanted, const std::string& table, const std::string& column) {
  if (wanted == nullptr) return true;
  const std::string path = table + "/" + column;
  for (const std::string& w : *wanted)
    if (w == table || w == path) return true;
  return false;
}

/// A column and the rows that it has so far, one after another: of one kind of value, the other lists are empty.
struct SolutionColumn {
  enum class Kind { number, integer, text };

  std::string name;       // in its table: "voltage", "overpotential/separator"
  std::string unit;       // as UDUNITS reads it: "mA cm-2", "1" for none
  std::string long_name;  // what it is
  Kind kind = Kind::number;
  std::vector<std::size_t> shape{};  // of a row, whose last axis runs fastest; {} for a single value
  std::vector<double> numbers{};
  std::vector<std::int64_t> integers{};
  std::vector<std::string> texts{};

  /// Values in a row.
  std::size_t width() const {
    std::size_t product = 1;
    for (const std::size_t n : shape) product *= n;
    return product;
  }
  std::size_t rows() const {
    const std::size_t values = kind == Kind::number    ? numbers.size()
                               : kind == Kind::integer ? integers.size()
                                                       : texts.size();
    return width() > 0 ? values / width() : 0;
  }
  void clear() { numbers.clear(), integers.clear(), texts.clear(); }
};

/// Columns of equally many rows.
struct SolutionTable {
  std::string name;     // "series", "cycles", "impedance/3"
  bool single = false;  // of one row for the whole run
  std::vector<SolutionColumn> columns{};

  const SolutionColumn* find(std::string_view column) const { return find_named(columns, column); }
  /// @throws std::out_of_range, with the names that there are
  const SolutionColumn& operator[](std::string_view column) const {
    return get_named(columns, column, "column", " in " + name);
  }
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().rows(); }
  void clear() {
    for (SolutionColumn& c : columns) c.clear();
  }
};

/// Tables: what stands fast of the cell ("cell", "mesh"), what grows with the run ("series", "profiles", "steps",
/// "statistics", "cycles"), a spectrum of each eis step ("impedance/N"), and the figures of the reference cycle
/// ("design"). Which columns they have: docs/reference/result.md. Currents are positive on discharge.
struct Solution {
  std::string title, cell;  // of the run, and of its cell
  std::string outcome;      // "completed", "stopped early" or "interrupted"; empty while the run goes on
  std::string stop_reason;  // why it ended, as a sentence
  std::vector<SolutionTable> tables{};

  bool completed() const { return outcome == "completed"; }
  const SolutionTable* find(std::string_view table) const { return find_named(tables, table); }
  /// @throws std::out_of_range, with the names that there are
  const SolutionTable& operator[](std::string_view table) const { return get_named(tables, table, "table", ""); }
  /// The rows of a column of numbers. @throws std::out_of_range
  const std::vector<double>& numbers(std::string_view table, std::string_view column) const {
    return (*this)[table][column].numbers;
  }
  /// The only number of a column, as those of "design". @throws std::out_of_range
  double number(std::string_view table, std::string_view column) const { return numbers(table, column).at(0); }
};

}  // namespace closo
