// A state of a cell on another mesh.
#pragma once

#include "models/cell.hpp"

namespace closo {

/// The state that holds the same amounts of everything in the control volumes of another mesh, to round-off; its
/// potentials have to be made consistent. Returned as it is for the same mesh.
/// @param state  shape (layout_of(cell, from).size())     @return  shape (layout_of(cell, to).size())
Eigen::ArrayXd on_other_mesh(const CellParameters& cell, const Mesh& from, const Mesh& to, const Eigen::ArrayXd& state);

}  // namespace closo
