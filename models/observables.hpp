// What can be read off a state of the cell: potentials, ions, and where the voltage is lost.
#pragma once

#include <algorithm>
#include <array>

#include "models/cell.hpp"

namespace closo {

/// Terms that sum to V - U exactly, each negative when it lowers the voltage [V]. Within a composite they are means
/// over its volume, so that they are defined at rest as well.
struct Overpotentials {
  CompositeLosses composite{};         // the first
  double concentration = 0.0;          // of the electrolyte, from the metal or a composite to the mean place
  double separator = 0.0;              // ohmic
  double metal_charge_transfer = 0.0;  // -eta_m, of all flat electrodes
  double metal_resistance = 0.0;       // ohmic, metal | electrolyte
  double alloy_diffusion = 0.0;        // in foils
  CompositeLosses negative{};          // of a composite there beside a positive one
  // No loss: the negative collector against a reference electrode of the metal in the middle of the separator; the
  // positive one is higher by the voltage.
  double negative_potential = 0.0;

  static constexpr std::size_t count = 2 * CompositeLosses::composite_count + 5;
  static const std::array<LossName, count>& names();
  /// How many of the names, from the first on, hold all that a cell has a use for: those of a second composite and of
  /// foils are the last.
  static std::size_t count_in(const Layout& layout);
  /// Whether a term can be other than 0 in a cell.
  static bool occurs(std::size_t term, const Cell& cell);
  std::array<double, count> values() const;
  std::array<double*, count> terms();
};

/// Mean stoichiometry of the particles of class p at each place, shape (n_x).
/// @param composite  number
Eigen::ArrayXd particle_stoichiometry(const Cell& cell, const Eigen::ArrayXd& state, Index p, Index composite = 0);

/// Exchangeable ions in the connected active material of a composite per cell area [mol m-2].
double ions_in_composite(const Cell& cell, const Eigen::ArrayXd& state, Index composite = 0);

/// Exchangeable ions in active material without contact per cell area [mol m-2].
double ions_disconnected(const Cell& cell, const Eigen::ArrayXd& state, Index composite = 0);

/// Charge that reactions in a composite have taken or given since the start, per cell area [C m-2]: what passed the
/// cell as ions and what side reactions consumed:
///   F (ions in material, connected or not) = F (ions at the start) + charge passed.
double charge_passed(const Cell& cell, const Eigen::ArrayXd& state, Index composite = 0);

Overpotentials overpotentials(const Cell& cell, const Eigen::ArrayXd& state);

/// Potentials across a composite against the metal, or against the negative collector of two composites [V], shape
/// (n_x).
struct Potentials {
  Eigen::ArrayXd phi_s, phi_e;
};
Potentials potentials(const Cell& cell, const Eigen::ArrayXd& state, Index composite = 0);

}  // namespace closo
