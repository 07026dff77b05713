// The cell of a fit with what was found, as a file.
#pragma once

#include <string>

#include "formats/yaml/fit_input.hpp"

namespace closo {

/// The cell of the first run with the fitted values, marked so, and its materials; a file that `cell:` of a run may
/// name. Parameters that belong to the run and not to its cell are left out.
std::string fitted_cell(const FitInput& fit, const fit::FitResult& result);

}  // namespace closo
