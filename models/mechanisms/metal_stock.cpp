// Columns of the thickness, and the limit at its end.
#include "models/mechanisms/metal_stock.hpp"

#include <fmt/format.h>

#include "models/cell.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

/// A metal by its number among the flat electrodes; nullptr where there is none.
const FlatElectrode* metal(const Cell& cell, std::size_t flat) {
  if (flat >= cell.flat_interfaces().size()) return nullptr;
  const FlatElectrode& electrode = cell.parameters().flat(cell.flat_interfaces()[flat].side());
  return electrode.blocking ? nullptr : &electrode;
}

double thickness_of(const Cell& cell, const Fields<const double>& s, std::size_t flat) {
  return cell.flat_interfaces()[flat].stock().thickness(s);
}

// Without an anode as assembled what is plated counts over 1 um, and a trace is always there, so that what has nothing
// yet may begin to plate.
constexpr double unit_without_anode = 1e-6, trace = 1e-12;  // m

StateLimit exhaustion(std::size_t flat) {
  const auto unit = [](const FlatElectrode& electrode) {
    return electrode.thickness > 0 ? electrode.thickness : unit_without_anode;
  };
  StateLimit limit{"metal_exhausted", "m", false};
  limit.end = [=](const Cell& cell, const Fields<const double>&) -> std::optional<StateLimit::End> {
    const FlatElectrode* electrode = metal(cell, flat);
    if (electrode == nullptr || cell.flat_interfaces()[flat].alloy().ends()) return std::nullopt;
    return StateLimit::End{
        0, unit(*electrode),
        fmt::format("the {}{} electrode is exhausted: all of its {:g} um are stripped",
                    words_of(cell.flat_interfaces()[flat].side()), electrode->metal.name, electrode->thickness * to_um),
        cell.flat_interfaces()[flat].side()};
  };
  limit.level = [=](const Cell& cell, const Fields<const double>& s) {
    const FlatElectrode& electrode = *metal(cell, flat);
    return (thickness_of(cell, s, flat) + (electrode.thickness > 0 ? 0 : trace)) / unit(electrode);
  };
  limit.sentence = [](const StateLimit::Reached& at) { return at.detail; };
  return limit;
}

}  // namespace

MetalStock::MetalStock(const FlatElectrode& electrode, double sign)
    : assembled_(electrode.thickness),
      per_charge_(electrode.blocking ? 0 : electrode.metal.thickness_per_charge()),
      sign_(sign),
      inactive_share_(electrode.inactive_share) {}

void MetalStock::add_columns(Columns& columns) {
  for (const std::size_t flat : {0, 1}) {
    columns.series.push_back(
        {flat == 0 ? "metal_thickness" : "positive_metal_thickness", "m",
         flat == 0 ? "Thickness of the metal electrode" : "Thickness of the metal at the positive end",
         [flat](const CellParameters& cell) {
           const FlatElectrode* electrode = cell.flat_of(flat);
           return electrode != nullptr && !electrode->blocking;
         },
         [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
           return thickness_of(cell, {cell.layout(), state.data()}, flat);
         },
         flat == 0 ? "cells with a metal" : "cells with two metals"});
    columns.series.push_back(
        {flat == 0 ? "inactive_metal" : "positive_inactive_metal", "m",
         std::string("Thickness of plated metal that has stayed behind") + (flat == 0 ? "" : " at the positive end"),
         [flat](const CellParameters& cell) {
           const FlatElectrode* electrode = cell.flat_of(flat);
           return electrode != nullptr && electrode->inactive_share > 0;
         },
         [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
           return cell.flat_interfaces()[flat].stock().inactive({cell.layout(), state.data()});
         },
         "cells with `inactive_share`"});
    columns.limits.push_back(exhaustion(flat));
  }
}

}  // namespace closo
