// What can be read off a state under a name of its own: columns of results, and what a run should say of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "solver/types.hpp"

namespace closo {

class Cell;
struct CellParameters;

/// What the counters of a run are counted from, over the nominal capacity: those of the state count from assembly on.
struct Origin {
  double charge = 0.0, ionic_charge = 0.0;
};

/// A number, or a field across the composite, shape (n_x).
template <class Value>
struct ColumnOf {
  std::string name, unit, long_name;                                              // "metal_contact", "1"
  std::function<bool(const CellParameters&)> applies;                             // whether a cell has it
  std::function<Value(const Cell&, const Eigen::ArrayXd&, const Origin&)> value;  // of a state of any cell, in the unit
  std::string in = "";                                                            // the cells that have it, in words
};
using Column = ColumnOf<double>;
using FieldColumn = ColumnOf<Eigen::ArrayXd>;

/// What a user should hear of once, at a state in which the model may be wrong; empty at all others.
using Doubt = std::function<std::string(const Cell&, const Eigen::ArrayXd&)>;

/// Those of all electrodes and mechanisms.
struct Columns {
  std::vector<Column> series, cycles;  // at moments, and at the end of a cycle
  std::vector<FieldColumn> profiles;
  std::vector<Doubt> doubts;
};
const Columns& columns();

}  // namespace closo
