// Conduction through a composite, from the centre of one cell to that of the next.
#pragma once

#include <cmath>
#include <tuple>

#include "models/electrodes/charge_chain.hpp"

namespace closo {

/// Resistances between the centres of the cells,  r = (1 / sigma_k + 1 / sigma_{k+1}) dx / 2,  and from the outermost
/// ones to the ends of the composite. They are the same in all cells, or half of each follows a quantity of the path's
/// own and how much longer the composite has become in that cell.
class CellPath {
 public:
  using ArrayXd = Eigen::ArrayXd;

  bool varies() const { return half_.size() > 0; }
  const ArrayXd& resistance() const { return resistance_; }  // of the faces, shape (n_x - 1) [ohm m2]
  // Of half of the resistance of each cell where it varies, shapes (n_x) [ohm m2].
  const ArrayXd& by_own() const { return by_own_; }
  const ArrayXd& by_stretch() const { return by_stretch_; }

 protected:
  /// @param thickness  as assembled [m]     @param per_length  exponent of the length with which a resistance grows
  CellPath(double thickness, Index n_x, bool varies, double per_length);

  /// In all cells, or that to which those of the cells refer [S m-1].
  void set_conductivity(double conductivity);
  /// @param of       (k) -> half of the resistance of a cell of assembled length, and its slope to the path's quantity
  /// @param stretch  of the length of each cell, 0 as assembled, shape (n_x); none where it stays
  template <class Of>
  void set_halves(const Of& of, const ArrayXd& stretch) {
    const Index n = half_.size();
    for (Index k = 0; k < n; ++k) {
      std::tie(half_(k), by_own_(k)) = of(k);
      if (stretch.size() == 0) continue;
      const double longer = std::pow(1 + stretch(k), per_length_);
      half_(k) *= longer, by_own_(k) *= longer;
      by_stretch_(k) = per_length_ * half_(k) / (1 + stretch(k));
    }
    resistance_ = half_.head(n - 1) + half_.tail(n - 1);
    first_ = half_(0), last_ = half_(n - 1);
  }
  /// Derivatives at a state in which `own` passes each face on this path, and i the cell:  with the other path at a
  /// face in series, dI/dr = sign own conductance  for the current I of ions;  r own is lost at a face, and i at one
  /// end.
  /// @param sign  1 of the path of electrons, -1 of that of ions     @param end  the cell at this end
  template <class Current>
  void linearise(double sign, double i, const Current& own, const Eigen::Ref<const ArrayXd>& conductance, Index end,
                 PathEffect& effect) const {
    const Index n = half_.size();
    effect.current = sign * own * conductance;
    const auto lost = own * (1 - resistance_ * conductance);
    effect.potential.setZero(n);
    effect.potential(end) = -i;
    effect.potential.head(n - 1) -= lost;
    effect.potential.tail(n - 1) -= lost;
  }

  double half_resistance() const { return half_resistance_; }  // of half a cell of this conductivity [ohm m2]
  double first() const { return first_; }                      // from the separator to the first centre [ohm m2]
  double last() const { return last_; }                        // from the last centre to the collector [ohm m2]

 private:
  double half_width_;  // dx / 2 [m]
  double half_resistance_ = 0.0;
  double per_length_;
  ArrayXd half_, by_own_, by_stretch_;  // empty where they do not vary
  ArrayXd resistance_;
  double first_ = 0.0, last_ = 0.0;
};

}  // namespace closo
