// The row of the contact and its derivatives.
#include "models/contact_ageing.hpp"

#include <algorithm>

namespace closo {

ContactAgeing::ContactAgeing(const CellParameters& cell) {
  const auto& law = cell.positive.contact_loss;
  if (!law) return;
  per_cycle_ = 1 / law->cycles;
  const auto& by_pressure = cell.positive.contact_pressure;
  limit_ = by_pressure ? by_pressure->fraction_under(cell.pressure, law->limit) : law->limit;
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
