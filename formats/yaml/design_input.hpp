// Reads the file of a search for designs.
#pragma once

#include "design/design_problem.hpp"

namespace closo {

/// @throws InputError
design::DesignProblem read_design_problem(const std::filesystem::path& file);

}  // namespace closo
