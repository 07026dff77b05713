// A simulated run as the rows of a test.
#pragma once

#include "compare/half_cycles.hpp"
#include "cycler/solution_builder.hpp"

namespace closo::compare {

/// The columns that recording_of() reads.
const Wanted& wanted_of_recordings();

/// Without numbers of cycles for rows of a step that is not over.
Recording recording_of(const Solution& solution, const CellParameters& cell);

}  // namespace closo::compare
