// Takes a cell through a protocol, step by step, and tells an observer what happens.
#pragma once

#include "base/stop_request.hpp"
#include "cycler/run.hpp"

namespace closo {

/// A run before its first step: where another one ended, or the cell at rest.
Progress beginning(const Cell& cell, const RunSettings& settings);

/// A run that is asked to stop does so within the step it is in, which the observer is told of; it does not count as
/// done, so that resuming from the last report repeats it.
/// @param from  what the observer of an earlier run of the same settings was last shown; nullptr begins a new run
/// @throws RunError if no consistent start is found (a defect of closo, not of the input)
Outcome simulate(Cell& cell, const RunSettings& settings, Observer& observer, const Progress* from = nullptr,
                 StopRequest stop = {});

}  // namespace closo
