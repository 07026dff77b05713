// Balances of charge and salt across the cell, and what they make of its voltage.
#include "models/cell.hpp"

namespace closo {

using Eigen::ArrayXd;

void Cell::set_conductances() {
  potential_.by_i = -c_.R_separator;
  if (electrolyte_.active()) electrolyte_.set(c_, temperature_);
  if (layout().n_x == 0) return;
  electrons_.set_temperature(temperature_);
  if (!electrolyte_.active()) set_faces();
}

/// Between two cell centres the currents share one difference of potential u = phi_s - phi_e:
///   I_e = (i r_s + u_{k+1} - u_k) / (r_s + r_e),   I_s = i - I_e.
void Cell::set_faces() {
  const double r_e = ionic_resistance();
  faces_.conductance = 1 / (electrons_.resistance() + r_e);
  faces_.by_i = electrons_.resistance() * faces_.conductance;
  // phi_s at the collector, from phi_e at the separator through every face to u of the last cell.
  const Index n_x = layout().n_x;
  potential_.by_u.setZero(n_x);
  potential_.by_u(n_x - 1) = 1;
  potential_.by_u.head(n_x - 1) += 1 - faces_.by_i;
  potential_.by_u.tail(n_x - 1) -= 1 - faces_.by_i;
  potential_.by_i = -c_.R_separator - parameters().positive.contact_resistance - r_e / 2 - electrons_.to_collector() -
                    r_e * faces_.by_i.sum();
}

/// Where the conductivity of electrons is a curve: that at the mean stoichiometry of the particles.
void Cell::follow_stoichiometry(const State& s) {
  if (!electrons_.follows_stoichiometry()) return;
  mean_across(s, mean_y_);
  electrons_.follow(mean_y_);
  if (!electrolyte_.active()) set_faces();
}

void Cell::mean_across(const State& s, ArrayXd& mean) const {
  mean.setZero(layout().n_x);
  for (Index p = 0; p < layout().n_p; ++p) {
    const double share = parameters().positive.particles[static_cast<std::size_t>(p)].share;
    for (Index k = 0; k < layout().n_r; ++k) mean += (3 * share * radial_mesh().volume(k)) * s.y(p).col(k);
  }
}

const ElectronPath& Cell::electrons_at(const ArrayXd& state, std::optional<ElectronPath>& own) const {
  const State s(layout(), state.data());
  const double T = temperature_of(s);
  if (T == temperature_ && !electrons_.follows_stoichiometry()) return electrons_;
  own.emplace(electrons_).set_temperature(T);
  if (own->follows_stoichiometry()) {
    ArrayXd mean;
    mean_across(s, mean);
    own->follow(mean);
  }
  return *own;
}

BinaryElectrolyte Cell::electrolyte_at(const ArrayXd& state) const {
  std::optional<Cell> own;
  BinaryElectrolyte electrolyte = at_temperature_of(state, own).electrolyte_;
  std::optional<ElectronPath> electrons;
  if (electrolyte.active()) electrolyte.evaluate(State(layout(), state.data()), electrons_at(state, electrons));
  return electrolyte;
}

ArrayXd Cell::ionic_current(const ArrayXd& state) const {
  if (electrolyte_.active()) return electrolyte_at(state).ionic_current();
  const State s(layout(), state.data());
  const Index n = layout().n_x;
  if (n == 0) return ArrayXd::Constant(1, s.i());
  std::optional<Cell> own;
  const double r_e = at_temperature_of(state, own).ionic_resistance();
  std::optional<ElectronPath> electrons;
  const ArrayXd& r_s = electrons_at(state, electrons).resistance();
  const auto u = s.u();
  ArrayXd I_e(n + 1);
  I_e(0) = s.i();
  I_e.segment(1, n - 1) = (s.i() * r_s + u.tail(n - 1) - u.head(n - 1)) / (r_s + r_e);
  I_e(n) = 0;
  return I_e;
}

/// d(i_e)/dx = sum_p a_p j_p in every cell, i_s + i_e = i at every face                                    (1), (2)
void Cell::charge_balance(const State& s, const State& rate, const Rows& row) {
  const Index n = layout().n_x;
  auto r = row.u();
  r.setZero();
  if (electrolyte_.active()) electrolyte_.add_fluxes(rate, row);  // (18), (19)
  if (n == 0) return;
  if (!electrolyte_.active()) {
    const auto u = s.u();
    faces_.current = faces_.conductance * (u.tail(n - 1) - u.head(n - 1)) + faces_.by_i * s.i();
    r(0) -= s.i();
    r.head(n - 1) += faces_.current;
    r.tail(n - 1) -= faces_.current;
  }
  if (electrons_.follows_stoichiometry()) {
    if (electrolyte_.active())
      electrons_.linearise(s.i(), electrolyte_.faces().current.tail(n - 1),
                           electrolyte_.faces().conductance.tail(n - 1));
    else
      electrons_.linearise(s.i(), faces_.current, faces_.conductance);
  }
  by_contact_.setZero();
  for (Index p = 0; p < layout().n_p; ++p)
    by_contact_ += (classes_[static_cast<std::size_t>(p)].area * cell_width() / parameters().positive.contact) * s.j(p);
  r -= s.contact() * by_contact_;
  if (film_.active()) film_.add_current(s, -cell_width(), r);
  if (model_->capacitance() > 0) r -= model_->capacitance() * rate.u();  // (17)
}

/// V = phi_s(L) - i R_contact, from the metal through electrolyte and composite.
double Cell::voltage_defect(const State& s) const {
  double defect = s.V();
  for (const FlatInterface& flat : flats_) defect += flat.sign() * flat.drop(s);
  return defect - (electrolyte_.active() ? electrolyte_.potential_difference().value
                                         : (potential_.by_u * s.u()).sum() + potential_.by_i * s.i());
}

/// V = phi_s(L) - i R_contact, with the imposed current, voltage or power; electrons leak through the separator, so
/// that the current outside is i - Lambda V:  d(q)/dt = i - Lambda V (6), (11)
void Cell::terminal(double t, const State& s, const State& rate, const Rows& row) {
  const double G = c_.leakage, outside = current(s);
  row.V() = voltage_defect(s);
  row.q() = rate.q() - outside / c_.nominal_charge;
  row.leaked() = rate.leaked() - G * s.V() / c_.nominal_charge;
  switch (control_.kind) {
    case Control::Kind::current:
      row.i() = outside - control_.at(t);
      control_di_ = 1, control_dV_ = -G;
      break;
    case Control::Kind::voltage:
      row.i() = s.V() - control_.at(t);
      control_di_ = 0, control_dV_ = 1;
      break;
    case Control::Kind::power:
      row.i() = s.V() * outside - control_.at(t);
      control_di_ = s.V(), control_dV_ = outside - G * s.V();
      break;
  }
}

}  // namespace closo
