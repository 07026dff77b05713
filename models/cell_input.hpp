// Reads a cell: what it is made of, how much of it there is, and what follows from that.
#pragma once

#include "models/parameters.hpp"
#include "solver/input_reader.hpp"

namespace closo {

/// Names of the materials that a cell mentions, in the order of the file.
std::vector<std::string> material_names(const InputNode& cell);

/// @param materials  mapping from each name that the cell mentions to its material
/// @throws InputError for anything missing, unknown, out of range or contradictory
CellParameters read_cell(const InputReader& cell, const InputReader& materials);

/// Refuses the temperature that `at` has read where the data of a material of the cell do not reach.
void check_temperatures(const InputReader& at, const CellParameters& cell, double temperature);

}  // namespace closo
