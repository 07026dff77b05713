// What a run will take, found by beginning it.
#pragma once

#include "cycler/close_run.hpp"

namespace closo {

struct RunCost {
  double tried = 1.0;  // share of the run's duration that was simulated
  double time = 0.0;   // of the whole run, without writing [s]
  double rows = 0.0;   // of /series
  double bytes = 0.0;  // of the result file
};

/// Simulates a run for a fraction of a second, and assumes that the rest continues in the same way.
/// @param duration  of the run, as far as it can be told beforehand [s]
RunCost try_run(const RunInput& run, double duration);

}  // namespace closo
