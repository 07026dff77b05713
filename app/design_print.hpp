// Found designs as tables for people.
#pragma once

#include <vector>

#include "design/fewest_changes.hpp"

namespace closo {

/// Prints to standard output.
void print_front(const design::DesignProblem& problem, const std::vector<design::Design>& front);
void print_changes(const design::DesignProblem& problem, const design::FewestChanges& changes);

}  // namespace closo
