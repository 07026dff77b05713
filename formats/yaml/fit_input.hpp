// Reads a fit: its runs, parameters and targets.
#pragma once

#include <filesystem>

#include "fit/fit.hpp"
#include "formats/yaml/resolved_input.hpp"

namespace closo {

/// A fit, and the input that its result goes into.
struct FitInput {
  fit::FitProblem problem;
  ResolvedInput cell;  // the first run as it is stated, though its current may be replayed
};

/// Reads a fit with the runs and measured curves that it names, relative to itself, and simulates each run once as it
/// stands, to pair its half cycles with the measured ones.
/// @throws InputError with file, line and key, also for a measured curve that is not simulated
FitInput read_fit(const std::filesystem::path& file);

}  // namespace closo
