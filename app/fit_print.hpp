// A fit as tables for people.
#pragma once

#include "fit/fit.hpp"

namespace closo {

/// Prints to standard output.
void print_fit(const fit::FitProblem& problem, const fit::FitResult& result);

}  // namespace closo
