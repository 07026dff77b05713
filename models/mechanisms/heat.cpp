// The row of the temperature, its columns, and the temperatures at which the data of a cell end.
#include "models/mechanisms/heat.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

bool makes_heat(const CellParameters& cell) {
  return cell.heat.has_value();
}

}  // namespace

void rows(RowVisitor& v, HeatSpec& s) {
  v.quantity(s.capacity, {"capacity", "J/K", Range::positive(), "heat capacity of the cell"});
  v.quantity(s.transfer, {"transfer", "W/K", Range::non_negative(), "to what is around it"});
}

HeatBalance close(const HeatSpec& s) {
  return {*s.capacity, *s.transfer};
}

CellTemperature::CellTemperature(const CellParameters& cell) : law_(cell.heat), area_(cell.area) {}

void CellTemperature::residual(const Fields<const double>& s, const Fields<const double>& rate,
                               const Fields<double>& row, double ambient, double stored, double current) {
  row.temperature() = rate.temperature();
  if (!active()) return;
  by_current_ = s.V(), by_V_ = current;
  row.temperature() = (law_->capacity * rate.temperature() + law_->transfer * (s.temperature() - ambient)) / area_ +
                      stored + s.V() * current;
}

void CellTemperature::add_columns(Columns& columns) {
  const std::string in = "cells with `heat`";
  columns.series.push_back(
      {"ambient_temperature", "K", "Temperature around the cell", makes_heat,
       [](const Cell& cell, const Eigen::ArrayXd&, const Origin&) { return cell.conditions().temperature; }, in});
  columns.series.push_back({"heat", "W", "Heat generated in the cell", makes_heat,
                            [](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                              return cell.heat(state) * cell.parameters().area;
                            },
                            in});
  for (const bool hot : {true, false})
    columns.limits.push_back({hot ? "too_hot" : "too_cold", "K", hot,
                              [hot](const Cell& cell, const Fields<const double>&) -> std::optional<StateLimit::End> {
                                if (!makes_heat(cell.parameters())) return std::nullopt;
                                const TemperatureLimits limits = temperature_limits(cell.parameters());
                                const StateLimit::End end{hot ? limits.range.high : limits.range.low, 1,
                                                          hot ? limits.high_of : limits.low_of};
                                return std::isfinite(end.level) ? std::optional(end) : std::nullopt;
                              },
                              [](const Cell&, const Fields<const double>& s) { return s.temperature(); },
                              [](const StateLimit::Reached& at) {
                                return fmt::format("the cell reached {:.5g} degC, the limit of the data of {}",
                                                   degC(at.limit), at.detail);
                              }});
}

}  // namespace closo
