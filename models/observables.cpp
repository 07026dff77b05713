// Potentials are recovered from u and the currents along the path metal - separator - composite - collector.
#include "models/observables.hpp"

namespace closo {

using Eigen::ArrayXd;

const std::array<Overpotentials::Name, Overpotentials::count>& Overpotentials::names() {
  static const std::array<Name, count> table{{
      {"particle_diffusion", "Loss due to diffusion in the particles: mean U(surface) - U(mean)"},
      {"hysteresis", "Open-circuit voltage on its branch minus the mean of both, mean over the composite"},
      {"charge_transfer",
       "Overpotential of the charge transfer at the particles, mean over the composite; without active material the "
       "whole potential there"},
      {"film", "Ohmic loss in the film on the particles, mean over the composite"},
      {"composite_ions", "Ohmic loss of the ions within the composite"},
      {"composite_electrons", "Ohmic loss of the electrons within the composite"},
      {"concentration",
       "Potential of the concentration of the salt, from the metal to the mean position in the composite"},
      {"separator", "Ohmic loss in the separator"},
      {"metal_charge_transfer",
       "Overpotential of the charge transfer at the metal; of both ends in a cell without composite"},
      {"metal_resistance", "Ohmic loss at the interface metal | electrolyte; of both ends in a cell without composite"},
      {"contact", "Ohmic loss at the contact composite | collector"},
  }};
  return table;
}

bool Overpotentials::occurs(std::size_t term, const Cell& cell) {
  const std::string_view key = names()[term].key;
  if (key == "concentration") return cell.layout().n_salt() > 0;
  if (key == "separator" || key.starts_with("metal_")) return true;
  if (key == "particle_diffusion" || key == "hysteresis" || key == "film") return cell.layout().n_p > 0;
  return cell.layout().n_x > 0;
}

ArrayXd particle_stoichiometry(const Cell& cell, const ArrayXd& state, Index p) {
  const Fields<const double> s(cell.layout(), state.data());
  return 3 * (s.y(p).matrix() * cell.radial_mesh().volume.matrix()).array();
}

double ions_in_positive(const Cell& cell, const ArrayXd& state) {
  return cell.connected(state) * cell.mean_stoichiometry(state) * cell.coefficients().exchange_charge / faraday;
}

double ions_disconnected(const Cell& cell, const ArrayXd& state) {
  const double all = cell.coefficients().exchange_charge / cell.parameters().positive.contact;
  return (state(cell.layout().ions()) - state(cell.layout().contact()) * cell.mean_stoichiometry(state)) * all /
         faraday;
}

double charge_passed(const Cell& cell, const ArrayXd& state) {
  const Fields<const double> s(cell.layout(), state.data());
  return (s.q() + s.leaked()) * cell.coefficients().nominal_charge + film_charge(cell, state);
}

double film_charge(const Cell& cell, const ArrayXd& state) {
  if (!cell.film().active()) return 0;
  return cell.film_charge(state).mean() * cell.parameters().positive.reference_loading();
}

double oxidised_share(const CellParameters& cell, double film_charge) {
  const PositiveElectrode& positive = cell.positive;
  const double electrolyte = positive.electrolyte_loading / positive.electrolyte.density;  // m
  return electrolyte > 0 ? film_charge / faraday * positive.film.molar_volume / electrolyte : 0;
}

double film_resistance(const Cell& cell, const ArrayXd& state) {
  if (cell.layout().n_p == 0) return 0;
  double area = 0;
  for (const double a : cell.coefficients().a) area += cell.connected(state) * a * cell.cell_width();
  const ArrayXd R = cell.film_resistance(state);
  return R.minCoeff() > 0 ? 1 / (area / R).sum() : 0.0;
}

Potentials potentials(const Cell& any, const ArrayXd& state) {
  std::optional<Cell> own;
  const Cell& cell = any.at_temperature_of(state, own);
  const Fields<const double> s(cell.layout(), state.data());
  const Index n = cell.layout().n_x;
  Potentials p{ArrayXd(n), ArrayXd(n)};
  const double at_metal = -cell.flat_interfaces().front().drop(s);
  if (cell.layout().n_salt() > 0) {
    const BinaryElectrolyte::Path path = cell.electrolyte_at(state).path();
    p.phi_e = at_metal + path.ohmic + path.concentration;
  } else {
    const ArrayXd I_e = cell.ionic_current(state);
    const double r_e = cell.ionic_resistance();
    p.phi_e(0) = at_metal - s.i() * (cell.coefficients().R_separator + r_e / 2);
    for (Index k = 1; k < n; ++k) p.phi_e(k) = p.phi_e(k - 1) - I_e(k) * r_e;
  }
  p.phi_s = p.phi_e + s.u();
  return p;
}

namespace {

/// What is lost within the composite.
void add_composite(const Cell& cell, const ArrayXd& state, Overpotentials& o) {
  const Fields<const double> s(cell.layout(), state.data());
  const CellParameters& parameters = cell.parameters();
  const Index n = cell.layout().n_x;
  const double i = s.i();
  const ArrayXd R_film = cell.film_resistance(state);
  double U_surface = 0;
  const bool branches = cell.layout().n_h > 0;
  for (Index p = 0; p < cell.layout().n_p; ++p) {
    const double share = parameters.positive.particles[static_cast<std::size_t>(p)].share;
    const auto y = s.y_surface(p);
    double U = 0;
    for (Index k = 0; k < n; ++k) U += cell.equilibrium(y(k)).value;
    U_surface += share * U / static_cast<double>(n);
    o.film += share * (s.j(p) * R_film).mean();
    if (branches)
      for (Index k = 0; k < n; ++k)
        o.hysteresis +=
            share * s.branch(p)(k) * cell.open_circuit_voltage().half_gap(y(k)).value / static_cast<double>(n);
  }
  if (cell.layout().n_p > 0) o.particle_diffusion = U_surface - cell.equilibrium(cell.mean_stoichiometry(state)).value;
  o.charge_transfer = s.u().mean() - U_surface - o.hysteresis - o.film;

  const Potentials phi = potentials(cell, state);
  const double phi_e_separator = o.metal_charge_transfer + o.metal_resistance + o.separator;
  if (cell.layout().n_salt() == 0) o.composite_ions = phi.phi_e.mean() - phi_e_separator;
  o.contact = -i * parameters.positive.contact_resistance;
  std::optional<ElectronPath> electrons;
  const double phi_s_collector = phi.phi_s(n - 1) - i * cell.electrons_at(state, electrons).to_collector();
  o.composite_electrons = phi_s_collector - phi.phi_s.mean();
}

}  // namespace

Overpotentials overpotentials(const Cell& any, const ArrayXd& state) {
  std::optional<Cell> own;
  const Cell& cell = any.at_temperature_of(state, own);
  const Fields<const double> s(cell.layout(), state.data());
  const Index n = cell.layout().n_x;
  const double i = s.i();
  Overpotentials o;
  for (Index flat = 0; flat < cell.layout().n_flat; ++flat) {
    const FlatInterface& interface = cell.flat_interfaces()[static_cast<std::size_t>(flat)];
    o.metal_charge_transfer -= interface.sign() * s.eta_m(flat);
    o.metal_resistance -= i * interface.resistance(s);
  }
  if (cell.layout().n_salt() > 0) {
    const BinaryElectrolyte::Path path = cell.electrolyte_at(state).path();
    o.separator = path.separator;
    if (n > 0) o.composite_ions = path.ohmic.mean() - path.separator;
  } else {
    o.separator = -i * cell.coefficients().R_separator;
  }
  if (n > 0) add_composite(cell, state, o);
  // What is left. Its logarithms are the only terms that an interpolated state does not keep, by some 1e-8 V.
  if (cell.layout().n_salt() > 0) {
    double left = s.V() - (n > 0 ? cell.equilibrium(cell.mean_stoichiometry(state)).value : 0);
    for (const double term : o.values()) left -= term;
    o.concentration = left;
  }
  return o;
}

}  // namespace closo
