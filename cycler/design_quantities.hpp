// The figures by which designs of cells are compared, under the names they have in result files and sweeps.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cycler/design_meter.hpp"

namespace closo {

struct DesignQuantity {
  std::string name, unit, meaning;  // "specific_energy_cell", "Wh kg-1", "Discharge energy per mass of ..."
  std::function<double(const DesignRecord&, const CellParameters&)> value;  // in `unit`; NaN where there is none
};

const std::vector<DesignQuantity>& design_quantities();

}  // namespace closo
