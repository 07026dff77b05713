// Reads the file of a sweep.
#pragma once

#include "sweep/sweep_problem.hpp"

namespace closo {

/// @throws InputError for anything wrong in it or in its run; cases that are impossible are found when they are run
sweep::SweepProblem read_sweep(const std::filesystem::path& file);

}  // namespace closo
