// Conduction of electrons through the composite, on to the collector.
#pragma once

#include <utility>

#include "models/electrodes/cell_path.hpp"
#include "models/parameters.hpp"

namespace closo {

/// The path of the electrons. Where sigma is a curve, it is that of the mean stoichiometry of the particles in a cell;
/// where particles swell, it is as much longer as the composite has become. (2), (4f)
class ElectronPath : public CellPath {
 public:
  ElectronPath(const Composite& composite, Index n_x)
      : CellPath(composite.thickness, n_x, composite.electron_conductivity.shaped() || composite.swelling, 1),
        sigma_(composite.electron_conductivity) {}

  void set_temperature(double T) { set_conductivity(sigma_.at(T)); }
  bool follows_stoichiometry() const { return sigma_.shaped(); }
  /// @param y        mean stoichiometry of the particles in each cell, shape (n_x); of no influence without a curve
  /// @param stretch  of the length of each cell, shape (n_x), or none
  void follow(const ArrayXd& y, const ArrayXd& stretch) {
    set_halves(
        [&](Index k) {
          const auto [value, slope] = sigma_.shape(y(k));
          const double half = half_resistance() / value;
          return std::pair(half, -half * slope / value);
        },
        stretch);
  }
  double to_collector() const { return last(); }  // ohm m2

  /// Derivatives at a state in which a current of ions passes each face, shape (n_x - 1), and i the cell:
  ///   I_e = (i r + du) / (r + r_e),  dI_e/dr = (i - I_e) / (r + r_e).
  /// @param conductance  of a face for ions and electrons in series, shape (n_x - 1) [S m-2]
  void linearise(double i, const Eigen::Ref<const ArrayXd>& ionic_current, const Eigen::Ref<const ArrayXd>& conductance,
                 PathEffect& effect) const {
    CellPath::linearise(1, i, i - ionic_current, conductance, resistance().size(), effect);
  }

 private:
  Curve sigma_;
};

}  // namespace closo
