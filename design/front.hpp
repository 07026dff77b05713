// Designs that are best in one quantity for what they have of another: the Pareto front of a cell.
#pragma once

#include <vector>

#include "design/evaluator.hpp"

namespace closo::design {

/// Each point of the front is the most of one quantity with at least so much of the other, at levels in even ratios
/// between the ends of the front. Designs that another one beats in both, or equals within 0.1 %, and those that miss a
/// requirement, are left out.
/// @returns shape (designs) in the order of the second quantity; empty if no design meets the requirements
std::vector<Design> pareto_front(const Evaluator& evaluator, const std::vector<Design>& sample);

}  // namespace closo::design
