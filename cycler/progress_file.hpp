// How far a run has come, in its result file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cycler/figure_meter.hpp"
#include "cycler/run.hpp"
#include "io/result_file.hpp"

namespace closo {

/// All that another process needs to resume a run, or to begin another one where it ended.
struct StoredProgress {
  Progress progress;
  FigureMeter::State figures;
  std::vector<std::int64_t> rows{};  // that the tables of the file had then, in the order of its writer
};

/// Writes a group, or replaces what it holds: the state by the names of its fields, everything else by its own.
/// @param protocol  that the position refers to
void write_progress(ResultFile& file, const std::string& group, const StoredProgress& stored, const Layout& layout,
                    const Protocol& protocol);

/// @throws InputError, naming file and dataset, if a value is missing, of another version, of another layout or no
/// possible one
StoredProgress read_progress(const std::filesystem::path& path, const std::string& group, const Layout& layout);

}  // namespace closo
