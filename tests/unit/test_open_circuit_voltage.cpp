// Open-circuit voltage from galleries and from tables: inversion, ends, slopes, means and temperature.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/constants.hpp"
#include "models/open_circuit_voltage.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

constexpr double room = 298.15;  // K

/// Two plateaus like those of Na3(VOPO4)2F; between them lies a step at y = 1/2.
OpenCircuitVoltageData two_plateaus() {
  OpenCircuitVoltageData data;
  data.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
  data.empty = 5.0, data.full = 2.4;
  return data;
}

OpenCircuitVoltageData one_plateau(double width) {
  OpenCircuitVoltageData data;
  data.galleries = {{1.0, 3.7, width}};
  data.empty = 5.0, data.full = 2.0;
  return data;
}

double distance_from_steps(double y) {
  return std::min({y, 1 - y, std::abs(y - 0.5)});
}

TEST(OpenCircuitVoltage, InvertsTheGalleriesToAMicrovolt) {
  for (const double T : {253.15, room, 353.15}) {
    const OpenCircuitVoltage ocv(two_plateaus(), T);
    int compared = 0;
    for (double U = 2.5; U < 4.9; U += 1.7e-4) {
      const double y = gallery_stoichiometry(two_plateaus().galleries, U, T);
      if (distance_from_steps(y) < 1e-3) continue;
      EXPECT_NEAR(ocv.at(y).value, U, 1e-6) << y;
      ++compared;
    }
    EXPECT_GT(compared, 300);
  }
}

TEST(OpenCircuitVoltage, ReachesTheStatedVoltagesOfTheEmptyAndTheFullHost) {
  const OpenCircuitVoltage ocv(two_plateaus(), room);
  EXPECT_DOUBLE_EQ(ocv.at(0).value, 5.0);
  EXPECT_DOUBLE_EQ(ocv.at(1).value, 2.4);
  EXPECT_EQ(ocv.y_lower(), 0);
  EXPECT_EQ(ocv.y_upper(), 1);
}

TEST(OpenCircuitVoltage, FallsEverywhere) {
  const OpenCircuitVoltage ocv(two_plateaus(), room);
  double last = ocv.at(0).value;
  for (int k = 1; k <= 100000; ++k) {
    const auto [value, slope] = ocv.at(k * 1e-5);
    ASSERT_LT(value, last) << k;
    ASSERT_LT(slope, 0) << k;
    last = value;
  }
}

TEST(OpenCircuitVoltage, SlopeEqualsDifferences) {
  const OpenCircuitVoltage ocv(two_plateaus(), room);
  constexpr double h = 1e-7;
  for (double y = 0.0013; y < 1; y += 0.0101) {
    const double difference = (ocv.at(y + h).value - ocv.at(y - h).value) / (2 * h);
    EXPECT_NEAR(ocv.at(y).slope, difference, 1e-3 * std::abs(difference)) << y;
  }
}

TEST(OpenCircuitVoltage, StoichiometryInvertsTheVoltageAndKeepsToTheRange) {
  const OpenCircuitVoltage ocv(two_plateaus(), room);
  for (const double y : {1e-6, 0.01, 0.2, 0.4999, 0.5, 0.7, 0.999})
    EXPECT_NEAR(ocv.stoichiometry(ocv.at(y).value), y, 1e-12);
  EXPECT_EQ(ocv.stoichiometry(6.0), 0);
  EXPECT_EQ(ocv.stoichiometry(1.0), 1);
}

TEST(OpenCircuitVoltage, MeanEqualsTheMeanOfManyValues) {
  OpenCircuitVoltageData data = two_plateaus();
  data.entropic_coefficient.value = 1e-3;
  const OpenCircuitVoltage ocv(data, room + 20);
  const double a = 0.05, b = 0.93;
  constexpr int count = 200000;
  double sum = 0;
  for (int k = 0; k < count; ++k) sum += ocv.at(a + (b - a) * (k + 0.5) / count).value;
  EXPECT_NEAR(ocv.mean(a, b), sum / count, 1e-8);
  EXPECT_NEAR(ocv.mean(b, a), ocv.mean(a, b), 1e-14);
}

