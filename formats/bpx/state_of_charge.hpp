// Between which stoichiometries a cell of two composites is charged and discharged.
#pragma once

#include <array>

#include "models/parameters.hpp"

namespace closo::bpx {

struct StateOfCharge {
  std::array<std::array<double, 2>, 2> stoichiometries{};  // by side: lowest and highest
  double charge = 1.0;                                     // from 0 to 1

  const std::array<double, 2>& limits(Side side) const { return stoichiometries[static_cast<std::size_t>(side)]; }
};

/// With its open-circuit voltage at the limits of the cell, or where the data of an electrode end before.
/// @param start  stoichiometry of each side
StateOfCharge state_of_charge(const CellParameters& cell, const std::array<double, 2>& start);

}  // namespace closo::bpx
