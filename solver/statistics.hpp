// Quantiles for intervals of confidence.
#pragma once

namespace closo {

/// t such that Student's t with `freedom` degrees of freedom lies within -t to t with this probability.
/// @param confidence  between 0 and 1     @param freedom  > 0
double student_t(double confidence, double freedom);

}  // namespace closo
