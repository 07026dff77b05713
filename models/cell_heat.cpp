// The heat that a cell makes, and its balance with what it gives away.                                          (13)
#include "models/cell.hpp"

namespace closo {

/// What a reaction at stoichiometry y stores per charge, U - T dU/dT [V], and its slope.
CubicTable::Point Cell::enthalpy(double y) const {
  const auto [U, U_slope] = equilibrium(y);
  const auto [low, low_slope] = ocv_->at(y);
  const auto [high, high_slope] = warmer_->at(y);
  const double per_kelvin = temperature_ / warmer;
  return {U - per_kelvin * (high - low), U_slope - per_kelvin * (high_slope - low_slope)};
}

void Cell::keep_heat(Class& particles, const Eigen::Ref<const ArrayXd>& y, const Eigen::Ref<const ArrayXd>& j) {
  const double weight = connected_ * particles.area * dx_;
  for (Index k = 0; k < layout_.n_x; ++k) {
    const auto [H, slope] = enthalpy(y(k));
    particles.heat_dj(k) = weight * H;
    particles.heat_dy(k) = weight * j(k) * slope;
  }
}

/// What the reactions give up beyond what leaves at the terminals. On discharge j < 0 and i > 0:
///   heat = -sum a dx j (U - T dU/dT) - sum_k dx j_k U_k - V i.                                                (13)
double Cell::heat(const State& s) const {
  double stored = s.V() * current(s);
  for (Index p = 0; p < layout_.n_p; ++p) {
    const double weight = s.contact() / parameters_.positive.contact * classes_[static_cast<std::size_t>(p)].area * dx_;
    for (Index k = 0; k < layout_.n_x; ++k) stored += weight * s.j(p)(k) * enthalpy(s.y_surface(p)(k)).value;
  }
  if (film_.active()) stored += dx_ * film_.stored_power(s);
  return -stored;
}

double Cell::heat(const ArrayXd& state) const {
  std::optional<Cell> own;
  return at_temperature_of(state, own).heat(State(layout_, state.data()));
}

/// C d(T)/dt = heat - K (T - T_ambient), per cell area; without a balance T is imposed.                          (13)
void Cell::balance_heat(const State& s, const State& rate, const Rows& row) {
  row.temperature() = rate.temperature();
  if (!heated()) return;
  const HeatBalance& law = *parameters_.heat;
  heat_di_ = -s.V(), heat_dV_ = -current(s) + c_.leakage * s.V();
  row.temperature() = (law.capacity * rate.temperature() + law.transfer * (s.temperature() - parameters_.temperature)) /
                          parameters_.area -
                      heat(s);
}

/// Change of the row of the temperature with all unknowns but the temperature itself.
double Cell::heat_change(const State& x) const {
  double change = -heat_di_ * x.i() - heat_dV_ * x.V();
  for (Index p = 0; p < layout_.n_p; ++p) {
    const Class& k = classes_[static_cast<std::size_t>(p)];
    change += (k.heat_dj * x.j(p) + k.heat_dy * x.y_surface(p)).sum();
  }
  if (film_.active()) change += dx_ * film_.stored_power(x);
  return change;
}

}  // namespace closo
