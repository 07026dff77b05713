// The fewest changes to a cell with which it meets all targets.
#pragma once

#include <vector>

#include "design/evaluator.hpp"

namespace closo::design {

/// A design that differs from the run in some variables.
struct ChangedDesign {
  std::vector<std::size_t> changed;  // variables
  Design design;
  double shortfall = 0.0;  // the largest of the targets
  double distance = 0.0;   // root of the sum of squares of the changes, each as a part of its range
};

struct FewestChanges {
  Design reference;                 // the run as it is
  std::vector<ChangedDesign> sets;  // those of the fewest changes that meet all targets, the smallest changes first; or
  bool met = false;                 // if none does, the design that is nearest to the targets, and
  std::vector<Design> alone;  // for each target the design that comes nearest to it, whatever becomes of the others
};

/// Nearest to the targets is the design that misses the worst of them by least; among designs that do, the one whose
/// misses have the least sum of squares. Sets of changes are tried by size. A variable without which the targets are
/// not met is part of all of them.
FewestChanges fewest_changes(const Evaluator& evaluator, const std::vector<Design>& sample);

}  // namespace closo::design
