// From the tree of an input to the spec of a cell.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/input_reader.hpp"
#include "models/parameters/catalogue.hpp"

namespace closo {

/// Names of the materials that a cell mentions, in the order of the file.
std::vector<std::string> material_names(const InputNode& cell);

/// Puts the tables that a material names in their place.
void inline_tables(InputNode& material);

/// A visitor that fills a spec from the tree of an input: each value within its range, nothing missing, else it throws
/// InputError. Keys that it does not know are left to InputReader::finish().
std::unique_ptr<RowVisitor> spec_reader(const InputReader& root);

/// The spec of a cell, below the keys `cell` and `materials` of a run. What contradicts itself is left to close().
/// @throws InputError
CellSpec read_cell_spec(const InputReader& run);

/// The same of a material alone.
MaterialSpec read_material_spec(const InputReader& material);

/// The same of the state that a run begins with.
StartSpec read_start_spec(const InputReader& start);

}  // namespace closo
