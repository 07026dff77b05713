// Rows of the catalogue, the row of the growing resistance, and its column.
#include "models/mechanisms/interface_growth.hpp"

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

std::string name_of_growth(Side side) {
  return fmt::format("{}_interface_growth", name_of(side));
}

}  // namespace

void rows(RowVisitor& v, GrowthSpec& s) {
  v.quantity(s.with_charge, Row{"with_charge", "ohm m2", Range::non_negative(),
                                "resistance gained with the first mAh/cm2 that passes, in either direction, at the "
                                "reference pressure; grows with the square root of this charge"}
                                .or_else("0 ohm cm2", "none"));
  arrhenius(v, s.with_time,
            Row{"with_time", "ohm m2", Range::non_negative(),
                "resistance gained in the first 1,000 h at the reference pressure; grows with the square "
                "root of time"}
                .or_else("0 ohm cm2", "none"));
}

Growth close(const GrowthSpec& s) {
  return {*s.with_charge, close(s.with_time), 0};
}

void InterfaceGrowth::add_unknowns(const std::optional<Growth>& law, Side side, Layout& layout) {
  if (law && law->with_time.value > 0)
    layout.add(
        {name_of_growth(side), "1", "What time adds to the square of the resistance that its interface has gained"});
}

InterfaceGrowth::InterfaceGrowth(const std::optional<Growth>& law, Side side, const Layout& layout)
    : law_(law.value_or(Growth{})) {
  if (law && law->with_time.value > 0) z_ = layout.place(name_of_growth(side));
}

void InterfaceGrowth::set(double T, double nominal_charge) {
  square_per_cycle_ =
      law_.per_cycle * law_.per_cycle + law_.with_charge * law_.with_charge * 2 * nominal_charge / Growth::charge;
  square_of_time_ = law_.with_time.value * law_.with_time.value;
  speed_ = aged() ? std::pow(law_.with_time.factor(T), 2) / Growth::time : 0;
}

void InterfaceGrowth::residual(const Fields<const double>& s, const Fields<const double>& rate,
                               const Fields<double>& row) {
  // Below it a square root is too steep for Newton's method; it is some 0.001 % of what the first cycle, or the first
  // 1,000 h, adds.
  constexpr double least = 1e-10;
  const double all = square_per_cycle_ + square_of_time_;
  const double steepness = all > 0 ? 1 / (2 * std::sqrt(std::max(square(s), least * all))) : 0;
  by_cycles_ = square_per_cycle_ * steepness, by_time_ = square_of_time_ * steepness;
  if (aged()) row.column(z_, 0) = rate.column(z_, 0) - speed_;
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
