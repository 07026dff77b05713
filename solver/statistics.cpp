// Student's distribution by the incomplete beta function.
#include "solver/statistics.hpp"

#include <unsupported/Eigen/SpecialFunctions>

namespace closo {

double student_t(double confidence, double freedom) {
  // P(|T| <= t) = 1 - I_x(f/2, 1/2),  x = f / (f + t^2)   (Abramowitz and Stegun 26.7.1)
  const auto inside = [&](double t) {
    return 1 - Eigen::numext::betainc(freedom / 2, 0.5, freedom / (freedom + t * t));
  };
  double low = 0, high = 1;
  while (inside(high) < confidence && high < 1e12) high *= 2;
  constexpr int halvings = 60;
  for (int k = 0; k < halvings; ++k) {
    const double middle = (low + high) / 2;
    (inside(middle) < confidence ? low : high) = middle;
  }
  return high;
}

}  // namespace closo
