// Found designs as tables for people.
#pragma once

#include <vector>

#include "design/fewest_changes.hpp"

namespace closo {

/// Prints to standard output.
void print_front(const DesignProblem& problem, const std::vector<Design>& front);
void print_changes(const DesignProblem& problem, const FewestChanges& changes);

}  // namespace closo
