// What a run comes to, and its result files.
#pragma once

#include <filesystem>

#include "closo/export.hpp"
#include "cycler/solution.hpp"

namespace closo {

/// The solution in a result file of closo run. @throws InputError if it is none
CLOSO_EXPORT Solution read_result(const std::filesystem::path& file);

}  // namespace closo
