// Conduction of ions through a composite in a solid electrolyte, from the separator on.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/electrodes/cell_path.hpp"
#include "models/parameters.hpp"

namespace closo {

/// The path of the ions. Where electrolyte is consumed its conductivity follows the share s_e that is left, as the law
/// of the composite has it:  kappa_eff s_e^nu_e. (7b)
class IonPath : public CellPath {
 public:
  /// @param consumed  whether some of the electrolyte may be
  IonPath(const Composite& composite, Index n_x, bool consumed)
      : CellPath(composite.thickness, n_x, consumed), exponent_(composite.ion_path.exponent().value_or(1)) {}

  using CellPath::set_conductivity;  // as assembled, effective
  bool narrows() const { return varies(); }
  /// @param consumed  1 - s_e, share of the electrolyte in each cell, shape (n_x)
  void follow(const ArrayXd& consumed) {
    set_halves([&](Index k) {
      const double left = std::max(1 - consumed(k), least_left), half = half_resistance() * std::pow(left, -exponent_);
      return std::pair(half, half * exponent_ / left);
    });
  }
  double from_separator() const { return first(); }  // ohm m2
  /// From one end to the other [ohm m2].
  double across() const { return first() + resistance().sum() + last(); }

  /// Derivatives to what is consumed, at a state in which currents pass the faces and i the cell:
  ///   I_e = (i r_s + du) / (r_s + r),  dI_e/dr = -I_e / (r_s + r).
  void linearise(double i, const SolidFaces& faces) { CellPath::linearise(-1, i, faces.current, faces.conductance, 0); }

 private:
  static constexpr double least_left = 1e-6;  // of the electrolyte: a trial value of an iteration may ask for less

  double exponent_;  // nu_e
};

}  // namespace closo
