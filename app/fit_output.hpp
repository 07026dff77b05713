// A fit as tables for people, as datasets, and as the fitted cell.
#pragma once

#include <filesystem>

#include "fit/fit.hpp"
#include "io/result_file.hpp"

namespace closo {

/// Prints to standard output.
void print_fit(const FitProblem& problem, const FitResult& result);

/// Writes the group /fit, documented in docs/fit.md.
void write_fit(ResultFile& file, const FitProblem& problem, const FitResult& result);

/// The cell of the first run with the fitted values, marked so, and its materials; a file that `cell:` of a run may
/// name. Parameters that belong to the run and not to its cell are left out.
std::string fitted_cell(const FitProblem& problem, const FitResult& result);

}  // namespace closo
