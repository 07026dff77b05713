// What can be read off a state of the cell: potentials, ions, and where the voltage is lost.
#pragma once

#include <algorithm>
#include <array>

#include "models/cell.hpp"

namespace closo {

/// Terms that sum to V - U exactly, each negative when it lowers the voltage [V]. Within the composite they are means
/// over its volume, so that they are defined at rest as well.
struct Overpotentials : CompositeLosses {
  double concentration = 0.0;          // of the electrolyte, from the metal to the mean place
  double separator = 0.0;              // ohmic
  double metal_charge_transfer = 0.0;  // -eta_m, of all flat electrodes
  double metal_resistance = 0.0;       // ohmic, metal | electrolyte

  static constexpr std::size_t count = composite_count + 4;
  static const std::array<LossName, count>& names();
  /// Whether a term can be other than 0 in a cell.
  static bool occurs(std::size_t term, const Cell& cell);
  std::array<double, count> values() const {
    return in_order(composite_values(), {concentration, separator, metal_charge_transfer, metal_resistance});
  }
  std::array<double*, count> terms() {
    return in_order(composite_terms(), {&concentration, &separator, &metal_charge_transfer, &metal_resistance});
  }

 private:
  /// Towards the end of the cell: what comes last of the composite is beyond it.
  template <class T>
  static std::array<T, count> in_order(const std::array<T, composite_count>& composite,
                                       const std::array<T, 4>& others) {
    std::array<T, count> all{};
    auto place = std::copy(composite.begin(), composite.end() - 1, all.begin());
    place = std::copy(others.begin(), others.end(), place);
    *place = composite.back();
    return all;
  }
};

/// Mean stoichiometry of the particles of class p at each place, shape (n_x).
Eigen::ArrayXd particle_stoichiometry(const Cell& cell, const Eigen::ArrayXd& state, Index p);

/// Exchangeable ions in the connected active material of the composite per cell area [mol m-2].
double ions_in_composite(const Cell& cell, const Eigen::ArrayXd& state);

/// Exchangeable ions in active material without contact per cell area [mol m-2].
double ions_disconnected(const Cell& cell, const Eigen::ArrayXd& state);

/// Charge that reactions in the composite have taken or given since the start, per cell area [C m-2]: what passed the
/// cell as ions and what side reactions consumed:
///   F (ions in material, connected or not) = F (ions at the start) + charge passed.
double charge_passed(const Cell& cell, const Eigen::ArrayXd& state);

Overpotentials overpotentials(const Cell& cell, const Eigen::ArrayXd& state);

/// Potentials across the composite against the metal [V], shape (n_x).
struct Potentials {
  Eigen::ArrayXd phi_s, phi_e;
};
Potentials potentials(const Cell& cell, const Eigen::ArrayXd& state);

}  // namespace closo
