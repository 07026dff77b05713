// The cell in equilibrium: what one composite gives up the other takes, and how the voltage follows.
#pragma once

#include <vector>

#include "models/electrodes/blend.hpp"

namespace closo {

/// Open-circuit voltage of a cell with active material against the stoichiometry of its first composite. In a cell of
/// two composites the other one follows by the charge:  Q_1 dy_1 = -Q_2 dy_2,  Q the charge that connected material
/// exchanges from y = 0 to 1. An alloy beside one composite has its potential as assembled.
class Balance {
 public:
  /// At the temperature of the cell.     @param point  stoichiometries that belong together, of two composites
  Balance(const CellParameters& cell, const Stoichiometries& point);

  /// Where the data of all materials hold.
  const StoichiometryRange& range() const { return range_; }
  double voltage(double y) const;  // V
  /// At a voltage, or the end of the range that is closest to it.
  double stoichiometry(double voltage) const;
  Stoichiometries at(double y) const;
  /// N/P of two composites: what the negative one takes from the lower limit of the voltage on until it is full, over
  /// what the positive one gives from there until the upper limit is reached beside a full one. Below 1 the negative
  /// electrode is full before that.
  double negative_to_positive(double lower, double upper) const;

 private:
  std::vector<OpenCircuitPotential> electrodes_;
  double orientation_;   // of the first composite
  double alloys_ = 0.0;  // what they add [V]
  Stoichiometries point_;
  double ratio_ = 0.0;  // Q_1 / Q_2
  StoichiometryRange range_;
};

}  // namespace closo
