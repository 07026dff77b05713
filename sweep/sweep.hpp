// Runs the cases of a sweep on the threads of this process and beside other processes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "sweep/case_run.hpp"
#include "sweep/ranks.hpp"

namespace closo::sweep {

/// How far a sweep has come, over all processes.
struct SweepProgress {
  std::int64_t done = 0, failed = 0;  // the failed are among the done
};

/// What a sweep hands on; one call at a time. Exceptions end the sweep and come out of run_cases().
struct SweepSink {
  std::function<void(const CaseRow&)> row;  // of this process, cases in rising order
  std::function<void(const SweepProgress&)> progress;
};

/// Runs the cases that are not done. Processes and threads take them in stretches from a shared counter, so that
/// whoever is free takes the next; a row depends on its case alone.
/// @param done  1 for the cases that are done already, shape (cases)
/// @param stop  ends the sweep after the stretches in progress, when it becomes true
/// @return whether all cases are done
bool run_cases(const SweepProblem& problem, Ranks& ranks, int threads, const std::vector<char>& done,
               const SweepSink& sink, const std::atomic<bool>& stop);

}  // namespace closo::sweep
