// What can be read off a state of the cell: potentials, ions, and where the voltage is lost.
#pragma once

#include <array>
#include <string_view>

#include "models/cell.hpp"

namespace closo {

/// Terms that sum to V - U exactly, each negative when it lowers the voltage [V]. Within the composite they are means
/// over its volume, so that they are defined at rest as well.
struct Overpotentials {
  double particle_diffusion = 0.0;     // mean U(y_surface) - U(mean y)
  double hysteresis = 0.0;             // mean of the branch less the mean of both branches
  double charge_transfer = 0.0;        // mean eta at the particles
  double film = 0.0;                   // mean j R_film
  double composite_ions = 0.0;         // from the separator to the mean place in the composite
  double composite_electrons = 0.0;    // from there to the collector
  double concentration = 0.0;          // of the salt of a liquid electrolyte, from the metal to the mean place
  double separator = 0.0;              // ohmic
  double metal_charge_transfer = 0.0;  // -eta_m, of all flat electrodes
  double metal_resistance = 0.0;       // ohmic, metal | electrolyte
  double contact = 0.0;                // ohmic, composite | collector

  static constexpr std::size_t count = 11;
  struct Name {
    std::string_view key, long_name;
  };
  static const std::array<Name, count>& names();
  /// Whether a term can be other than 0 in a cell.
  static bool occurs(std::size_t term, const Cell& cell);
  std::array<double, count> values() const {
    return {particle_diffusion,    hysteresis,          charge_transfer, film,
            composite_ions,        composite_electrons, concentration,   separator,
            metal_charge_transfer, metal_resistance,    contact};
  }
};

/// Mean stoichiometry of the particles of class p at each place, shape (n_x).
Eigen::ArrayXd particle_stoichiometry(const Cell& cell, const Eigen::ArrayXd& state, Index p);

/// Exchangeable ions in the connected active material per cell area [mol m-2].
double ions_in_positive(const Cell& cell, const Eigen::ArrayXd& state);

/// Exchangeable ions in active material without contact per cell area [mol m-2].
double ions_disconnected(const Cell& cell, const Eigen::ArrayXd& state);

/// Charge that reactions in the composite have taken or given since the start, per cell area [C m-2]: what passed the
/// cell, what leaked through the separator and what the film consumed. All of it but the film's changes the ions there:
///   F (ions in material, connected or not) = F (ions at the start) + charge passed.
double charge_passed(const Cell& cell, const Eigen::ArrayXd& state);

/// Charge that oxidation of the electrolyte has taken, per cell area [C m-2].
double film_charge(const Cell& cell, const Eigen::ArrayXd& state);
/// Volume that a film of some charge per cell area [C m-2] has, over that of the electrolyte in the composite.
double oxidised_share(const CellParameters& cell, double film_charge);

/// Resistance of the film on all connected particles, times the cell area [ohm m2]: places and classes in parallel.
double film_resistance(const Cell& cell, const Eigen::ArrayXd& state);

Overpotentials overpotentials(const Cell& cell, const Eigen::ArrayXd& state);

/// Potentials across the composite against the metal [V], shape (n_x).
struct Potentials {
  Eigen::ArrayXd phi_s, phi_e;
};
Potentials potentials(const Cell& cell, const Eigen::ArrayXd& state);

}  // namespace closo
