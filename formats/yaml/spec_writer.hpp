// From the spec of a cell to the tree of an input.
#pragma once

#include <string>

#include "io/input_tree.hpp"
#include "models/parameters/cell_spec.hpp"

namespace closo {

/// A spec as the tree of an input, with `cell` and `materials`, which reads as the same spec: what was read as it was
/// written, what a program assigned in SI units.
InputNode write_cell_spec(const CellSpec& spec);

/// The same of a material.
InputNode write_material_spec(const MaterialSpec& spec);

}  // namespace closo
