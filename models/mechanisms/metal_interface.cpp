// Rows and column of the interface of a metal.
#include "models/mechanisms/metal_interface.hpp"

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {

void rows(RowVisitor& v, MetalInterfaceSpec& s) {
  v.quantity(s.reference_pressure,
             {"reference_pressure", "Pa", Range::positive(), "at which kinetics and resistance hold"});
  v.quantity(s.pressure_exponent, number("pressure_exponent", Range::between(0, 10), "of the true area"));
  v.quantity(s.growth, {"growth", "ohm m2", Range::non_negative(),
                        "resistance gained in the first equivalent cycle at the reference pressure; grows "
                        "with the square root of their number"});
  v.part(s.voids, group("voids", "that stripping leaves at the metal").optional());
}

MetalInterface close(const MetalInterfaceSpec& s) {
  MetalInterface m{*s.reference_pressure, *s.pressure_exponent, *s.growth, {}};
  if (s.voids) m.voids = close(*s.voids);
  return m;
}

void InterfaceGrowth::add_columns(Columns& columns) {
  columns.cycles.push_back({"metal_interface_growth", "ohm cm2",
                            "Resistance gained by the metal interface, at its reference pressure",
                            [](const CellParameters& cell) { return cell.has_metal(); },
                            [](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                              double sum = 0;
                              for (const FlatInterface& interface : cell.flat_interfaces())
                                sum += interface.growth().resistance({cell.layout(), state.data()});
                              return sum * to_ohm_cm2;
                            },
                            "cells with a metal"});
}

}  // namespace closo
