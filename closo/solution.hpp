// What a run comes to, and its result files.
#pragma once

#include <filesystem>

#include "closo/export.hpp"
#include "cycler/solution.hpp"

namespace closo {

/// The tables in a result file of any command. Those that closo run does not write are of a single row, whose columns
/// have the whole shape of their datasets: "cases" of a sweep, "fit", "comparison". @throws InputError if it is none
CLOSO_EXPORT Solution read_result(const std::filesystem::path& file);

}  // namespace closo
