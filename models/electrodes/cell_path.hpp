// Conduction through a composite, from the centre of one cell to that of the next.
#pragma once

#include "models/electrodes/charge_chain.hpp"

namespace closo {

/// Resistances between the centres of the cells,  r = (1 / sigma_k + 1 / sigma_{k+1}) dx / 2,  and from the outermost
/// ones to the ends of the composite. The conductivity is the same in all cells, or follows a quantity that each cell
/// has.
class CellPath {
 public:
  using ArrayXd = Eigen::ArrayXd;

  const ArrayXd& resistance() const { return resistance_; }  // of the faces, shape (n_x - 1) [ohm m2]
  /// Of the derivatives to this quantity, after they were linearised.
  const PathEffect& effect() const { return effect_; }

 protected:
  /// @param thickness  of the composite [m]     @param varies  whether the conductivity follows a quantity
  CellPath(double thickness, Index n_x, bool varies);

  bool varies() const { return half_.size() > 0; }
  /// In all cells, or that to which those of the cells refer [S m-1].
  void set_conductivity(double conductivity);
  /// Sets every cell to what `of(k)` gives: half of its resistance, and its slope to the quantity.
  template <class Of>
  void set_halves(const Of& of) {
    const Index n = half_.size();
    for (Index k = 0; k < n; ++k) {
      const auto [half, slope] = of(k);
      half_(k) = half, slope_(k) = slope;
    }
    resistance_ = half_.head(n - 1) + half_.tail(n - 1);
    first_ = half_(0), last_ = half_(n - 1);
  }
  /// Derivatives at a state in which `own` passes each face on this path, and i the cell:  with the other path at a
  /// face in series, dI/dr = sign own conductance  for the current I of ions;  r own is lost at a face, and i at one
  /// end.
  /// @param sign  1 of the path of electrons, -1 of that of ions     @param end  the cell at this end
  template <class Current>
  void linearise(double sign, double i, const Current& own, const Eigen::Ref<const ArrayXd>& conductance, Index end) {
    const Index faces = resistance_.size();
    effect_.current_by_from = sign * own * conductance * slope_.head(faces);
    effect_.current_by_to = sign * own * conductance * slope_.tail(faces);
    const auto lost = own * (1 - resistance_ * conductance);
    effect_.potential.setZero();
    effect_.potential(end) = -i * slope_(end);
    effect_.potential.head(faces) -= lost * slope_.head(faces);
    effect_.potential.tail(faces) -= lost * slope_.tail(faces);
  }

  double half_resistance() const { return half_resistance_; }  // of half a cell of this conductivity [ohm m2]
  double first() const { return first_; }                      // from the separator to the first centre [ohm m2]
  double last() const { return last_; }                        // from the last centre to the collector [ohm m2]

 private:
  double half_width_;  // dx / 2 [m]
  double half_resistance_ = 0.0;
  ArrayXd half_, slope_;  // of half of each cell, shapes (n_x); empty where the conductivity does not vary
  ArrayXd resistance_;
  double first_ = 0.0, last_ = 0.0;
  PathEffect effect_;
};

}  // namespace closo
