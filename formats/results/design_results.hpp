// Found designs as datasets.
#pragma once

#include <vector>

#include "design/fewest_changes.hpp"
#include "io/result_file.hpp"

namespace closo {

/// Write the groups /front and /changes, documented in docs/design.md.
void write_front(ResultFile& file, const design::DesignProblem& problem, const std::vector<design::Design>& front);
void write_changes(ResultFile& file, const design::DesignProblem& problem, const design::FewestChanges& changes);

}  // namespace closo
