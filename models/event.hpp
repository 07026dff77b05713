// What a step may end at.
#pragma once

#include "solver/types.hpp"

namespace closo {

struct StateLimit;

/// Limits at which a step may end.
struct Event {
  enum class Kind {
    voltage_falls,  // V reaches the threshold from above
    voltage_rises,  // V reaches the threshold from below
    current_falls,  // |i| reaches the threshold from above
    current_rises,  // |i| reaches the threshold from below
    charge_rises,   // q reaches the threshold on discharge
    charge_falls,   // ... on charge
    energy_rises,   // e reaches the threshold on discharge
    energy_falls,   // ... on charge
    mean_rises,     // the mean stoichiometry of the connected material reaches the threshold from below
    mean_falls,     // ... from above
    surface_full,   // the surface of some particle reaches the upper end of its data
    surface_empty,  // ... the lower end
    level,          // a level that a mechanism limits reaches the threshold, see StateLimit
  };
  Kind kind;
  double threshold = 0.0;
  Index number = 0;                   // of the composite that is meant
  const StateLimit* limit = nullptr;  // of a level
  std::size_t active = 0;             // of the active materials of this composite, that of a surface
};

}  // namespace closo
