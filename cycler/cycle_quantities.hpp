// The figures of a cycle under their published names, for result files and for targets of a fit.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cycler/cycles.hpp"
#include "models/parameters.hpp"

namespace closo {

struct CycleQuantity {
  std::string name, unit, meaning;  // "discharge_specific_capacity", "mAh g-1", "Discharge capacity per ..."
  std::function<double(const CycleResult&, const CellParameters&)> value;  // in `unit`
  std::function<bool(const CellParameters&)> applies_to = [](const CellParameters&) { return true; };
  std::string in = "";  // the cells that have it, in words; empty: every one
};

const std::vector<CycleQuantity>& cycle_quantities();

}  // namespace closo
