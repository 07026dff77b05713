// Exact solutions of the laws of ageing over one step.
#include "models/ageing.hpp"

#include <cmath>

#include "models/observables.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

void lose_contact(const Cell& cell, double cycles, ArrayXd& state) {
  const ContactLoss& law = *cell.parameters().positive.contact_loss;
  const Fields<double> s(cell.layout(), state.data());
  const double before = s.contact(), limit = contact_limit(cell.parameters());
  const double after = limit + (before - limit) * std::exp(-cycles / law.cycles);
  const double mean = cell.mean_stoichiometry(state);
  if (after <= before) {
    s.cut_off() += (before - after) * mean;
  } else {
    const double back = s.cut_off() / (1 - before), share = (after - before) / after;
    for (Index p = 0; p < cell.layout().n_p; ++p) s.y(p) += share * (back - s.y(p));
    s.cut_off() -= (after - before) * back;
  }
  s.contact() = after;
}

}  // namespace

double contact_limit(const CellParameters& cell) {
  const ContactLoss& law = *cell.positive.contact_loss;
  const auto& by_pressure = cell.positive.contact_pressure;
  return by_pressure ? by_pressure->fraction_under(cell.pressure, law.limit) : law.limit;
}

void age(const Cell& cell, double charge, ArrayXd& state) {
  const double cycles = charge / (2 * cell.coefficients().nominal_charge);
  if (cell.parameters().positive.contact_loss) lose_contact(cell, cycles, state);
  const std::vector<const FlatElectrode*> electrodes = cell.parameters().flat_electrodes();
  for (std::size_t k = 0; k < electrodes.size(); ++k) {
    if (!electrodes[k]->interface) continue;
    double& growth = state(cell.layout().metal_growth(static_cast<Index>(k)));
    growth = std::sqrt(growth * growth + electrodes[k]->interface->growth * electrodes[k]->interface->growth * cycles);
  }
}

}  // namespace closo
