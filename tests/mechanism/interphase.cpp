// Parameters, unknown and column of the interphase.
#include "models/mechanisms/interphase.hpp"

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

std::string interphase_of(Side side) {
  return std::string(name_of(side)) + "_interphase";
}

}  // namespace

void rows(RowVisitor& v, InterphaseSpec& s) {
  v.quantity(s.growth, {"growth", "ohm m2/s", Range::positive(), "of its resistance with time"});
}

Interphase close(const InterphaseSpec& s) {
  return {*s.growth};
}

void InterphaseGrowth::add_unknowns(Side side, Layout& layout) {
  layout.add({interphase_of(side), "ohm m2", "Resistance of the interphase at a metal"});
}

InterphaseGrowth::InterphaseGrowth(const Interphase* law, Side side, const Layout& layout)
    : R_(layout.place(interphase_of(side))), growth_(law != nullptr ? law->growth : 0) {}

void InterphaseGrowth::add_columns(Columns& columns) {
  columns.series.push_back({"interphase_resistance", "ohm cm2", "Resistance of the interphases at the metals",
                            [](const CellParameters& cell) {
                              return std::ranges::any_of(cell.flat_sides(), [&](Side side) {
                                const auto& interface = cell.flat(side).interface;
                                return interface && interface->interphase;
                              });
                            },
                            [](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                              double sum = 0;
                              for (const FlatInterface& interface : cell.flat_interfaces())
                                sum += interface.interphase().resistance({cell.layout(), state.data()});
                              return sum * to_ohm_cm2;
                            }});
}

}  // namespace closo
