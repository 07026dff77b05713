// Potentials are recovered from u and the currents along the path metal - separator - composite - collector.
#include "models/observables.hpp"

namespace closo {

using Eigen::ArrayXd;

const std::array<LossName, Overpotentials::count>& Overpotentials::names() {
  static const std::array<LossName, count> table =
      in_order(composite_names(),
               {{BinaryElectrolyte::loss(),
                 {"separator", "Ohmic loss in the separator"},
                 {"metal_charge_transfer",
                  "Overpotential of the charge transfer at the metal; of both ends in a cell without composite"},
                 {"metal_resistance",
                  "Ohmic loss at the interface metal | electrolyte; of both ends in a cell without composite"}}});
  return table;
}

bool Overpotentials::occurs(std::size_t term, const Cell& cell) {
  const LossName& name = names()[term];
  if (name.of == LossName::Of::electrolyte) return cell.electrolyte().active();
  if (name.of == LossName::Of::particles) return cell.layout().n_p > 0;
  return name.of == LossName::Of::cell || cell.layout().n_x > 0;
}

ArrayXd particle_stoichiometry(const Cell& cell, const ArrayXd& state, Index p) {
  const Fields<const double> s(cell.layout(), state.data());
  return 3 * (s.y(p).matrix() * cell.model()->radial_mesh().volume.matrix()).array();
}

double ions_in_composite(const Cell& cell, const ArrayXd& state) {
  if (cell.layout().n_p == 0) return 0;
  const Fields<const double> s(cell.layout(), state.data());
  return cell.composite().connected(s) * cell.mean_stoichiometry(state) * cell.coefficients().exchange_charge / faraday;
}

double ions_disconnected(const Cell& cell, const ArrayXd& state) {
  if (cell.layout().n_p == 0) return 0;
  const Fields<const double> s(cell.layout(), state.data());
  const double all = cell.coefficients().exchange_charge / cell.parameters().composite().contact;
  return (s.ions() - s.contact() * cell.mean_stoichiometry(state)) * all / faraday;
}

double charge_passed(const Cell& cell, const ArrayXd& state) {
  const Fields<const double> s(cell.layout(), state.data());
  const double ionic = cell.model()->orientation() * s.ionic_charge() * cell.coefficients().nominal_charge;
  return cell.has_side_reactions() ? ionic + cell.composite().side_charge(s) : ionic;
}

namespace {

using Path = BinaryElectrolyte::Path;

/// Of a binary electrolyte at a state, if there is one.
std::optional<Path> path_of(const Cell& cell, const ArrayXd& state) {
  return cell.electrolyte().active() ? std::optional(cell.electrolyte_at(state).path()) : std::nullopt;
}

/// @param cell  at the temperature of the state     @param path  of its electrolyte there
Potentials potentials_along(const Cell& cell, const ArrayXd& state, const std::optional<Path>& path) {
  const Fields<const double> s(cell.layout(), state.data());
  const Index n = cell.layout().n_x;
  Potentials p{ArrayXd(n), ArrayXd(n)};
  const double at_metal = -cell.flat_interfaces().front().drop(s);
  if (path) {
    p.phi_e = at_metal + path->ohmic + path->concentration;
  } else {
    const ArrayXd I_e = cell.ionic_current(state);
    const double r_e = cell.composite().ionic_resistance();
    p.phi_e(0) = at_metal - I_e(0) * (cell.coefficients().R_separator + r_e / 2);
    for (Index k = 1; k < n; ++k) p.phi_e(k) = p.phi_e(k - 1) - I_e(k) * r_e;
  }
  p.phi_s = p.phi_e + s.u();
  return p;
}

}  // namespace

Potentials potentials(const Cell& any, const ArrayXd& state) {
  std::optional<Cell> own;
  const Cell& cell = any.at_temperature_of(state, own);
  return potentials_along(cell, state, path_of(cell, state));
}

Overpotentials overpotentials(const Cell& any, const ArrayXd& state) {
  std::optional<Cell> own;
  const Cell& cell = any.at_temperature_of(state, own);
  const Fields<const double> s(cell.layout(), state.data());
  const Index n = cell.layout().n_x;
  const double orientation = cell.model()->orientation(), i = orientation * s.i();
  Overpotentials o;  // of the voltage in the direction of the orientation
  std::optional<double> ions;
  for (const FlatInterface& interface : cell.flat_interfaces()) {
    const double sign = orientation * interface.sign();
    o.metal_charge_transfer -= sign * interface.overpotential(s);
    o.metal_resistance -= i * interface.resistance(s);
  }
  const std::optional<Path> path = path_of(cell, state);
  if (path) {
    o.separator = path->separator;
    if (n > 0) ions = path->ohmic.mean() - path->separator;
  } else {
    o.separator = -i * cell.coefficients().R_separator;
  }
  if (n > 0) {
    std::optional<ElectronPath> electrons;
    static_cast<CompositeLosses&>(o) = cell.composite().losses(
        s, potentials_along(cell, state, path).phi_e, o.separator + o.metal_charge_transfer + o.metal_resistance,
        cell.electrons_at(state, electrons).to_collector());
    o.composite_ions = ions.value_or(o.composite_ions);
  }
  // What is left. Its logarithms are the only terms that an interpolated state does not keep, by some 1e-8 V.
  if (path) {
    double left = orientation * (s.V() - cell.open_circuit_voltage(cell.mean_stoichiometry(state)));
    for (const double term : o.values()) left -= term;
    o.concentration = left;
  }
  for (double* term : o.terms()) *term *= orientation;
  return o;
}

Eigen::ArrayXd Cell::ionic_current(const ArrayXd& state) const {
  if (electrolyte_.active()) return electrolyte_at(state).ionic_current();
  const State s(layout(), state.data());
  const Index n = layout().n_x;
  if (n == 0) return ArrayXd::Constant(1, s.i());
  std::optional<Cell> own;
  const double r_e = at_temperature_of(state, own).composite_->ionic_resistance();
  std::optional<ElectronPath> electrons;
  const ArrayXd& r_s = electrons_at(state, electrons).resistance();
  const auto u = s.u();
  ArrayXd I_e(n + 1);
  I_e(0) = composite_->current(s);
  I_e.segment(1, n - 1) = (I_e(0) * r_s + u.tail(n - 1) - u.head(n - 1)) / (r_s + r_e);
  I_e(n) = 0;
  return I_e;
}

const ElectronPath& Cell::electrons_at(const ArrayXd& state, std::optional<ElectronPath>& own) const {
  const State s(layout(), state.data());
  const double T = temperature_of(s);
  const ElectronPath& now = composite_->electrons();
  if (T == temperature_ && !now.follows_stoichiometry()) return now;
  own.emplace(now).set_temperature(T);
  if (own->follows_stoichiometry()) {
    ArrayXd mean;
    composite_->mean_across(s, mean);
    own->follow(mean);
  }
  return *own;
}

BinaryElectrolyte Cell::electrolyte_at(const ArrayXd& state) const {
  std::optional<Cell> own;
  BinaryElectrolyte electrolyte = at_temperature_of(state, own).electrolyte_;
  std::optional<ElectronPath> electrons;
  if (electrolyte.active())
    electrolyte.evaluate(State(layout(), state.data()), composite_ ? &electrons_at(state, electrons) : nullptr);
  return electrolyte;
}

}  // namespace closo
