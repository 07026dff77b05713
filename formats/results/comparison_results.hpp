// A comparison as datasets of a result file.
#pragma once

#include "compare/comparison_report.hpp"
#include "io/result_file.hpp"

namespace closo {

/// Writes the group /comparison, documented in docs/result_file.md.
void write_comparison(ResultFile& file, const compare::ComparisonReport& report);

}  // namespace closo
