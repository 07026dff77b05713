// What can be read off a state under a name of its own: columns of results, terms of the voltage, levels at which a
// step ends, and what a run should say of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/layout.hpp"

namespace closo {

class Cell;
struct CellParameters;
struct Curve;

/// What the counters of a run are counted from, over the nominal capacity: those of the state count from assembly on.
struct Origin {
  double charge = 0.0, ionic_charge = 0.0;
};

/// A number, or a field.
template <class Value>
struct ColumnOf {
  std::string name, unit, long_name;                                              // "metal_contact", "1"
  std::function<bool(const CellParameters&)> applies;                             // whether a cell has it
  std::function<Value(const Cell&, const Eigen::ArrayXd&, const Origin&)> value;  // of a state of any cell, in the unit
  std::string in = "";                                                            // the cells that have it, in words
};
using Column = ColumnOf<double>;

/// Places that are not the cells across the composite, by the name that they have beside these in results.
struct Places {
  std::string name, long_name;                         // "x_own", "Cell centres of ..."
  std::function<Eigen::ArrayXd(const Cell&)> centres;  // from the metal [m]
};

/// Across the composite, shape (n_x), or at places of its own.
struct FieldColumn : ColumnOf<Eigen::ArrayXd> {
  std::optional<Places> places{};
};

/// Words that say which flat electrode is meant: nothing of the one at the negative end.
inline std::string words_of(Side side) {
  return side == Side::positive ? "positive " : "";
}
/// Words that say which composite is meant: nothing of the first.
inline std::string words_of(std::size_t number) {
  return number == 0 ? "" : " of the negative electrode";
}
/// The cells that have something in a composite, in words.
inline std::string cells_with(std::size_t number, const std::string& what) {
  return number == 0 ? what : "two composites: " + what;
}
/// Whether a cell has a composite of a number with an active material.
bool composite_is_active(const CellParameters& cell, std::size_t number);
/// Cell centres of a composite.
Eigen::ArrayXd composite_centres(const Cell& cell, Index number);
/// Those of the second composite; the first one's are known.
std::optional<Places> places_of(std::size_t number);

/// A term of the voltage as results call it, and which cells have it: all, those with a composite, with particles, with
/// a concentration in the electrolyte, with a foil into which the metal diffuses, with two composites.
struct LossName {
  enum class Of { cell, composite, particles, electrolyte, foil, negative_composite, negative_particles };
  std::string_view key, long_name;
  Of of = Of::cell;

  /// Whether it is of a second composite.
  bool negative() const { return of == Of::negative_composite || of == Of::negative_particles; }
};

/// A level of a state, such as the least concentration, beyond which a mechanism has no theory or no data: a step ends
/// at it.
struct StateLimit {
  /// Where a cell has it.
  struct End {
    double level = 0.0;          // as level() counts
    double unit = 1.0;           // of this count, in that of results
    std::string detail;          // what ends there
    std::optional<Side> side{};  // of the electrode meant, where it matters
  };
  /// What a step that ended there tells.
  struct Reached {
    double limit, value;  // in the unit of results
    std::string detail;   // of the end
  };
  std::string name, unit;  // of the reason in results
  bool rises = false;      // whether states reach it from below
  std::function<std::optional<End>(const Cell&, const Fields<const double>&)> end{};  // of the cell at a state
  std::function<double(const Cell&, const Fields<const double>&)> level{};  // of a state of a cell that has it
  std::function<std::string(const Reached&)> sentence{};                    // for the user
  bool measured{};  // whether it counts as passed whichever way the state moves: a cycler looks at its meters only
};

/// A load on a part of the cell over the most that its law lets pass; results have the largest of each step.
struct Load {
  std::string name, long_name;                                              // "critical_current_share"
  std::function<bool(const CellParameters&)> applies{};                     // whether a cell has it
  std::function<double(const Cell&, const Fields<const double>&)> share{};  // of a state of such a cell
  std::function<std::string(const Cell&, double share)> overload{};         // for the user, where it exceeded 1
  std::string in{};                                                         // the cells that have it, in words
};

/// What a user should hear of once, at a state in which the model may be wrong; empty at all others.
using Doubt = std::function<std::string(const Cell&, const Eigen::ArrayXd&)>;
/// What to tell of a rate or coefficient without an activation energy that is asked for at another temperature T [K]:
/// "the NAME of OF ..."; nothing if there is no doubt.
std::string doubt_rate(const Curve& rate, double T, const char* name, const std::string& of);

/// Those of all electrodes and mechanisms.
struct Columns {
  std::vector<Column> series, cycles;  // at moments, and at the end of a cycle
  std::vector<FieldColumn> profiles;
  std::vector<StateLimit> limits;
  std::vector<Load> loads;
  std::vector<Doubt> doubts;
};
const Columns& columns();

}  // namespace closo
