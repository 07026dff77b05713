// Rows of the catalogue, the row of the charge beyond the critical current, columns and the end of a step at the short.
#include "models/mechanisms/plating.hpp"

#include <fmt/format.h>

#include "models/mechanisms/interface_law.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

std::string name_of_plated(Side side) {
  return fmt::format("{}_plated_beyond", name_of(side));
}

const SoftShort& short_of(const Cell& cell, std::size_t flat) {
  return cell.flat_interfaces()[flat].soft_short();
}

StateLimit short_circuit(std::size_t flat) {
  StateLimit limit{"short_circuit", "C m-2", true};
  limit.end = [flat](const Cell& cell, const Fields<const double>&) -> std::optional<StateLimit::End> {
    const Plating* law = law_of(cell, flat, &MetalInterface::plating);
    if (law == nullptr || !law->stop) return std::nullopt;
    const Side side = cell.flat_interfaces()[flat].side();
    return StateLimit::End{1, law->charge, words_of(side) + cell.parameters().flat(side).metal.name, side};
  };
  limit.level = [flat](const Cell& cell, const Fields<const double>& s) {
    return flat < cell.flat_interfaces().size() ? short_of(cell, flat).depth(s) : 0;
  };
  limit.sentence = [](const StateLimit::Reached& at) {
    return fmt::format(
        "short circuit: the {} has grown through the separator after {:.4g} mAh/cm2 beyond its critical "
        "current of plating",
        at.detail, at.limit * to_mAh_per_cm2);
  };
  return limit;
}

Load plating_load(std::size_t flat) {
  const std::string prefix = flat == 0 ? "" : "positive_";
  Load load{prefix + "plating_limit_share",
            flat == 0 ? "Largest plating current over the critical one of the metal"
                      : "Largest plating current over the critical one of the metal at the positive end"};
  load.applies = [flat](const CellParameters& cell) { return law_of(cell, flat, &MetalInterface::plating) != nullptr; };
  load.share = [flat](const Cell& cell, const Fields<const double>& s) {
    const double sign = cell.flat_interfaces()[flat].sign();
    return -sign * s.i() / short_of(cell, flat).critical_current(cell.temperature_of(s));
  };
  load.overload = [flat](const Cell& cell, double share) {
    const FlatInterface& interface = cell.flat_interfaces()[flat];
    return fmt::format(
        "the {}metal is plated at up to {:.3g} times its critical current of plating, {:.3g} mA/cm2: what "
        "is plated beyond it grows into the separator, and shorts the cell after {:.3g} mAh/cm2",
        words_of(interface.side()), share,
        short_of(cell, flat).critical_current(cell.conditions().temperature) * to_mA_per_cm2,
        law_of(cell, flat, &MetalInterface::plating)->charge * to_mAh_per_cm2);
  };
  load.in = "cells with `interface.plating`";
  return load;
}

}  // namespace

void rows(RowVisitor& v, PlatingSpec& s) {
  arrhenius(v, s.critical_current,
            {"critical_current", "A/m2", Range::positive(), "plating current up to which the metal stays flat"});
  v.quantity(s.charge, {"charge", "C/m2", Range::positive(),
                        "plated beyond the critical current until the metal reaches the other electrode"});
  v.quantity(s.conductance,
             {"conductance", "S/m2", Range::non_negative(), "of the short, gained with each further such charge"});
  v.word(s.at_short, word("at_short", "what a step does when the metal reaches the other electrode", "continue|stop"));
}

Plating close(const PlatingSpec& s) {
  return {close(s.critical_current), *s.charge, *s.conductance, *s.at_short == "stop"};
}

void SoftShort::add_unknowns(const std::optional<Plating>& law, Side side, Layout& layout) {
  if (law)
    layout.add({name_of_plated(side), "1",
                "Charge plated beyond its critical current, over that which reaches the other electrode"});
}

SoftShort::SoftShort(const std::optional<Plating>& law, Side side, const Layout& layout) {
  if (!law) return;
  z_ = layout.place(name_of_plated(side));
  law_ = *law;
}

void SoftShort::residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                         double i, double sign) {
  if (!active()) return;
  const double beyond = -i - critical_;
  row.column(z_, 0) = rate.column(z_, 0) - std::max(beyond, 0.0) / law_.charge;
  by_i_ = beyond > 0 ? -sign / law_.charge : 0;
  conductance_by_z_ = depth(s) > 1 ? law_.conductance : 0;
}

void SoftShort::add_columns(Columns& columns) {
  for (const std::size_t flat : {0, 1}) {
    const std::string prefix = flat == 0 ? "" : "positive_";
    const std::string at = flat == 0 ? "" : " at the positive end";
    const auto applies = [flat](const CellParameters& cell) {
      return law_of(cell, flat, &MetalInterface::plating) != nullptr;
    };
    columns.series.push_back({prefix + "plated_beyond", "C m-2",
                              "Charge plated beyond the critical current of plating" + at, applies,
                              [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                                return short_of(cell, flat).depth({cell.layout(), state.data()}) *
                                       law_of(cell, flat, &MetalInterface::plating)->charge;
                              },
                              "cells with `interface.plating`"});
    columns.cycles.push_back({prefix + "short_conductance", "S m-2", "Conductance of the short at the end" + at,
                              applies,
                              [flat](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                                if (law_of(cell, flat, &MetalInterface::plating) == nullptr) return 0.0;
                                return short_of(cell, flat).conductance({cell.layout(), state.data()});
                              },
                              "cells with `interface.plating`"});
    columns.limits.push_back(short_circuit(flat));
    columns.loads.push_back(plating_load(flat));
  }
}

}  // namespace closo
