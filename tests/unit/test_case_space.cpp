// The cases of a sweep: combinations, ranges and samplings.
#include "sweep/case_space.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace closo {
namespace {

TEST(CaseSpace, HasEveryCombinationOnceWithTheLastBlockFastest) {
  const sweep::CaseSpace space(
      {{{{"a", {"m"}, {1, 2}, {}}}}, {{{"b", {}, {}, {"x", "y", "z"}}, {"c", {"s"}, {7, 8, 9}, {}}}}});
  ASSERT_EQ(space.size(), 6);
  std::set<std::vector<std::size_t>> seen;
  for (std::int64_t k = 0; k < space.size(); ++k) {
    const auto points = space.points(k);
    EXPECT_EQ(points[1], points[2]);  // axes of one block go together
    seen.insert(points);
  }
  EXPECT_EQ(seen.size(), 6u);
  EXPECT_EQ(space.points(0), (std::vector<std::size_t>{0, 0, 0}));
  EXPECT_EQ(space.points(1), (std::vector<std::size_t>{0, 1, 1}));
  EXPECT_EQ(space.axes()[0]->text(1), "2 m");
  EXPECT_EQ(space.axes()[1]->text(2), "z");
  EXPECT_EQ(space.axes()[1]->number(2), 2);
}

TEST(CaseSpace, RangeEndsAtItsBoundsExactly) {
  const sweep::Axis even = sweep::range({"a", {"um"}, 0.1, 0.7, false}, 7),
                    log = sweep::range({"a", {"um"}, 1e-3, 0.7, true}, 3);
  EXPECT_EQ(even.numbers.front(), 0.1);
  EXPECT_EQ(even.numbers.back(), 0.7);
  EXPECT_NEAR(even.numbers[3], 0.4, 1e-15);
  EXPECT_EQ(log.numbers.back(), 0.7);
  EXPECT_NEAR(log.numbers[1], std::sqrt(1e-3 * 0.7), 1e-15);
}

TEST(CaseSpace, LatinHypercubeHasOnePointInEachPartAndFollowsItsSeed) {
  const std::vector<VariedKey> axes{{"a", {}, 0, 1, false}, {"b", {}, 1, 100, true}};
  const sweep::Block block = sweep::latin_hypercube(axes, 50, 3);
  std::vector<double> a = block.axes[0].numbers;
  EXPECT_FALSE(std::ranges::is_sorted(a));
  std::ranges::sort(a);
  for (std::size_t k = 0; k < a.size(); ++k) EXPECT_EQ(std::floor(a[k] * 50), static_cast<double>(k));
  EXPECT_EQ(sweep::latin_hypercube(axes, 50, 3).axes[1].numbers, block.axes[1].numbers);
  EXPECT_NE(sweep::latin_hypercube(axes, 50, 4).axes[1].numbers, block.axes[1].numbers);
}

TEST(CaseSpace, SobolBeginsAsPublishedAndIsFarMoreEvenThanChance) {
  const std::vector<VariedKey> axes{{"a", {}, 0, 1, false}, {"b", {}, 0, 1, false}, {"c", {}, 0, 1, false}};
  const sweep::Block block = sweep::sobol(axes, 1023);  // with the first point, left out, a power of 2
  for (const sweep::Axis& axis : block.axes) EXPECT_EQ(axis.numbers[0], 0.5);
  EXPECT_EQ(block.axes[0].numbers[1] + block.axes[0].numbers[2], 1.0);  // 1/4 and 3/4
  double sum = 0;
  for (std::size_t k = 0; k < 1023; ++k)
    sum += block.axes[0].numbers[k] * block.axes[1].numbers[k] * block.axes[2].numbers[k];
  EXPECT_NEAR(sum / 1024, 1.0 / 8, 5e-4);  // of 1024 random points 4e-3 is usual
}

}  // namespace
}  // namespace closo
