// Checks files of studies.
#pragma once

#include <filesystem>

namespace closo {

/// Prints what a fit, a sweep or a search for designs holds. @return whether the file is one of them
/// @throws InputError for errors in it
bool check_study(const std::filesystem::path& file);

}  // namespace closo
