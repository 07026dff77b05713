// Coefficients and curves as their user states them: every entry optional, with its status and source.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/stated.hpp"
#include "solver/cubic_table.hpp"

namespace closo {

/// A coefficient, with its dependence on temperature if it has one.
struct ArrheniusSpec {
  Quantity value, activation_energy, reference_temperature;
};

/// A curve that a table or an expression states, in SI: a table is interpolated, an expression tabulated. Immutable,
/// and shared by all copies of a spec.
struct TableSpec {
  std::string name;                            // of its file; of an expression its formula
  std::array<std::string, 2> headers;          // "ocv [V]": of argument and value
  std::array<std::vector<double>, 2> columns;  // in the units of the headers
  std::string file;                            // and line, where it is named
  int line = 0;
  CubicTable curve;
  Word interpolation = {};      // of a table, if stated
  std::string unit = {};        // of an expression
  Quantity from = {}, to = {};  // where it holds, if stated
  bool is_expression() const { return columns[0].empty(); }

  /// As the text of a table.
  std::string csv() const;
};

/// A coefficient that may be a table or an expression, of stoichiometry, concentration or temperature.
struct CurveSpec : Part {
  ArrheniusSpec number;                    // if it is no table, or the dependence of a table on temperature
  std::shared_ptr<const TableSpec> table;  // or null
  ArrheniusSpec scale;                     // factor of a table

  /// Whether there is either.
  bool stated() const { return number.value || table; }
};

}  // namespace closo
