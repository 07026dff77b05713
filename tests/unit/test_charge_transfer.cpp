// Butler-Volmer kinetics in the form that does not overflow, and the exchange-current density against stoichiometry.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "models/electrodes/charge_transfer.hpp"

namespace closo {
namespace {

const TransferFunction pairs[] = {{0.5, 0.5}, {0.3, 0.7}, {0.7, 0.3}, {0.9, 0.1}, {0.45, 0.2}, {0.6, 0.6}};

TEST(TransferFunction, SolvesButlerVolmerFarBeyondWhereSinhOverflows) {
  for (const TransferFunction& transfer : pairs)
    for (const double size : {0.0, 1e-12, 1e-3, 0.1, 1.0, 5.0, 40.0, 200.0, 700.0})
      for (const double x : {size, -size}) {
        const long double wide = x;
        const long double half = (std::exp(transfer.alpha_a * wide) - std::exp(-transfer.alpha_c * wide)) / 2;
        const double exact = static_cast<double>(std::asinh(half));
        EXPECT_NEAR(transfer.at(x).S, exact, 1e-15 + 4e-16 * std::abs(exact))
            << x << " " << transfer.alpha_a << " " << transfer.alpha_c;
      }
  EXPECT_NEAR((TransferFunction{0.3, 0.7}.at(1e6).S), 0.3e6, 1e-6);
  EXPECT_NEAR((TransferFunction{0.3, 0.7}.at(-1e6).S), -0.7e6, 1e-6);
}

TEST(TransferFunction, IsStraightForEqualCoefficientsAndContinuousTowardsThem) {
  const TransferFunction equal{0.4, 0.4}, almost{0.4, 0.4 + 1e-9};
  EXPECT_TRUE(equal.symmetric());
  EXPECT_FALSE(almost.symmetric());
  for (const double x : {-30.0, -0.2, 0.0, 3.0}) {
    EXPECT_DOUBLE_EQ(equal.at(x).S, 0.4 * x);
    EXPECT_DOUBLE_EQ(equal.at(x).slope, 0.4);
    EXPECT_NEAR(almost.at(x).S, equal.at(x).S, 1e-7);
    EXPECT_NEAR(almost.at(x).slope, 0.4, 1e-7);
  }
}

TEST(TransferFunction, SlopeEqualsDifferences) {
  constexpr double h = 1e-5;
  for (const TransferFunction& transfer : pairs)
    for (const double x : {-600.0, -8.0, -0.7, 0.0, 1e-3, 2.0, 11.0, 600.0}) {
      const double difference = (transfer.at(x + h).S - transfer.at(x - h).S) / (2 * h);
      EXPECT_NEAR(transfer.at(x).slope, difference, 1e-7) << x;
      EXPECT_GT(transfer.at(x).slope, 0);
    }
}

TEST(FastAsinh, AgreesWithTheStandardLibraryToRoundOff) {
  for (const double size : {0.0, 1e-300, 1e-20, 1e-8, 1e-4, 0.3, 1.0, 25.0, 1e5, 1e9, 1e50, 1e150})
    for (const double x : {size, -size}) {
      const ArrayXd argument = ArrayXd::Constant(5, x);
      ArrayXd value(5);
      fast_asinh(argument, (argument.square() + 1).sqrt(), value);
      const double exact = std::asinh(x);
      EXPECT_NEAR(value(0), exact, 6e-16 * std::abs(exact)) << x;
      EXPECT_NEAR(value(4), exact, 6e-16 * std::abs(exact)) << x;  // after the last whole register
    }
}

struct Shape {
  double shape, dlog;
};
Shape shape_at(double y, double alpha_a, double alpha_c) {
  ArrayXd shape, dlog;
  exchange_current_shape(ArrayXd::Constant(1, y), alpha_a, alpha_c, shape, dlog);
  return {shape(0), dlog(0)};
}

TEST(ExchangeCurrent, FollowsTheStoichiometryOfTheSurface) {
  for (const TransferFunction& k : pairs) {
    EXPECT_NEAR(shape_at(0.5, k.alpha_a, k.alpha_c).shape, 1, 1e-14);
    for (const double y : {0.001, 0.1, 0.3, 0.8, 0.999}) {
      const double exact = std::pow(2 * y, k.alpha_c) * std::pow(2 * (1 - y), k.alpha_a);
      EXPECT_NEAR(shape_at(y, k.alpha_a, k.alpha_c).shape, exact, 1e-9 * exact) << y;
    }
  }
}

TEST(ExchangeCurrent, StaysPositiveAndFiniteBeyondTheRange) {
  for (const TransferFunction& k : pairs)
    for (const double y : {-1e9, -2.0, -1e-3, -1e-9, 0.0, 1.0, 1 + 1e-9, 1.2, 1e9}) {
      const auto [shape, dlog] = shape_at(y, k.alpha_a, k.alpha_c);
      EXPECT_GT(shape, 0) << y;
      EXPECT_TRUE(std::isfinite(shape) && std::isfinite(dlog)) << y;
    }
}

TEST(ExchangeCurrent, LogarithmicSlopeEqualsDifferencesAlsoNextToTheEnds) {
  for (const TransferFunction& k : pairs)
    for (const double y : {-1e-8, 0.0, 2e-8, 1e-4, 0.3, 0.8, 1 - 1e-4, 1 - 1e-8, 1.0, 1 + 1e-8}) {
      const double h = std::max({surface_distance, std::min(std::abs(y), std::abs(1 - y))}) * 1e-3;
      const double above = std::log(shape_at(y + h, k.alpha_a, k.alpha_c).shape);
      const double below = std::log(shape_at(y - h, k.alpha_a, k.alpha_c).shape);
      const double difference = (above - below) / (2 * h);
      EXPECT_NEAR(shape_at(y, k.alpha_a, k.alpha_c).dlog, difference, 1e-4 * std::max(1.0, std::abs(difference))) << y;
    }
}

}  // namespace
}  // namespace closo
