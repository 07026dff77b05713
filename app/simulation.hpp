// What the commands that simulate have in common: where the input comes from, where the result goes, how it ended.
#pragma once

#include <filesystem>
#include <vector>

#include "app/commands.hpp"
#include "formats/yaml/run_input.hpp"
#include "io/replacing_file.hpp"

namespace closo {

/// Reads the input, from YAML or from a result file that holds it.
ResolvedInput resolve(const RunOptions& options);

/// Where a result is written: to `wanted`, or if that is empty to the name of the input with `extension` in the current
/// folder. @throws InputError unless it can be
std::filesystem::path output_of(const std::filesystem::path& input, const std::filesystem::path& wanted,
                                const std::string& extension);

/// Says what is not as it should be.
ExitStatus report(const Outcome& outcome, const std::filesystem::path& output);

}  // namespace closo
