// The figures by which designs of cells are compared, under the names they have in result files and sweeps.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cycler/figure_meter.hpp"

namespace closo {

struct Figure {
  std::string name, unit, meaning;  // "specific_energy_cell", "Wh kg-1", "Discharge energy per mass of ..."
  std::function<double(const FigureRecord&, const CellParameters&)> value;  // in `unit`; NaN where there is none
  bool of_two_composites = false;                                           // whether other cells have no use for it
};

const std::vector<Figure>& all_figures();

}  // namespace closo
