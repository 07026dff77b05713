// The end of another run, where a run begins.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "cycler/progress_file.hpp"
#include "io/input_reader.hpp"

namespace closo {

struct StartResult {
  std::filesystem::path file;
  InputNode input;      // resolved, of the run that ended there
  CellParameters cell;  // as it was then
  Mesh mesh;
  StoredProgress end;
};

/// @param group  of the file that holds the state     @throws InputError
std::shared_ptr<const StartResult> read_start_result(const std::filesystem::path& file, const std::string& group);

/// Throws InputError for the first value in which a cell with its materials differs from that of the result; limits,
/// temperature, pressure and title may differ, and how a value is known.
/// @param input  resolved, of the run that begins     @param where  the result is named
void check_same_cell(const InputNode& input, const StartResult& start, const std::string& where);

/// What the run begins with, on its own mesh. @param go_on  with the counters of time, cycles, capacity and energy
StoredProgress first_progress(const StartResult& start, const Mesh& mesh, bool go_on);

}  // namespace closo
