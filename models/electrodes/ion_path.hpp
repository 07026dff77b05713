// Conduction of ions through a composite in a solid electrolyte, from the separator on.
#pragma once

#include "models/electrodes/charge_chain.hpp"
#include "models/parameters.hpp"

namespace closo {

/// Resistances for ions between the centres of the cells,  r = (1 / kappa_k + 1 / kappa_{k+1}) dx / 2,  and from the
/// separator to the first centre. Where electrolyte is consumed its conductivity follows the share s_e that is left, as
/// the law of the composite has it:  kappa_eff s_e^nu_e.                                                          (7b)
class IonPath {
 public:
  using ArrayXd = Eigen::ArrayXd;

  /// @param consumed  whether some of the electrolyte may be
  IonPath(const Composite& composite, Index n_x, bool consumed);

  /// As assembled.     @param conductivity  effective [S m-1]
  void set_conductivity(double conductivity);
  bool narrows() const { return half_.size() > 0; }
  /// @param consumed  1 - s_e, share of the electrolyte in each cell, shape (n_x)
  void follow(const ArrayXd& consumed);

  const ArrayXd& resistance() const { return resistance_; }  // of the faces, shape (n_x - 1) [ohm m2]
  double from_separator() const { return from_separator_; }  // ohm m2
  /// From one end to the other [ohm m2].
  double across() const { return from_separator_ + resistance_.sum() + to_end_; }

  /// Derivatives to what is consumed, at a state in which currents pass the faces and i the cell.
  void linearise(double i, const SolidFaces& faces);
  const PathEffect& effect() const { return effect_; }

 private:
  double half_width_;             // dx / 2 [m]
  double exponent_ = 1.0;         // nu_e
  double half_resistance_ = 0.0;  // of half a cell as assembled [ohm m2]
  ArrayXd half_, by_consumed_;    // of half of each cell, and its slope, shapes (n_x)
  ArrayXd resistance_;
  double from_separator_ = 0.0, to_end_ = 0.0;
  PathEffect effect_;
};

}  // namespace closo
