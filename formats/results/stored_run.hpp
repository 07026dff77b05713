// The run in a result file, for commands that go on from where it came to.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cycler/close_run.hpp"
#include "formats/yaml/resolved_input.hpp"

namespace closo {

/// The input in a file of YAML, or that of the run in a result file.
ResolvedInput resolve_any(const std::filesystem::path& file, const std::vector<std::string>& overrides);

/// Why the run of a result file ended; nothing of one that can be resumed.
std::optional<std::string> end_of_run(const std::filesystem::path& result);

/// Whether a file is the result of a run that completed a step.
bool has_steps(const std::filesystem::path& file);

/// The state that a result holds, of the cell of `run`; nothing of a file that is none.
std::optional<Progress> progress_left(const std::filesystem::path& file, const RunInput& run);

/// Temperature [K] of the cell that the last step of a result has left; of one that warms itself that around it, as its
/// own is in the state.
double temperature_left(const std::filesystem::path& result, const RunInput& run);

/// Pressure [Pa] of the last step of a result.
double pressure_left(const std::filesystem::path& result);

}  // namespace closo
