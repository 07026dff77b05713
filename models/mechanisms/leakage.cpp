// The charge that leaked, in the units of results.
#include "models/mechanisms/leakage.hpp"

#include "models/cell.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

/// Since the start of a run, per cell area [C m-2].
double leaked_charge(const Cell& cell, const Eigen::ArrayXd& state, const Origin& origin) {
  const Fields<const double> s(cell.layout(), state.data());
  return ((s.ionic_charge() - origin.ionic_charge) - (s.q() - origin.charge)) * cell.coefficients().nominal_charge;
}

}  // namespace

void add_leakage_columns(Columns& columns) {
  columns.series.push_back({"leaked_charge", "C", "Charge that electrons carried through the separator",
                            &CellParameters::has_bypass,
                            [](const Cell& cell, const Eigen::ArrayXd& state, const Origin& origin) {
                              return leaked_charge(cell, state, origin) * cell.parameters().area;
                            },
                            "cells with an electronic conductivity, or with `interface.plating`"});
  columns.cycles.push_back({"leaked_charge", "mAh g-1",
                            "Charge leaked through the separator so far, per mass of active material",
                            [](const CellParameters& cell) { return cell.has_masses(); },
                            [](const Cell& cell, const Eigen::ArrayXd& state, const Origin& origin) {
                              if (!cell.parameters().has_masses()) return 0.0;
                              return mAh_per_g(leaked_charge(cell, state, origin), cell.parameters());
                            },
                            "cells with a composite of known mass"});
}

}  // namespace closo
