// A fit as datasets.
#pragma once

#include "fit/fit.hpp"
#include "io/result_file.hpp"

namespace closo {

/// Writes the group /fit, documented in docs/fit.md.
void write_fit(ResultFile& file, const fit::FitProblem& problem, const fit::FitResult& result);

}  // namespace closo
