// Reads the file of a search for designs.
#pragma once

#include "design/design_problem.hpp"

namespace closo {

/// Whether a YAML file is a search for designs: it has variables.
bool is_design(const std::filesystem::path& file);

/// @throws InputError
DesignProblem read_design_problem(const std::filesystem::path& file);

}  // namespace closo
