// What is allowed in an input but probably not meant.
#pragma once

#include <string>
#include <vector>

#include "cycler/close_run.hpp"

namespace closo {

/// One sentence for each: limits that a step cannot reach before the cell's own, open-circuit voltages that rise.
std::vector<std::string> doubts(const RunInput& run);

/// Those of a cell, and of a material in it.
std::vector<std::string> doubts(const CellParameters& cell);
std::vector<std::string> doubts(const ActiveMaterial& material);

}  // namespace closo
