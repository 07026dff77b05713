// A fit as tables for people.
#pragma once

#include "fit/fit.hpp"

namespace closo {

/// Prints to standard output.
void print_fit(const FitProblem& problem, const FitResult& result);

}  // namespace closo
