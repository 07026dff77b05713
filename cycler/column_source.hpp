// How a table of a solution says where its columns come from.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "models/cell.hpp"

namespace closo {

/// A column of rows that are made from a Row.
template <class Row>
struct ColumnSource {
  using Number = std::function<double(const Row&)>;
  using Integer = std::function<std::int64_t(const Row&)>;
  using Text = std::function<std::string(const Row&)>;
  using Field = std::function<void(const Row&, std::vector<double>&)>;  // appends a row
  using Texts = std::function<std::vector<std::string>(const Row&)>;

  std::string name, unit, long_name;
  std::variant<Number, Integer, Text, Field, Texts> value;
  std::vector<std::string> axes{};                // of a row: "class", "x"; see axis_length()
  std::function<bool(const Cell&)> applies = {};  // whether a cell has it; empty: every one
  std::string in = "";                            // the cells that have it, in words
};

template <class Row>
struct TableSource {
  std::string name, meaning;  // "series"
  bool single = false;        // of one row
  std::vector<ColumnSource<Row>> columns{};
};

/// How tables write their columns.
namespace fill {

/// A column of numbers, integers or texts, as a function of a row.
template <class Row, class Of>
ColumnSource<Row> number(std::string name, std::string unit, std::string long_name, Of of) {
  return {std::move(name), std::move(unit), std::move(long_name), typename ColumnSource<Row>::Number(std::move(of))};
}
template <class Row, class Of>
ColumnSource<Row> integer(std::string name, std::string long_name, Of of) {
  return {std::move(name), "1", std::move(long_name), typename ColumnSource<Row>::Integer(std::move(of))};
}
template <class Row, class Of>
ColumnSource<Row> text(std::string name, std::string long_name, Of of) {
  return {std::move(name), "1", std::move(long_name), typename ColumnSource<Row>::Text(std::move(of))};
}
/// @param of  gives an array, in which the last axis runs fastest
template <class Row, class Of>
ColumnSource<Row> field(std::string name, std::string unit, std::string long_name, std::vector<std::string> axes,
                        Of of) {
  return {std::move(name), std::move(unit), std::move(long_name),
          typename ColumnSource<Row>::Field([of](const Row& row, std::vector<double>& values) {
            const auto& array = of(row);
            values.insert(values.end(), array.begin(), array.end());
          }),
          std::move(axes)};
}

/// A column that only some cells have.
template <class Row>
ColumnSource<Row> only(ColumnSource<Row> column, std::function<bool(const Cell&)> applies, std::string in) {
  column.applies = std::move(applies), column.in = std::move(in);
  return column;
}

// Cells that have a column, and what they are called.

inline bool has_masses(const Cell& cell) {
  return cell.parameters().has_masses();
}
inline bool has_composite(const Cell& cell) {
  return cell.layout().has_composite();
}
inline bool has_two_composites(const Cell& cell) {
  return cell.layout().composites() > 1;
}
inline bool has_active_material(const Cell& cell) {
  return cell.parameters().has_active_material();
}
inline bool has_negative_particles(const Cell& cell) {
  return cell.layout().has_particles(1);
}

inline constexpr const char* of_composites = "cells with a composite";
inline constexpr const char* of_masses = "cells with a composite of known mass";
inline constexpr const char* of_particles = "cells with an active material";
inline constexpr const char* of_two_composites = "cells with two composites";

}  // namespace fill
}  // namespace closo
