// Tables, cubic and straight: interpolation, order, slopes, integrals, ends, other units and look-up.
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "solver/cubic_table.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

ArrayXd array(const std::vector<double>& values) {
  return Eigen::Map<const ArrayXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

// Uneven, with a flat piece, extrema, and ends where the three-point slope has the wrong sign or size.
const ArrayXd uneven_x = array({0, 0.1, 0.15, 0.6, 1.0, 1.3, 2.0});
const ArrayXd uneven_y = array({1.0, 1.2, 3.0, 2.5, 2.5, -4.0, 4.0});

TEST(CubicTable, PassesThroughItsPoints) {
  const CubicTable table = CubicTable::monotone(uneven_x, uneven_y);
  for (Eigen::Index k = 0; k < uneven_x.size(); ++k) EXPECT_NEAR(table.at(uneven_x(k)).value, uneven_y(k), 1e-14);
  EXPECT_EQ(table.lower(), 0);
  EXPECT_EQ(table.upper(), 2);
}

TEST(CubicTable, AgreesWithSciPy) {
  struct Row {
    double x, value, slope, integral;
  };
  // scipy.interpolate.PchipInterpolator(x, y) of the points above, its derivative() and antiderivative(); SciPy 1.17.1.
  const Row rows[] = {{0.03, 1.016690909090909, 1.1314285714285715, 0.03016550649350649},
                      {0.12, 1.8638961038961037, 51.33506493506495, 0.13556155844155846},
                      {0.3, 2.8703703703703707, -1.4814814814814814, 0.6554256854256854},
                      {0.8, 2.5, 0.0, 1.9498701298701302},
                      {1.1, 0.8148148148148129, -28.888888888888893, 2.6396849446849453},
                      {1.25, -3.518518518518518, -18.05555555555557, 2.416594666907167},
                      {1.7, -2.5072886297376105, 11.195335276967924, 0.7741412668963692},
                      {2.0, 4.0, 34.285714285714285, 0.8248701298701298}};
  const CubicTable table = CubicTable::monotone(uneven_x, uneven_y);
  for (const Row& row : rows) {
    EXPECT_NEAR(table.at(row.x).value, row.value, 1e-13) << row.x;
    EXPECT_NEAR(table.at(row.x).slope, row.slope, 1e-12) << row.x;
    EXPECT_NEAR(table.integral(row.x), row.integral, 1e-13) << row.x;
  }
}

// The slope at an end is that of the parabola through three points.
TEST(CubicTable, EndsWithTheSlopesOfAParabola) {
  const ArrayXd x = array({1, 1.2, 2, 3, 3.3});
  const CubicTable table = CubicTable::monotone(x, x.square());
  EXPECT_NEAR(table.at(1).slope, 2, 1e-13);
  EXPECT_NEAR(table.at(3.3).slope, 6.6, 1e-13);
}

TEST(CubicTable, KeepsMonotoneDataMonotoneBetweenThePoints) {
  const CubicTable table =
      CubicTable::monotone(array({0, 1, 1.01, 2, 5, 5.1, 6}), array({5, 4.9, 2, 2, 1.999, -3, -3.1}));
  double last = table.at(0).value;
  for (int k = 1; k <= 6000; ++k) {
    const double value = table.at(k * 1e-3).value;
    EXPECT_LE(value, last + 1e-14) << k;
    last = value;
  }
}

TEST(CubicTable, IsTheSameFunctionForDecreasingAbscissae) {
  const CubicTable up = CubicTable::monotone(uneven_x, uneven_y);
  const CubicTable down = CubicTable::monotone(uneven_x.reverse(), uneven_y.reverse());
  for (double x = -0.5; x < 2.5; x += 0.013) {
    EXPECT_EQ(up.at(x).value, down.at(x).value);
    EXPECT_EQ(up.at(x).slope, down.at(x).slope);
    EXPECT_EQ(up.integral(x), down.integral(x));
  }
}

TEST(CubicTable, IsExactForStraightLines) {
  const auto line = [](double x) { return 3 - 2 * x; };
  const CubicTable table = CubicTable::monotone(uneven_x, 3 - 2 * uneven_x);
  const CubicTable two_points = CubicTable::monotone(array({0, 2}), array({3, -1}));
  for (const CubicTable* t : {&table, &two_points})
    for (double x = -1; x < 3; x += 0.037) {
      EXPECT_NEAR(t->at(x).value, line(x), 1e-13);
      EXPECT_NEAR(t->at(x).slope, -2, 1e-13);
      EXPECT_NEAR(t->integral(x), 3 * x - x * x, 1e-13);
    }
}

TEST(CubicTable, SlopeAndIntegralAreThoseOfTheFunctionAlsoBeyondTheEnds) {
  const CubicTable table = CubicTable::monotone(uneven_x, uneven_y);
  constexpr double h = 1e-5;
  for (double x = -0.995; x < 3; x += 0.031) {
    const double slope = (table.at(x + h).value - table.at(x - h).value) / (2 * h);
    const double value = (table.integral(x + h) - table.integral(x - h)) / (2 * h);
    EXPECT_NEAR(table.at(x).slope, slope, 1e-5) << x;
    EXPECT_NEAR(table.at(x).value, value, 1e-6) << x;
  }
  EXPECT_EQ(table.integral(table.lower()), 0);
}

TEST(CubicTable, IsStraightAndOnceDifferentiableBeyondTheEnds) {
  const CubicTable table = CubicTable::hermite(array({1, 2, 4}), array({0, 1, -1}), array({3, -0.5, -2}));
  for (const double end : {1.0, 4.0}) {
    const auto [value, slope] = table.at(end);
    const double outward = end == 1 ? -1 : 1;
    for (const double s : {1e-9, 0.5, 100.0}) {
      EXPECT_NEAR(table.at(end + outward * s).value, value + outward * s * slope, 1e-12 * (1 + s));
      EXPECT_EQ(table.at(end + outward * s).slope, slope);
    }
    EXPECT_NEAR(table.at(end - outward * 1e-9).slope, slope, 1e-7);
  }
  EXPECT_EQ(table.at(1).slope, 3);
  EXPECT_EQ(table.at(4).slope, -2);
}

TEST(CubicTable, HermiteIsExactForCubics) {
  const ArrayXd x = uneven_x;
  const CubicTable table = CubicTable::hermite(x, x.cube() - 2 * x.square(), 3 * x.square() - 4 * x);
  for (double s = 0; s < 2; s += 0.0173) {
    EXPECT_NEAR(table.at(s).value, s * s * s - 2 * s * s, 1e-14);
    EXPECT_NEAR(table.integral(s), s * s * s * s / 4 - 2 * s * s * s / 3, 1e-14);
  }
}

TEST(LinearTable, IsTheLineFromEachPointToTheNext) {
  const CubicTable table = CubicTable::linear(uneven_x, uneven_y);
  struct Row {
    double x, value, slope;
  };
  // By hand. At a point the slope is that of the line on its right, at the last one that of the line on its left.
  const Row rows[] = {
      {0, 1, 2},     {0.05, 1.1, 2},      {0.1, 1.2, 36},           {0.125, 2.1, 36},    {0.15, 3, -10.0 / 9},
      {0.8, 2.5, 0}, {1, 2.5, -65.0 / 3}, {1.15, -0.75, -65.0 / 3}, {1.65, 0, 80.0 / 7}, {2, 4, 80.0 / 7},
      {-1, -1, 2},   {2.7, 12, 80.0 / 7}};
  for (const Row& row : rows) {
    EXPECT_NEAR(table.at(row.x).value, row.value, 1e-13) << row.x;
    EXPECT_NEAR(table.at(row.x).slope, row.slope, 1e-12) << row.x;
  }
  EXPECT_NEAR(table.at(std::nextafter(0.1, 0)).slope, 2, 1e-12);
  EXPECT_EQ(table.lower(), 0);
  EXPECT_EQ(table.upper(), 2);
}

TEST(LinearTable, IntegratesAsTheTrapezoidalRule) {
  const CubicTable table = CubicTable::linear(uneven_x, uneven_y);
  double sum = 0;
  for (Eigen::Index k = 0; k + 1 < uneven_x.size(); ++k) {
    const double h = uneven_x(k + 1) - uneven_x(k), third = uneven_x(k) + h / 3;
    EXPECT_NEAR(table.integral(third), sum + h / 3 * (uneven_y(k) + (uneven_y(k + 1) - uneven_y(k)) / 6), 1e-14) << k;
    sum += h * (uneven_y(k) + uneven_y(k + 1)) / 2;
    EXPECT_NEAR(table.integral(uneven_x(k + 1)), sum, 1e-14) << k;
  }
  EXPECT_NEAR(table.integral(2.7), sum + 0.7 * 8, 1e-13);
}

TEST(LinearTable, StaysStraightInOtherUnitsAndFromEitherEnd) {
  const CubicTable table = CubicTable::linear(uneven_x, uneven_y), scaled = table.scaled(1e3, -0.3),
                   down = CubicTable::linear(uneven_x.reverse(), uneven_y.reverse());
  for (double x = -0.5; x < 2.5; x += 0.013) {
    EXPECT_NEAR(scaled.at(1e3 * x).value, -0.3 * table.at(x).value, 1e-13) << x;
    EXPECT_NEAR(scaled.at(1e3 * x).slope, -0.3e-3 * table.at(x).slope, 1e-15) << x;
    EXPECT_NEAR(scaled.integral(1e3 * x), -0.3e3 * table.integral(x), 1e-10) << x;
    EXPECT_EQ(down.at(x).value, table.at(x).value);
    EXPECT_EQ(down.at(x).slope, table.at(x).slope);
    EXPECT_EQ(down.integral(x), table.integral(x));
  }
}

double worst_error(Eigen::Index points) {
  const ArrayXd x = ArrayXd::LinSpaced(points, 0, 1);
  const CubicTable table = CubicTable::monotone(x, x.exp());
  double worst = 0;
  for (int k = 0; k <= 5000; ++k) worst = std::max(worst, std::abs(table.at(k / 5e3).value - std::exp(k / 5e3)));
  return worst;
}

TEST(CubicTable, IsOfThirdOrderOnASmoothMonotoneFunction) {
  const double order = std::log2(worst_error(41) / worst_error(81));
  EXPECT_GT(order, 2.9);
  EXPECT_LT(worst_error(81), 1e-6);
}

TEST(CubicTable, FindsItsPieceAmongStronglyClusteredPoints) {
  std::vector<double> points{0};
  for (double distance = 1e-12; distance < 1; distance *= 1.7) points.push_back(distance);
  points.push_back(7.3), points.push_back(7.3 + 1e-13), points.push_back(7.4), points.push_back(1000);
  const ArrayXd x = array(points);
  // Each piece has its own cubic, so that a wrong piece shows.
  const ArrayXd y = ArrayXd::LinSpaced(x.size(), 0, 1).sin(), slope = ArrayXd::Zero(x.size());
  const CubicTable table = CubicTable::hermite(x, y, slope);
  for (Eigen::Index k = 0; k + 1 < x.size(); ++k) {
    const double h = x(k + 1) - x(k);
    EXPECT_EQ(table.at(x(k)).value, y(k));
    for (const double share : {0.25, 0.5, 0.875}) {
      const double at = x(k) + share * h, s = (at - x(k)) / h;
      EXPECT_NEAR(table.at(at).value, y(k) + (y(k + 1) - y(k)) * s * s * (3 - 2 * s), 1e-12) << k;
    }
    const double just_below = std::nextafter(x(k + 1), 0.0);
    EXPECT_GE(table.at(just_below).value, y(k) - 1e-12) << k;
    EXPECT_LE(table.at(just_below).value, y(k + 1) + 1e-12) << k;
  }
}

}  // namespace
}  // namespace closo
