// A coefficient: a number, or a curve of one variable; of temperature besides, by Arrhenius.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "base/constants.hpp"
#include "solver/cubic_table.hpp"

namespace closo {

/// A coefficient that is value factor(T) shape(x). With a table it depends on one variable x, and the shape is the
/// table, over `value` or in the unit of the coefficient; a table against temperature is the factor instead. Cheap to
/// copy: copies share the points of a table.
struct Curve {
  enum class Variable { none, stoichiometry, concentration, temperature };

  double value = 0.0;
  double activation_energy = 0.0;         // J mol-1
  double reference_temperature = 298.15;  // at which the value holds [K]; not a number if a table has none
  Variable variable = Variable::none;     // of the table
  std::optional<CubicTable> table{};
  std::string name{};  // of the table

  /// By Arrhenius, exp[E/R (1/T_ref - 1/T)], or by the table.
  double factor(double T) const {
    if (variable == Variable::temperature) return within(T).value;
    return std::exp(activation_energy / gas_constant * (1 / reference_temperature - 1 / T));
  }
  double at(double T) const { return value * factor(T); }

  /// Whether it depends on a variable other than temperature.
  bool shaped() const { return table && variable != Variable::temperature; }
  /// 1 for a number. @param x  stoichiometry, or concentration over the initial one
  CubicTable::Point shape(double x) const { return shaped() ? within(x) : CubicTable::Point{1, 0}; }

 private:
  /// Beyond the ends of the table, where only trial values of an iteration lie, as there.
  CubicTable::Point within(double x) const {
    const double inside = std::clamp(x, table->lower(), table->upper());
    CubicTable::Point at = table->at(inside);
    if (inside != x) at.slope = 0;
    return at;
  }
};

}  // namespace closo
