// Imposes a measured current on the simulated cell.
#pragma once

#include "formats/bdf/measured.hpp"
#include "formats/yaml/resolved_input.hpp"

namespace closo {

/// The input of a run whose protocol is the measured current, with straight lines between the rows; between two steps
/// it is that of the second. The cell's cut-off voltages are set aside, because the test says when to turn.
/// @throws InputError if the measured data have no time, or none that passes
ResolvedInput replay_input(const ResolvedInput& input, const Measured& measured);

}  // namespace closo
