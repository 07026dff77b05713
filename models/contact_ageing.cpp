// The row of the contact and its derivatives.
#include "models/contact_ageing.hpp"

#include <algorithm>

namespace closo {

ContactAgeing::ContactAgeing(const CellParameters& cell) {
  if (cell.positive.contact_loss) per_cycle_ = 1 / cell.positive.contact_loss->cycles;
}

void ContactAgeing::set_pressure(const CellParameters& cell, double pressure) {
  const auto& law = cell.positive.contact_loss;
  const auto& by_pressure = cell.positive.contact_pressure;
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

}  // namespace closo
