// How far a run has come, in its result file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cycler/start_result.hpp"
#include "io/result_file.hpp"

namespace closo {

/// Writes a group, or replaces what it holds: the state by the names of its fields, everything else by its own.
/// @param protocol  that the position refers to
void write_progress(ResultFile& file, const std::string& group, const StoredProgress& stored, const Layout& layout,
                    const Protocol& protocol);

/// @throws InputError, naming file and dataset, if a value is missing, of another version, of another layout or no
/// possible one
StoredProgress read_progress(const std::filesystem::path& path, const std::string& group, const Layout& layout);

}  // namespace closo
