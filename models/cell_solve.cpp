// The condensed Newton solve, from the particles up to the terminals, and the temperature around all of it; and the
// same on complex numbers: what a small sine of the current does to the voltage.
#include <algorithm>
#include <array>

#include "models/cell.hpp"

namespace closo {

using Complex = std::complex<double>;

void Cell::solve(double cj, const ConstVector& right, Vector correction) {
  const State b(layout(), right.data());
  const Rows x(layout(), correction.data());
  solve_at_temperature(cj, b, x);
  if (!model_->heated()) return;
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
  const bool salt = electrolyte_.active();
  if (composite_) composite_->condense(cj, b, salt);
  if (salt) condense_salt(cj, b);
  solve_globals(cj, b, x);
  if (salt) x.salt() = salt_chain_.x.salt_fixed + salt_chain_.x.salt_current * (model_->orientation() * x.i());
  if (composite_) composite_->expand(cj, b, x, salt ? &salt_chain_.x : nullptr);
}

const StoichiometryEffect& Cell::stoichiometry_effect() const {
  static const StoichiometryEffect none;
  return composite_ ? composite_->effect() : none;
}

void Cell::condense_salt(double cj, const State& b) {
  static const Interfaces<double> none;
  salt_chain_.solve(electrolyte_, std::min(cj, largest_cj), composite_ ? composite_->interfaces() : none, b.salt(),
                    stoichiometry_effect());
}

/// What all but flat electrodes add to x_V.
Line Cell::condensed_path() const {
  const double sign = model_->orientation();
  if (electrolyte_.active()) {
    const PotentialDifference& path = electrolyte_.potential_difference();
    return {sign * salt_chain_.x.fixed_of(path, stoichiometry_effect()),
            salt_chain_.x.slope_of(path, stoichiometry_effect())};
  }
  if (!composite_) return {0, -c_.R_separator};
  const Line E = composite_->condensed_potential();
  return {sign * E.fixed, sign * E.slope - c_.R_separator};
}

/// Linear dependence of the concentration at a flat electrode.
Line Cell::salt_at(std::size_t flat) const {
  if (!electrolyte_.active()) return {};
  const BinaryElectrolyte::AtElectrode& end = electrolyte_.at_electrode(static_cast<Index>(flat));
  const Index m = electrolyte_.cell_at(static_cast<Index>(flat));
  return {end.by_salt * salt_chain_.x.salt_fixed(m),
          model_->orientation() * (end.by_salt * salt_chain_.x.salt_current(m) + end.by_i)};
}

void Cell::solve_globals(double cj, const State& b, const Rows& x) const {
  // x_V = V_fixed + V_current x_i, and the imposed quantity gives x_i.
  const Line path = condensed_path(), cycles{b.cycles() / cj, cycling_.by_i / cj};
  double V_fixed = b.V() + path.fixed, V_current = path.slope;
  std::array<FlatInterface::Condensed, 2> flats;
  for (std::size_t k = 0; k < flats_.size(); ++k) {
    flats[k] = flats_[k].condense(cj, b, salt_at(k), cycles);
    V_fixed -= flats_[k].sign() * flats[k].drop.fixed;
    V_current -= flats_[k].sign() * flats[k].drop.slope;
  }
  x.i() = (b.i() - control_dV_ * V_fixed) / (control_di_ + control_dV_ * V_current);
  for (std::size_t k = 0; k < flats_.size(); ++k) flats_[k].expand(flats[k], x);
  x.V() = V_fixed + V_current * x.i();
  x.q() = (b.q() + (x.i() - c_.electronic_conductance * x.V()) / c_.nominal_charge) / cj;
  x.ionic_charge() = (b.ionic_charge() + x.i() / c_.nominal_charge) / cj;
  x.cycles() = cycles.at(x.i());
  x.temperature() = b.temperature() / cj;
}

/// Parts in series, as worn as they are: growth, which goes with the cycles, does not move with a sine. The way
/// of electrons through the separator is in parallel.
Complex Cell::impedance(Complex s) const {
  if (electrolyte_.active()) return liquid_impedance(s);
  Complex inside = parameters().separator.impedance(temperature_, s);
  for (const FlatInterface& flat : flats_) inside += flat.impedance(s, 0);
  if (composite_) inside += composite_->impedance(s);
  return 1.0 / (1.0 / inside + c_.electronic_conductance);
}

/// The potential difference at a current of one, which charge and salt follow.
Complex Cell::liquid_impedance(Complex s) const {
  SaltChain<Complex> chain;
  chain.solve(electrolyte_, s, composite_ ? composite_->interfaces_at(s) : Interfaces<Complex>{},
              Eigen::ArrayXcd::Zero(layout().n_salt()), stoichiometry_effect());
  Complex Z = -chain.x.slope_of(electrolyte_.potential_difference(), stoichiometry_effect());
  for (std::size_t k = 0; k < flats_.size(); ++k) {
    const auto& end = electrolyte_.at_electrode(static_cast<Index>(k));
    const Complex c = end.by_salt * chain.x.salt_current(electrolyte_.cell_at(static_cast<Index>(k))) + end.by_i;
    Z += flats_[k].impedance(s, model_->orientation() * c);
  }
  return Z;
}

}  // namespace closo
