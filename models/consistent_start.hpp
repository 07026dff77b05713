// Potentials and currents that satisfy every algebraic equation for given concentrations.
#pragma once

#include "base/stop_request.hpp"
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

/// The residuals that the search may take for one current or voltage, ten times the largest need of 8000 random cells:
/// 26,644 where side reactions take most of the current, 307 without any. A power is reached through tens of them.
inline constexpr long search_budget = 270'000;

/// Solves the algebraic equations for the imposed control, with stoichiometries and charge held, by a damped Newton
/// iteration from the potentials in `state`, which is updated. For an imposed current or voltage a solution always
/// exists: the equations are the gradient of a convex function (ohmic and kinetic dissipation).
/// @param budget  of residuals for one current or voltage; the iteration that exceeds it is the last one
/// @throws RunError if the iteration fails all the same, or exceeds the budget: with iterations and
///         residuals so far, the unknown that is furthest off, and the defect
/// @throws Cancelled
Start make_consistent(Cell& cell, Eigen::ArrayXd& state, long budget = search_budget, StopRequest stop = {});

}  // namespace closo
