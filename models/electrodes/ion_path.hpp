// Conduction of ions through a composite in a solid electrolyte, from the separator on.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/electrodes/cell_path.hpp"
#include "models/parameters.hpp"

namespace closo {

/// The path of the ions. Where electrolyte is consumed or particles swell, its conductivity follows the volume fraction
/// that is left of it, as the law of the composite has it, and its length that of the composite:
///   r ~ (1 + lambda)^(1 + nu_e) s_e^-nu_e,   s_e = 1 - consumed.                                          (4f), (7b)
class IonPath : public CellPath {
 public:
  /// @param consumes  whether some of the electrolyte may be consumed
  IonPath(const Composite& composite, Index n_x, bool consumes)
      : CellPath(composite.thickness, n_x, consumes || composite.swelling, 1 + exponent_of(composite)),
        exponent_(exponent_of(composite)) {}

  using CellPath::set_conductivity;  // as assembled, effective
  /// @param consumed  share of the electrolyte in each cell, shape (n_x)
  /// @param stretch   of the length of each cell, shape (n_x), or none
  void follow(const ArrayXd& consumed, const ArrayXd& stretch) {
    set_halves(
        [&](Index k) {
          const double left = std::max(1 - consumed(k), least_left),
                       half = half_resistance() * std::pow(left, -exponent_);
          return std::pair(half, half * exponent_ / left);
        },
        stretch);
  }
  double from_separator() const { return first(); }  // ohm m2
  /// From one end to the other [ohm m2].
  double across() const { return first() + resistance().sum() + last(); }

  /// Derivatives at a state in which currents pass the faces and i the cell:
  ///   I_e = (i r_s + du) / (r_s + r),  dI_e/dr = -I_e / (r_s + r).
  void linearise(double i, const SolidFaces& faces, PathEffect& effect) const {
    CellPath::linearise(-1, i, faces.current, faces.conductance, 0, effect);
  }

 private:
  static constexpr double least_left = 1e-6;  // of the electrolyte: a trial value of an iteration may ask for less
  static double exponent_of(const Composite& composite) { return composite.ion_path.exponent().value_or(1); }

  double exponent_;  // nu_e
};

}  // namespace closo
