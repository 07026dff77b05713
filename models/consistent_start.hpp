// Potentials and currents that satisfy every algebraic equation for given concentrations.
#pragma once

#include "models/cell.hpp"

namespace closo {

enum class StartStatus {
  found,
  power_out_of_reach,  // no current gives the imposed power
};

struct Start {
  StartStatus status = StartStatus::found;
  double maximum_power = 0.0;  // W m-2, when the power is out of reach
};

/// Solves the algebraic equations for the imposed control, with stoichiometries and charge held, by a damped Newton
/// iteration from the potentials in `state`, which is updated. For an imposed current or voltage a solution always
/// exists: the equations are the gradient of a convex function (ohmic and kinetic dissipation).
/// @throws RunError if the iteration fails all the same
Start make_consistent(Cell& cell, Eigen::ArrayXd& state);

}  // namespace closo
