// The condensed solve on complex numbers: what a small sine of the current does to the voltage.
#include "models/cell.hpp"

namespace closo {

using Complex = std::complex<double>;
using Eigen::ArrayXcd;

/// Each interface conducts as its linearised reaction does, with its double layer in parallel:                   (14)
///   a dx (slope + s C),   slope = dj/du with diffusion and film behind it.
/// With a capacitance of the film, that of the double layer lies over charge transfer and diffusion alone. Salt drives
/// the reaction like a source of (dc/du) x_salt behind the double layer.
Cell::Admittance Cell::interface_admittance(Complex s) const {
  const PositiveElectrode& positive = parameters_.positive;
  const Complex double_layer = positive.double_layer.admittance(s);
  ArrayXcd admittance = ArrayXcd::Zero(layout_.n_x), by_salt = admittance;
  if (classes_.empty()) admittance += double_layer / static_cast<double>(layout_.n_x);
  FilmGrowth::Response film;
  if (film_.active()) {
    film = film_.response(s);
    admittance += dx_ * film.current;
  }
  for (const ParticleWorkspace& k : classes_) {
    ArrayXcd pivot = k.dj - k.dy * (k.outflow_per_current * k.diffusion.surface_gain(s));
    if (layout_.n_h > 0) pivot -= k.dh * k.branch_dj / (k.branch_dh + s);
    ArrayXcd slope = -k.du / pivot;
    ArrayXcd source = (k.dc / k.du).cast<Complex>();
    if (film_.active()) {
      const ArrayXcd growing = 1.0 + k.dR * film.resistance;
      slope *= growing, source /= growing;
    }
    if (positive.film_capacitance.capacitance > 0) {
      const ArrayXcd transfer = 1.0 / (1.0 / slope - R_film_), inner = transfer + double_layer;
      slope = 1.0 / (1.0 / inner + R_film_ / (1.0 + positive.film_capacitance.admittance(s) * R_film_));
      source *= slope * transfer / inner;
    } else {
      source *= slope;
      slope += double_layer;
    }
    admittance += (connected_ * k.area * dx_) * slope;
    by_salt += (connected_ * k.area * dx_) * source;
  }
  return {admittance, by_salt};
}

/// Parts in series; what leaks through the separator is in parallel.
Complex Cell::impedance(Complex s) const {
  if (electrolyte_.active()) return liquid_impedance(s);
  Complex inside = parameters_.separator.impedance(temperature_, s);
  for (const FlatInterface& flat : flats_) inside += flat.impedance(s, 0);
  if (layout_.n_x > 0) inside += composite_impedance(s);
  return 1.0 / (1.0 / inside + c_.leakage);
}

/// The potential difference at a current of one, which charge and salt follow.
Complex Cell::liquid_impedance(Complex s) const {
  const auto [by_u, by_salt] = interface_admittance(s);
  const ArrayXcd charge = ArrayXcd::Zero(layout_.n_x), salt = ArrayXcd::Zero(layout_.n_salt());
  ChargeAndSalt<Complex> balance;
  balance.solve(electrolyte_, s, by_u, by_salt, charge, salt);
  const auto& x = balance.x;
  const PotentialDifference& difference = electrolyte_.potential_difference();
  Complex Z = -(difference.by_i + (difference.by_u * x.u_current).sum() + (difference.by_salt * x.salt_current).sum());
  for (std::size_t k = 0; k < flats_.size(); ++k) {
    const auto& end = electrolyte_.at_electrode(static_cast<Index>(k));
    const Complex c = end.by_salt * x.salt_current(electrolyte_.cell_at(static_cast<Index>(k))) + end.by_i;
    Z += flats_[k].impedance(s, c);
  }
  return Z;
}

/// The charge balance with a current of one, and the contact of the collector.
Complex Cell::composite_impedance(Complex s) const {
  ChargeAndSalt<Complex> balance;
  balance.solve(face_conductance_, electronic_resistance() * face_conductance_, interface_admittance(s).by_u,
                ArrayXcd::Zero(layout_.n_x));
  return -potential_.by_i - c_.R_separator - (potential_.by_u * balance.x.u_current).sum();
}

}  // namespace closo
