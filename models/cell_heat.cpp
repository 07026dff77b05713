// The heat that a cell makes, and its balance with what it gives away.                                          (13)
#include "models/cell.hpp"

namespace closo {

/// What the reactions give up beyond what leaves at the terminals. On discharge j < 0 and i > 0:
///   heat = F c_max sum over all volumes of H(y) dy/dt - sum_k dx j_k Phi_k - V i.                               (13)
double Cell::heat(const State& s) const {
  double stored = s.V() * current(s);
  for (const FlatInterface& flat : flats_) stored += flat.stored_power(s);
  for (const CompositeElectrode& composite : composites_) stored += composite.stored_power(s.of(composite.place()));
  return -stored;
}

double Cell::heat(const Eigen::ArrayXd& state) const {
  std::optional<Cell> own;
  return at_temperature_of(state, own).heat(State(layout(), state.data()));
}

/// C_h d(T)/dt = heat - K (T - T_ambient), per cell area; without a balance T is imposed.                          (13)
void Cell::balance_heat(const State& s, const State& rate, const Rows& row) {
  row.temperature() = rate.temperature();
  if (!model_->heated()) return;
  const HeatBalance& law = *parameters().heat;
  heat_di_ = -s.V(), heat_dV_ = -current(s) + c_.electronic_conductance * s.V();
  double stored = s.V() * current(s);
  for (FlatInterface& flat : flats_) stored += flat.keep_heat(s);
  for (CompositeElectrode& composite : composites_) stored += composite.keep_heat(s.of(composite.place()));
  row.temperature() = (law.capacity * rate.temperature() + law.transfer * (s.temperature() - conditions_.temperature)) /
                          parameters().area +
                      stored;
}

/// Change of the row of the temperature with all unknowns but the temperature itself.
double Cell::heat_change(const State& x) const {
  double change = -heat_di_ * x.i() - heat_dV_ * x.V();
  for (const FlatInterface& flat : flats_) change += flat.heat_change(x);
  for (const CompositeElectrode& composite : composites_) change += composite.heat_change(x.of(composite.place()));
  return change;
}

}  // namespace closo
