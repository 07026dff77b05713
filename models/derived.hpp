// What follows from a cell's parameters before anything is simulated, in the units its users think in.
#pragma once

#include <string>
#include <vector>

#include "models/parameters.hpp"

namespace closo {

struct DerivedQuantity {
  std::string name;
  double value;
  std::string unit;
};

/// Geometry, capacities, transport coefficients at the cell's temperature, ohmic resistances and diffusion times.
std::vector<DerivedQuantity> derived_quantities(const CellParameters& cell);

}  // namespace closo
