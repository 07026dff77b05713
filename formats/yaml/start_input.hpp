// The end of another run, where a run begins, from its result file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "cycler/start_result.hpp"
#include "io/input_tree.hpp"

namespace closo {

struct StartInput : StartResult {
  InputNode input;  // resolved, of the run that ended there
};

/// @param group  of the file that holds the state     @throws InputError
std::shared_ptr<const StartInput> read_start_result(const std::filesystem::path& file, const std::string& group);

/// Throws InputError for the first value in which a cell with its materials differs from that of the result; limits,
/// temperature, pressure and title may differ, and how a value is known.
/// @param input  resolved, of the run that begins     @param where  the result is named
void check_same_cell(const InputNode& input, const StartInput& start, const std::string& where);

}  // namespace closo
