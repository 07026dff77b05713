// Reads a fit: its runs, parameters and targets.
#pragma once

#include <filesystem>

#include "fit/fit.hpp"

namespace closo {

/// Whether a file describes a fit. @throws InputError unless it is YAML
bool is_fit(const std::filesystem::path& file);

/// Reads a fit with the runs and measured curves that it names, relative to itself, and simulates each run once as it
/// stands, to pair its half cycles with the measured ones.
/// @throws InputError with file, line and key, also for a measured curve that is not simulated
FitProblem read_fit(const std::filesystem::path& file);

}  // namespace closo
