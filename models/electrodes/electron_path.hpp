// Conduction of electrons through the composite, on to the collector.
#pragma once

#include "models/electrodes/charge_chain.hpp"
#include "models/parameters.hpp"

namespace closo {

/// Resistances for electrons between the centres of the cells,  r = (1 / sigma_k + 1 / sigma_{k+1}) dx / 2,  and from
/// the last centre to the collector. Where sigma is a curve, it is that of the mean stoichiometry of the particles in a
/// cell. (2)
class ElectronPath {
 public:
  ElectronPath(const Composite& positive, Index n_x);

  void set_temperature(double T);
  bool follows_stoichiometry() const { return sigma_.shaped(); }
  /// @param y  mean stoichiometry of the particles in each cell, shape (n_x)
  void follow(const Eigen::ArrayXd& y);

  const Eigen::ArrayXd& resistance() const { return resistance_; }  // of the faces, shape (n_x - 1) [ohm m2]
  double to_collector() const { return to_collector_; }             // ohm m2

  /// Derivatives at a state in which a current of ions passes each face, shape (n_x - 1), and i the cell.
  /// @param conductance  of a face for ions and electrons in series, shape (n_x - 1) [S m-2]
  void linearise(double i, const Eigen::Ref<const Eigen::ArrayXd>& ionic_current,
                 const Eigen::Ref<const Eigen::ArrayXd>& conductance);
  const PathEffect& effect() const { return effect_; }

 private:
  Curve sigma_;
  double half_width_;             // dx / 2 [m]
  double half_resistance_ = 0.0;  // of half a cell at half stoichiometry [ohm m2]
  Eigen::ArrayXd half_, by_y_;    // of half of each cell, and its slope, shape (n_x)
  Eigen::ArrayXd resistance_;
  double to_collector_ = 0.0;
  PathEffect effect_;
};

}  // namespace closo