/// Of galleries as of a table: two curves that are this one, moved up and down.
TEST(OpenCircuitVoltage, OfOneCurveWithAGapIsThatOfTwoCurvesApart) {
  constexpr double gap = 0.05;
  OpenCircuitVoltageData galleries;
  galleries.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
  galleries.empty = 5.0, galleries.full = 2.4;
  const OpenCircuitVoltageData table = test::linear_voltage(4.2, 3.2);
  for (const OpenCircuitVoltageData& one : {galleries, table}) {
    const auto moved = [&](double by) {
      VoltageCurve curve = one;
      if (curve.table) curve.table = test::linear_voltage(4.2 + by, 3.2 + by).table;
      for (Gallery& g : curve.galleries) g.potential += by;
      curve.empty += by, curve.full += by;
      return curve;
    };
    OpenCircuitVoltageData apart, stated = one;
    static_cast<VoltageCurve&>(apart) = moved(-gap / 2);
    apart.hysteresis = Hysteresis{moved(gap / 2), 0.1, -1};
    stated.hysteresis = Hysteresis{{}, 0.1, -1, gap};
    const OpenCircuitVoltage two(apart, 298.15), with_gap(stated, 298.15);
    for (const double y : {0.05, 0.3, 0.5, 0.8, 0.95}) {
      EXPECT_NEAR(with_gap.at(y).value, two.at(y).value, 1e-6) << y;
      EXPECT_NEAR(with_gap.half_gap(y).value, two.half_gap(y).value, 1e-6) << y;
      EXPECT_NEAR(with_gap.half_gap(y).value, gap / 2, 1e-15) << y;
    }
    EXPECT_NEAR(with_gap.mean(0.1, 0.9), two.mean(0.1, 0.9), 1e-6);
  }
}

TEST(OpenCircuitVoltage, ShiftsByTheEntropicCoefficient) {
  OpenCircuitVoltageData data;
  data.table = CubicTable::monotone(Eigen::Array3d(0.1, 0.5, 0.9), Eigen::Array3d(4, 3.5, 3.4));
  data.entropic_coefficient.value = -2e-4;
  data.reference_temperature = 300;
  const OpenCircuitVoltage reference(data, 300), warm(data, 340);
  EXPECT_DOUBLE_EQ(reference.at(0.5).value, 3.5);
  EXPECT_NEAR(warm.at(0.5).value, 3.5 - 40 * 2e-4, 1e-14);
  EXPECT_EQ(warm.at(0.3).slope, reference.at(0.3).slope);
  EXPECT_EQ(warm.y_lower(), 0.1);
  EXPECT_EQ(warm.y_upper(), 0.9);
  EXPECT_NEAR(warm.stoichiometry(3.5 - 40 * 2e-4), 0.5, 1e-12);
}

TEST(OpenCircuitVoltage, OfStraightLinesHoldsTheChargeThatTheyHold) {
  OpenCircuitVoltageData data;
  data.table = CubicTable::linear(Eigen::Array4d(0, 0.2, 0.6, 1), Eigen::Array4d(4.2, 3.8, 3.7, 2.7));
  data.reference_temperature = room;
  const OpenCircuitVoltage ocv(data, room);
  EXPECT_NEAR(ocv.stoichiometry(4.0), 0.1, 1e-14);
  EXPECT_NEAR(ocv.stoichiometry(3.75), 0.4, 1e-14);
  EXPECT_NEAR(ocv.stoichiometry(3.2), 0.8, 1e-14);
  EXPECT_NEAR(ocv.mean(0.1, 0.8), (0.1 * 3.9 + 0.4 * 3.75 + 0.2 * 3.45) / 0.7, 1e-14);
  Curve& by_temperature = data.entropic_coefficient;
  by_temperature.variable = Curve::Variable::stoichiometry;
  by_temperature.table = CubicTable::linear(Eigen::Array3d(0, 0.5, 1), Eigen::Array3d(2e-4, -1e-4, 0));
  const OpenCircuitVoltage warm(data, room + 20);
  EXPECT_NEAR(warm.at(0.25).value, 3.7875 + 20 * 5e-5, 1e-14);
  EXPECT_NEAR(warm.at(0.25).slope, -0.25 - 20 * 6e-4, 1e-14);
  EXPECT_NEAR(warm.mean(0, 1) - ocv.mean(0, 1), 20 * (0.5 * 5e-5 - 0.5 * 5e-5), 1e-15);
}

// One gallery alone:  U = U_k + w RT/F ln[(1 - y) / y], which widens with temperature about U_k at y = 1/2.
TEST(OpenCircuitVoltage, FollowsNernstForOneGalleryAtAnyTemperature) {
  for (const double T : {room, 373.15})
    for (const double width : {0.5, 1.0, 2.5}) {
      const OpenCircuitVoltage ocv(one_plateau(width), T);
      EXPECT_NEAR(ocv.at(0.5).value, 3.7, 1e-6);
      for (double y = 0.01; y < 0.995; y += 0.01)
        EXPECT_NEAR(ocv.at(y).value, 3.7 + width * gas_constant * T / faraday * std::log((1 - y) / y), 1e-6) << y;
    }
}

TEST(GalleryStoichiometry, IsFiniteFarFromThePlateaus) {
  const auto galleries = two_plateaus().galleries;
  EXPECT_EQ(gallery_stoichiometry(galleries, 100.0, room), 0);
  EXPECT_DOUBLE_EQ(gallery_stoichiometry(galleries, -100.0, room), 1);
}

}  // namespace
}  // namespace closo
