// The row of the contact and its derivatives.
#include "models/mechanisms/contact_ageing.hpp"

#include <algorithm>

#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {

void rows(RowVisitor& v, ContactPressureSpec& s) {
  v.quantity(s.reference, {"reference", "Pa", Range::positive(), "pressure at which connected fractions are stated"});
  v.quantity(s.exponent,
             number("exponent", Range::between(0, 10), "of the ratio of connected to unconnected material"));
}

void rows(RowVisitor& v, ContactLossSpec& s) {
  v.quantity(s.limit, number("limit", Range::positive_fraction(), "of the connected fraction"));
  v.quantity(s.cycles, number("cycles", Range::positive(),
                              "equivalent cycles over which the distance from the limit falls by a factor of e"));
}

ContactPressure close(const ContactPressureSpec& s) {
  return {*s.reference, *s.exponent};
}

ContactLoss close(const ContactLossSpec& s) {
  return {*s.limit, *s.cycles};
}

ContactAgeing::ContactAgeing(const Composite& composite) {
  if (composite.contact_loss) per_cycle_ = 1 / composite.contact_loss->cycles;
}

void ContactAgeing::set_pressure(const Composite& composite, double pressure) {
  const auto& law = composite.contact_loss;
  const auto& by_pressure = composite.contact_pressure;
  if (law) limit_ = by_pressure ? by_pressure->fraction_under(pressure, law->limit) : law->limit;
}

void ContactAgeing::residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                             const Cycling& cycling) {
  const double per_n = -(s.contact() - limit_) * per_cycle_;  // d(theta)/dn
  row.contact() = rate.contact() - per_n * cycling.speed;
  by_contact_ = per_cycle_ * cycling.speed;
  by_i_ = -per_n * cycling.by_i;
  returning_ = std::max(per_n * cycling.speed, 0.0) / s.contact();
}

void ContactAgeing::add_columns(Columns& columns) {
  for (const std::size_t number : {0, 1})
    columns.cycles.push_back({prefix_of(number) + "contact", "1",
                              "Connected fraction of the active material" + words_of(number) + " at the end",
                              [number](const CellParameters& cell) { return composite_is_active(cell, number); },
                              [number](const Cell& cell, const Eigen::ArrayXd& state, const Origin&) {
                                const auto k = static_cast<Index>(number);
                                return k < cell.layout().composites() ? state(cell.layout().composite(k).contact) : 1.0;
                              },
                              cells_with(number, "cells with an active material")});
}

}  // namespace closo
