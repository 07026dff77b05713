// A comparison as a table for people.
#pragma once

#include "compare/comparison_report.hpp"

namespace closo {

/// Prints to standard output.
void print_comparison(const compare::ComparisonReport& report);

}  // namespace closo
