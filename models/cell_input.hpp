// Reads a cell: what it is made of, how much of it there is, and what follows from that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "solver/input_reader.hpp"

namespace closo {

/// Names of the materials that a cell mentions, in the order of the file.
std::vector<std::string> material_names(const InputNode& cell);

/// @param materials  mapping from each name that the cell mentions to its material
/// @throws InputError for anything missing, unknown, out of range or contradictory
CellParameters read_cell(const InputReader& cell, const InputReader& materials);

/// Which temperatures are allowed, in words, if the data of a material of the cell do not reach to this one.
std::optional<std::string> allowed_temperatures(const CellParameters& cell, double temperature);

}  // namespace closo
