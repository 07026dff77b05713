// The end of another run, where a run begins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "cycler/figure_meter.hpp"
#include "cycler/run.hpp"

namespace closo {

/// All that another process needs to resume a run, or to begin another one where it ended.
struct StoredProgress {
  Progress progress;
  FigureMeter::State figures;
  std::vector<std::int64_t> rows{};  // that the tables of the file had then, in the order of its writer
};

struct StartResult {
  std::filesystem::path file;
  CellParameters cell;  // as it was then
  Mesh mesh;
  StoredProgress end;
};

/// What the run begins with, on its own mesh. @param go_on  with the counters of time, cycles, capacity and energy
StoredProgress first_progress(const StartResult& start, const Mesh& mesh, bool go_on);

}  // namespace closo
