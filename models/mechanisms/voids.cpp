// The row of the voids, and how the contact follows.
#include "models/mechanisms/voids.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "models/mechanisms/interface_law.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

// Plated metal fills voids down to about this depth, over that at which half of the contact is left.
constexpr double remaining_depth = 0.01;

/// A share, and its derivative to w. Below w = 0, where only trial values of an iteration lie, both continue as
/// straight lines that lead back.
struct Share {
  double value, by_w;
};

/// Share of the interface that is void.
Share share_of_voids(double w) {
  return w < 0 ? Share{w, 1} : Share{w / (1 + w), 1 / ((1 + w) * (1 + w))};
}

/// Share of the plated metal that finds no void to fill.
Share share_beside_voids(double w) {
  if (w < 0) return {1 - w / remaining_depth, -1 / remaining_depth};
  const double value = std::exp(-w / remaining_depth);
  return {value, -value / remaining_depth};
}

std::string name_of_voids(Side side) {
  return std::string(name_of(side)) + "_voids";
}

/// At a temperature and the pressure of the cell; infinite without a law [A m-2].
double critical_current(const Cell& cell, std::size_t flat, double T) {
  const Voids* law = law_of(cell, flat, &MetalInterface::voids);
  return law != nullptr ? law->critical_current_at(cell.conditions().pressure, T)
                        : std::numeric_limits<double>::infinity();
}

/// Stripping current over the critical one; negative on plating, 0 without a law.
double stripping_share(const Cell& cell, const Fields<const double>& s, std::size_t flat) {
  if (flat >= cell.flat_interfaces().size()) return 0;
  return cell.flat_interfaces()[flat].sign() * s.i() / critical_current(cell, flat, cell.temperature_of(s));
}

Load stripping_load(std::size_t flat) {
  Load load{flat == 0 ? "critical_current_share" : "positive_critical_current_share",
            flat == 0 ? "Largest stripping current over the critical one of the metal"
                      : "Largest stripping current over the critical one of the metal at the positive end"};
  load.applies = [flat](const CellParameters& cell) { return law_of(cell, flat, &MetalInterface::voids) != nullptr; };
  load.share = [flat](const Cell& cell, const Fields<const double>& s) { return stripping_share(cell, s, flat); };
  load.overload = [flat](const Cell& cell, double share) {
    return fmt::format(
        "the {}metal is stripped at up to {:.3g} times its critical current under {:.4g} MPa, {:.3g} mA/cm2: voids "
        "grow "
        "until plating fills them",
        words_of(cell.flat_interfaces()[flat].side()), share, cell.conditions().pressure * to_MPa,
        critical_current(cell, flat, cell.conditions().temperature) * to_mA_per_cm2);
  };
  load.in = "cells with `interface.voids`";
  return load;
}

/// Where `at_critical_current: stop` is stated.
StateLimit stripping_limit(std::size_t flat) {
  StateLimit limit{"critical_current", "A m-2", true};
  limit.end = [flat](const Cell& cell, const Fields<const double>& s) -> std::optional<StateLimit::End> {
    const Voids* law = law_of(cell, flat, &MetalInterface::voids);
    if (law == nullptr || !law->stop) return std::nullopt;
    const Side side = cell.flat_interfaces()[flat].side();
    const double critical = critical_current(cell, flat, cell.temperature_of(s));
    return StateLimit::End{1, critical,
                           fmt::format("of the {}{}, {:.4g} mA/cm2 under {:.4g} MPa", words_of(side),
                                       cell.parameters().flat(side).metal.name, critical * to_mA_per_cm2,
                                       cell.conditions().pressure * to_MPa),
                           side};
  };
  limit.level = [flat](const Cell& cell, const Fields<const double>& s) { return stripping_share(cell, s, flat); };
  limit.measured = true;
  limit.sentence = [](const StateLimit::Reached& at) {
    return fmt::format("voids grow: stripping at {:.4g} mA/cm2 exceeds the critical current {}",
                       at.value * to_mA_per_cm2, at.detail);
  };
  return limit;
}

}  // namespace

void rows(RowVisitor& v, VoidsSpec& s) {
  v.quantity(s.depth, {"depth", "m", Range::positive(), "mean depth of voids at which half of the contact is left"});
  arrhenius(v, s.critical_current,
            {"critical_current", "A/m2", Range::positive(),
             "stripping current without pressure up to which voids do not keep growing"});
  v.quantity(s.critical_current_per_pressure, {"critical_current_per_pressure", "A/m2/Pa", Range::non_negative(),
                                               "increase of the critical current with pressure"});
  v.word(s.at_critical_current,
         word("at_critical_current", "what a step does when its current exceeds the critical one", "continue|stop"));
}

Voids close(const VoidsSpec& s) {
  return {*s.depth, close(s.critical_current), *s.critical_current_per_pressure, *s.at_critical_current == "stop"};
}

void VoidGrowth::add_unknowns(Side side, Layout& layout) {
  layout.add({name_of_voids(side), "1", "Mean depth of its voids over that at which half of the contact is left"});
}

VoidGrowth::VoidGrowth(const Voids* law, double thickness_per_charge, Side side, const Layout& layout)
    : w_(layout.place(name_of_voids(side))), growth_(law != nullptr ? thickness_per_charge / law->depth : 0) {}

void VoidGrowth::residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                          double i, double sign) {
  const double w = depth(s);
  const auto [refilled, refilled_by_w] = share_of_voids(w);
  const auto [unfilled, unfilled_by_w] = i < 0 ? share_beside_voids(w) : Share{0, 0};
  row.column(w_, 0) = rate.column(w_, 0) - growth_ * i * (1 - unfilled) + closing_ * refilled;
  by_i_ = -sign * growth_ * (1 - unfilled);
  by_w_ = closing_ * refilled_by_w + growth_ * i * unfilled_by_w;
}

void VoidGrowth::add_columns(Columns& columns) {
  columns.cycles.push_back({"metal_contact", "1", "Share of the metal interface in contact at the end",
                            [](const CellParameters& cell) { return cell.has_metal(); },
                            [](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                              double least = 1;
                              for (const FlatInterface& interface : cell.flat_interfaces())
                                least = std::min(least, interface.voids().contact({cell.layout(), state.data()}));
                              return least;
                            },
                            "cells with a metal"});
  for (const std::size_t flat : {0, 1}) {
    const auto has_voids = [flat](const CellParameters& cell) {
      return law_of(cell, flat, &MetalInterface::voids) != nullptr;
    };
    columns.limits.push_back(stripping_limit(flat));
    columns.loads.push_back(stripping_load(flat));
    columns.series.push_back({flat == 0 ? "metal_contact" : "positive_metal_contact", "1",
                              flat == 0 ? "Share of the metal interface in contact"
                                        : "Share of the interface in contact at the positive end",
                              has_voids,
                              [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                                return cell.flat_interfaces()[flat].voids().contact({cell.layout(), state.data()});
                              },
                              "cells with `interface.voids`"});
  }
}

}  // namespace closo
