// The minimum under constraints against known ones.
#include "solver/constrained_minimum.hpp"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

namespace closo {
namespace {

using Point = std::vector<double>;

TEST(ConstrainedMinimum, IsFoundOnACircle) {
  // The most of x + y within a circle of radius 1/4 around the middle.
  const Constrained function = [](const Point& p) {
    return Evaluation{-p[0] - p[1], {std::hypot(p[0] - 0.5, p[1] - 0.5) - 0.25}};
  };
  const ConstrainedMinimum found = minimise(function, 1, {0.1, 0.9}, {500, 0.2, 1e-5});
  EXPECT_TRUE(found.is_met());
  for (const double x : found.point) EXPECT_NEAR(x, 0.5 + 0.25 / std::sqrt(2), 1e-3);
}

TEST(ConstrainedMinimum, StaysBetweenItsBounds) {
  const Constrained function = [](const Point& p) { return Evaluation{(p[0] - 2) * (p[0] - 2), {}}; };
  const ConstrainedMinimum found = minimise(function, 0, {0.5}, {100, 0.2, 1e-5});
  EXPECT_EQ(found.point[0], 1);
}

TEST(ConstrainedMinimum, ComesNearestToWhatIsOutOfReach) {
  // x >= 0.8 and x <= 0.2 are missed by the same at 0.5.
  const Constrained function = [](const Point& p) { return Evaluation{0, {0.8 - p[0], p[0] - 0.2}}; };
  const ConstrainedMinimum found = minimise(function, 2, {0.9}, {200, 0.2, 1e-5});
  EXPECT_FALSE(found.is_met());
  EXPECT_NEAR(found.point[0], 0.5, 1e-3);
  EXPECT_NEAR(found.evaluation.violation(), 0.3, 1e-3);
}

TEST(ConstrainedMinimum, HandsOnWhatTheFunctionThrows) {
  int calls = 0;
  const Constrained function = [&](const Point&) -> Evaluation {
    if (++calls > 3) throw std::runtime_error("enough");
    return {1.0 * calls, {}};
  };
  EXPECT_THROW(minimise(function, 0, {0.5}, {100, 0.2, 1e-5}), std::runtime_error);
}

}  // namespace
}  // namespace closo
