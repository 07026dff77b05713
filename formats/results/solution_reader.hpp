// Reads the solution of a run from its result file.
#pragma once

#include <filesystem>

#include "cycler/solution.hpp"

namespace closo {

/// Tables of a result file, of this version of closo or an earlier one: what a file does not have is left out.
/// @param wanted  nullptr: all of a run
/// @throws InputError, naming file and dataset, if it cannot be read or its columns do not belong together
Solution read_solution(const std::filesystem::path& file, const Wanted* wanted = nullptr);

}  // namespace closo
