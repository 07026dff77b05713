// The condensed Newton solve, from the particles up to the terminals, and the temperature around all of it.
#include <algorithm>
#include <array>
#include <cmath>

#include "models/cell.hpp"

namespace closo {
namespace {

// 1/s; stands for the infinite one of a search for consistent potentials, in which double layers keep their charge.
constexpr double largest_cj = 1e30;

}  // namespace

void Cell::solve(double cj, const ConstVector& right, Vector correction) {
  const State b(layout(), right.data());
  const Rows x(layout(), correction.data());
  solve_at_temperature(cj, b, x);
  if (!heated()) return;
  // All rows depend on the temperature, and its row on all else: what is left is one equation for it.
  const State column(layout(), by_temperature_.data());
  solve_at_temperature(cj, column, Rows(layout(), per_kelvin_.data()));
  const double own = (cj * parameters().heat->capacity + parameters().heat->transfer) / parameters().area;
  const double pivot = own + column.temperature() - heat_change(State(layout(), per_kelvin_.data()));
  const double change = (b.temperature() - heat_change(State(layout(), correction.data()))) / pivot;
  correction -= change * per_kelvin_;
  x.temperature() = change;
}

void Cell::solve_at_temperature(double cj, const State& b, const Rows& x) {
  condense_reactions(cj, b);
  condense_charge_balance(cj, b);
  solve_globals(cj, b, x);
  expand(cj, b, x);
}

/// Particles leave x_surface = surface - gain x_j; with it the reaction leaves x_j = reaction + slope x_u.
void Cell::condense_reactions(double cj, const State& b) {
  if (film_.active()) film_.condense(cj, b);
  for (Index p = 0; p < layout().n_p; ++p) {
    ParticleWorkspace& k = classes_[static_cast<std::size_t>(p)];
    k.diffusion.eliminate(cj + contact_ageing_.returning(), b.y(p), k.surface, k.gain);
    k.gain *= k.outflow_per_current;
    k.slope = k.dj - k.dy * k.gain;
    k.reaction = b.j(p) - k.dy * k.surface;
    if (layout().n_h > 0) {
      k.branch_gain = -k.branch_dj / (k.branch_dh + cj);
      k.branch_fixed = b.branch(p) / (k.branch_dh + cj);
      k.slope += k.dh * k.branch_gain;
      k.reaction -= k.dh * k.branch_fixed;
    }
    k.slope = k.slope.inverse();
    k.reaction *= k.slope;
    k.slope *= -k.du;
    if (electrolyte_.active()) k.by_salt = k.slope * k.dc / k.du;
    if (film_.active()) {
      k.reaction += k.slope * k.dR * film_.resistance_fixed();
      k.slope *= 1 + k.dR * film_.resistance_slope();  // below 0 where the film grows faster than the current may bear
    }
  }
}

/// The charge balance is then left with a conductance to ground in every cell, with a liquid electrolyte also to the
/// salt, and with x_i on the right:  x_u = u_fixed + u_current x_i,  and the same for the salt.
void Cell::condense_charge_balance(double cj, const State& b) {
  ground_.setConstant(model_->capacitance() * std::min(cj, largest_cj));
  const Line contact = contact_ageing_.condense(cj, b);
  charge_ = -b.u() - contact.fixed * by_contact_;
  charge_by_i_ = -contact.slope * by_contact_;
  for (const ParticleWorkspace& k : classes_) {
    ground_ += (connected_ * k.area * cell_width()) * k.slope;
    charge_ -= (connected_ * k.area * cell_width()) * k.reaction;
  }
  if (film_.active()) {
    ground_ += cell_width() * film_.current_slope();
    charge_ -= cell_width() * film_.current_fixed();
  }
  if (electrons_.follows_stoichiometry()) condense_mean(cj, b);
  if (!electrolyte_.active())
    return charge_and_salt_.solve(faces_, ground_, charge_, charge_by_i_, mean_, electrons_.effect());
  ground_by_salt_.setZero();
  for (const ParticleWorkspace& k : classes_) ground_by_salt_ += (connected_ * k.area * cell_width()) * k.by_salt;
  charge_and_salt_.solve(electrolyte_, std::min(cj, largest_cj), ground_, ground_by_salt_, charge_, charge_by_i_,
                         b.salt(), mean_, electrons_.effect());
}

/// What the rows of a particle sum to:  cj x_mean = 3 sum b - 3 d(outflow)/dj x_j.
void Cell::condense_mean(double cj, const State& b) {
  mean_.fixed.setZero(), mean_.by_u.setZero(), mean_.by_salt.setZero();
  for (Index p = 0; p < layout().n_p; ++p) {
    const ParticleWorkspace& k = classes_[static_cast<std::size_t>(p)];
    const double weight = 3 * parameters().positive.particles[static_cast<std::size_t>(p)].share /
                          (cj + contact_ageing_.returning()),
                 outflow = weight * k.outflow_per_current;
    mean_.fixed += weight * b.y(p).rowwise().sum() - outflow * k.reaction;
    mean_.by_u -= outflow * k.slope;
    if (electrolyte_.active()) mean_.by_salt -= outflow * k.by_salt;
  }
}

/// Linear dependence of the concentration at a flat electrode.
Line Cell::salt_at(Index flat) const {
  if (!electrolyte_.active()) return {};
  const BinaryElectrolyte::AtElectrode& end = electrolyte_.at_electrode(flat);
  const Index m = electrolyte_.cell_at(flat);
  return {end.by_salt * charge_and_salt_.x.salt_fixed(m), end.by_salt * charge_and_salt_.x.salt_current(m) + end.by_i};
}

void Cell::solve_globals(double cj, const State& b, const Rows& x) const {
  // The drop at the metal and x_V = V_fixed + V_current x_i; the imposed quantity gives x_i.
  const auto& [u_fixed, u_current, salt_fixed, salt_current, mean_fixed, mean_current] = charge_and_salt_.x;
  double V_fixed =
      b.V() + (potential_difference().by_u * u_fixed).sum() + (potential_difference().by_salt * salt_fixed).sum();
  double V_current = potential_difference().by_i + (potential_difference().by_u * u_current).sum() +
                     (potential_difference().by_salt * salt_current).sum();
  if (mean_.matters()) {
    V_fixed += (electrons_.effect().potential * mean_fixed).sum();
    V_current += (electrons_.effect().potential * mean_current).sum();
  }
  const Line cycles{b.cycles() / cj, cycling_.by_i / cj};
  std::array<FlatInterface::Condensed, 2> flats;
  for (std::size_t k = 0; k < flats_.size(); ++k) {
    flats[k] = flats_[k].condense(cj, b, salt_at(static_cast<Index>(k)), cycles);
    V_fixed -= flats_[k].sign() * flats[k].drop.fixed;
    V_current -= flats_[k].sign() * flats[k].drop.slope;
  }
  x.i() = (b.i() - control_dV_ * V_fixed) / (control_di_ + control_dV_ * V_current);
  for (Index k = 0; k < layout().n_flat; ++k) {
    x.eta_m(k) = flats[static_cast<std::size_t>(k)].eta.at(x.i());
    x.voids(k) = flats[static_cast<std::size_t>(k)].voids.at(x.i());
  }
  x.V() = V_fixed + V_current * x.i();
  const double leaking = c_.leakage * x.V();
  x.q() = (b.q() + (x.i() - leaking) / c_.nominal_charge) / cj;
  x.leaked() = (b.leaked() + leaking / c_.nominal_charge) / cj;
  x.contact() = contact_ageing_.condense(cj, b).at(x.i()), x.cycles() = cycles.at(x.i());
  x.temperature() = b.temperature() / cj;
}

void Cell::expand(double cj, const State& b, const Rows& x) {
  const auto& found = charge_and_salt_.x;
  x.u() = found.u_fixed + found.u_current * x.i();
  x.salt() = found.salt_fixed + found.salt_current * x.i();
  if (film_.active()) film_.expand(cj, b, x);
  x.ions() = (b.ions() + reaction_charge(State(layout(), x.data())) * model_->ions_per_charge()) / cj;
  for (Index p = 0; p < layout().n_p; ++p) {
    ParticleWorkspace& k = classes_[static_cast<std::size_t>(p)];
    x.j(p) = k.reaction + k.slope * x.u();
    if (electrolyte_.active()) x.j(p) += k.by_salt * x.salt().tail(layout().n_x);
    if (layout().n_h > 0) x.branch(p) = k.branch_fixed + k.branch_gain * x.j(p);
    k.surface -= k.gain * x.j(p);
    k.diffusion.back_substitute(k.surface, x.y(p));
  }
}

}  // namespace closo
