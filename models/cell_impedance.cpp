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
  const PositiveElectrode& positive = parameters().positive;
  const Complex double_layer = positive.double_layer.admittance(s);
  Admittance sum;
  ArrayXcd &admittance = sum.by_u, &by_salt = sum.by_salt;
  admittance = by_salt = ArrayXcd::Zero(layout().n_x);
  if (electrons_.follows_stoichiometry()) sum.mean = {admittance, admittance, admittance};
  if (classes_.empty()) admittance += double_layer / static_cast<double>(layout().n_x);
  FilmGrowth::Response film;
  if (film_.active()) {
    film = film_.response(s);
    admittance += cell_width() * film.current;
  }
  for (std::size_t p = 0; p < classes_.size(); ++p) {
    const ParticleWorkspace& k = classes_[p];
    ArrayXcd pivot = k.dj - k.dy * (k.outflow_per_current * k.diffusion.surface_gain(s));
    if (layout().n_h > 0) pivot -= k.dh * k.branch_dj / (k.branch_dh + s);
    ArrayXcd slope = -k.du / pivot;
    ArrayXcd source = (k.dc / k.du).cast<Complex>();
    if (film_.active()) {
      const ArrayXcd growing = 1.0 + k.dR * film.resistance;
      slope *= growing, source /= growing;
    }
    ArrayXcd reaction, reaction_by_salt;  // j, without what charges the double layer
    if (positive.film_capacitance.capacitance > 0) {
      const ArrayXcd transfer = 1.0 / (1.0 / slope - R_film_), inner = transfer + double_layer;
      const ArrayXcd film_impedance = R_film_ / (1.0 + positive.film_capacitance.admittance(s) * R_film_);
      slope = 1.0 / (1.0 / inner + film_impedance);
      reaction = slope * transfer / inner;
      reaction_by_salt = source * transfer * (1.0 - transfer * slope * film_impedance / inner);
      source *= reaction;
    } else {
      reaction = slope;
      source *= slope;
      reaction_by_salt = source;
      slope += double_layer;
    }
    if (sum.mean.matters()) {
      const Complex per_j = -3 * positive.particles[p].share * k.outflow_per_current / s;
      sum.mean.by_u += per_j * reaction;
      sum.mean.by_salt += per_j * reaction_by_salt;
    }
    admittance += (connected_ * k.area * cell_width()) * slope;
    by_salt += (connected_ * k.area * cell_width()) * source;
  }
  return sum;
}

/// Parts in series, as worn as they are: contact and growth, which go with the cycles, do not move with a sine. What
/// leaks through the separator is in parallel.
Complex Cell::impedance(Complex s) const {
  if (electrolyte_.active()) return liquid_impedance(s);
  Complex inside = parameters().separator.impedance(temperature_, s);
  for (const FlatInterface& flat : flats_) inside += flat.impedance(s, 0);
  if (layout().n_x > 0) inside += composite_impedance(s);
  return 1.0 / (1.0 / inside + c_.leakage);
}

/// The potential difference at a current of one, which charge and salt follow.
Complex Cell::liquid_impedance(Complex s) const {
  const auto [by_u, by_salt, mean] = interface_admittance(s);
  const ArrayXcd charge = ArrayXcd::Zero(layout().n_x), salt = ArrayXcd::Zero(layout().n_salt());
  ChargeAndSalt<Complex> balance;
  balance.solve(electrolyte_, s, by_u, by_salt, charge, charge, salt, mean, electrons_.effect());
  const auto& x = balance.x;
  const PotentialDifference& difference = electrolyte_.potential_difference();
  Complex Z = -(difference.by_i + (difference.by_u * x.u_current).sum() + (difference.by_salt * x.salt_current).sum());
  if (mean.matters()) Z -= (electrons_.effect().potential * x.mean_current).sum();
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
  const Admittance interfaces = interface_admittance(s);
  const ArrayXcd charge = ArrayXcd::Zero(layout().n_x);
  balance.solve(faces_, interfaces.by_u, charge, charge, interfaces.mean, electrons_.effect());
  Complex Z = -potential_.by_i - c_.R_separator - (potential_.by_u * balance.x.u_current).sum();
  if (interfaces.mean.matters()) Z -= (electrons_.effect().potential * balance.x.mean_current).sum();
  return Z;
}

}  // namespace closo
