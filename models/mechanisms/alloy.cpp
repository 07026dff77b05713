// What is stated of an alloy, its stoichiometry in results, and where it ends.
#include "models/mechanisms/alloy.hpp"

#include <fmt/format.h>

#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

/// That of a flat electrode, by its number; nullptr without one that fills and empties.
const Alloy* alloy_of(const CellParameters& cell, std::size_t flat) {
  const std::vector<Side> sides = cell.flat_sides();
  if (flat >= sides.size()) return nullptr;
  const auto& alloy = cell.flat(sides[flat]).alloy;
  return alloy && alloy->capacity > 0 ? &*alloy : nullptr;
}

/// Where it is empty, or full: at the end of its capacity, or of its data.
double end_of(const Alloy& alloy, bool full) {
  if (!alloy.potential.table) return full ? 1 : 0;
  return full ? std::min(1.0, alloy.potential.table->upper()) : std::max(0.0, alloy.potential.table->lower());
}

}  // namespace

void rows(RowVisitor& v, AlloySpec& s) {
  curve(v, s.potential,
        {"potential", "V", Range::any(),
         "against the metal whose ions are conducted; a number, or a curve of the stoichiometry of the alloy"},
        stoichiometry, Beside::nothing);
  v.quantity(s.capacity, Row{"capacity", "C/m2", Range::positive(),
                             "for a stoichiometry from 0 to 1; without it a constant potential has no end"}
                             .optional());
  v.quantity(s.stoichiometry, number("stoichiometry", Range::fraction(), "as assembled, with a capacity").optional());
}

Alloy close(const AlloySpec& s, const std::string& key) {
  Alloy a;
  a.potential = close(s.potential, Curve::Variable::stoichiometry);
  if (a.potential.table && !s.capacity)
    refuse_missing(s, key + ".capacity", "a quantity in mAh/cm2: the potential is a curve");
  if (s.capacity && !s.stoichiometry)
    refuse_missing(s, key + ".stoichiometry", "a number from 0 to 1, how far the alloy is filled as assembled");
  a.capacity = s.capacity.value_or(0);
  a.stoichiometry = s.stoichiometry.value_or(0);
  if (s.capacity && (a.stoichiometry < end_of(a, false) || a.stoichiometry > end_of(a, true)))
    refuse(key, "stoichiometry", s.stoichiometry, "1",
           fmt::format("a value from {:g} to {:g}, where the data of the potential are valid", end_of(a, false),
                       end_of(a, true)));
  return a;
}

void AlloyPotential::add_columns(Columns& columns) {
  for (const std::size_t flat : {0, 1}) {
    const auto has = [flat](const CellParameters& cell) { return alloy_of(cell, flat) != nullptr; };
    const std::string prefix = flat == 0 ? "" : "positive_";
    columns.series.push_back(
        {prefix + "alloy_stoichiometry", "1",
         flat == 0 ? "Stoichiometry of the alloy" : "Stoichiometry of the alloy at the positive end", has,
         [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
           return cell.flat_interfaces()[flat].alloy().stoichiometry({cell.layout(), state.data()});
         },
         "cells with `alloy.capacity`"});
    for (const bool full : {false, true})
      columns.limits.push_back(
          {prefix + (full ? "alloy_full" : "alloy_empty"), "1", full,
           [flat, full](const Cell& cell, const Fields<const double>&) -> std::optional<StateLimit::End> {
             const Alloy* alloy = alloy_of(cell.parameters(), flat);
             if (alloy == nullptr) return std::nullopt;
             const Side side = cell.flat_interfaces()[flat].side();
             return StateLimit::End{end_of(*alloy, full), 1, cell.parameters().flat(side).metal.name};
           },
           [flat](const Cell& cell, const Fields<const double>& s) {
             return cell.flat_interfaces()[flat].alloy().stoichiometry(s);
           },
           [full](const StateLimit::Reached& at) {
             return fmt::format("the {} electrode is {}: its stoichiometry reached {:g}", at.detail,
                                full ? "full" : "empty", at.limit);
           }});
  }
}

}  // namespace closo
