// The heat that a cell makes, and its balance with what it gives away.                                          (13)
#include "models/cell.hpp"

namespace closo {

/// What a reaction at stoichiometry y stores per charge, H = U - T dU/dT [V], and its slope. As U is a straight line
/// between two temperatures, H is the same at all: what particles store is a function of y alone.
CubicTable::Point Cell::enthalpy(double y) const {
  const auto [low, low_slope] = ocv_->at(y);
  const auto [high, high_slope] = warmer_->at(y);
  const double own = 1 + conditions_.temperature / warmer, other = conditions_.temperature / warmer;
  return {own * low - other * high, own * low_slope - other * high_slope};
}

double Cell::surface_per_area(Index p, const State& s) const {
  return s.contact() / parameters().positive.contact * classes_[static_cast<std::size_t>(p)].area * cell_width();
}

/// Power that the particles of a class store: what the reaction brings to their surface, and what it gains, or rather
/// loses, on its way inside.
double Cell::stored_power(Index p, const State& s, const ArrayXXd& H) const {
  const ParticleWorkspace& particles = classes_[static_cast<std::size_t>(p)];
  const double from_surface = (s.j(p) * H.col(layout().n_r - 1)).sum();
  const double inside = particles.diffusion.gained(s.y(p), H) / particles.outflow_per_current;
  return surface_per_area(p, s) * (from_surface + inside);
}

/// What the reactions give up beyond what leaves at the terminals. On discharge j < 0 and i > 0:
///   heat = F c_max sum over all volumes of H(y) dy/dt - sum_k dx j_k Phi_k - V i.                               (13)
double Cell::heat(const State& s) const {
  double stored = s.V() * current(s);
  for (Index p = 0; p < layout().n_p; ++p)
    stored += stored_power(p, s, s.y(p).unaryExpr([&](double y) { return enthalpy(y).value; }));
  if (film_.active()) stored += cell_width() * film_.stored_power(s);
  return -stored;
}

double Cell::heat(const ArrayXd& state) const {
  std::optional<Cell> own;
  return at_temperature_of(state, own).heat(State(layout(), state.data()));
}

/// C_h d(T)/dt = heat - K (T - T_ambient), per cell area; without a balance T is imposed.                          (13)
void Cell::balance_heat(const State& s, const State& rate, const Rows& row) {
  row.temperature() = rate.temperature();
  if (!heated()) return;
  const HeatBalance& law = *parameters().heat;
  heat_di_ = -s.V(), heat_dV_ = -current(s) + c_.leakage * s.V();
  double stored = s.V() * current(s);
  double by_particles = 0;
  for (Index p = 0; p < layout().n_p; ++p) by_particles += keep_heat(p, s);
  stored += by_particles;
  heat_dtheta_ = by_particles / s.contact();
  if (film_.active()) stored += cell_width() * film_.stored_power(s);
  row.temperature() = (law.capacity * rate.temperature() + law.transfer * (s.temperature() - conditions_.temperature)) /
                          parameters().area +
                      stored;
}

/// The power that a class stores; its derivatives are kept.
double Cell::keep_heat(Index p, const State& s) {
  ParticleWorkspace& particles = classes_[static_cast<std::size_t>(p)];
  const auto y = s.y(p);
  for (Index k = 0; k < y.size(); ++k) {
    const auto [H, slope] = enthalpy(y.data()[k]);
    particles.enthalpy.data()[k] = H;
    particles.enthalpy_slope.data()[k] = slope;
  }
  const double surface = surface_per_area(p, s);
  const Index last = layout().n_r - 1;
  particles.heat_dj = surface * particles.enthalpy.col(last);
  particles.heat_dy.setZero();
  particles.heat_dy.col(last) = surface * s.j(p) * particles.enthalpy_slope.col(last);
  particles.diffusion.add_gained_slope(y, particles.enthalpy, particles.enthalpy_slope,
                                       surface / particles.outflow_per_current, particles.heat_dy);
  return stored_power(p, s, particles.enthalpy);
}

/// Change of the row of the temperature with all unknowns but the temperature itself.
double Cell::heat_change(const State& x) const {
  double change = -heat_di_ * x.i() - heat_dV_ * x.V() + heat_dtheta_ * x.contact();
  for (Index p = 0; p < layout().n_p; ++p) {
    const ParticleWorkspace& k = classes_[static_cast<std::size_t>(p)];
    change += (k.heat_dj * x.j(p)).sum() + (k.heat_dy * x.y(p)).sum();
  }
  if (film_.active()) change += cell_width() * film_.stored_power(x);
  return change;
}

}  // namespace closo
