// Durations as charge alone has them, by hand.
#include <gtest/gtest.h>

#include "cycler/protocol_estimate.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

RunSettings settings(double start, const std::vector<std::string>& steps) {
  RunSettings s;
  s.start_stoichiometry = s.start_voltage = start;
  s.protocol = test::protocol_of(steps);
  return s;
}

/// The time to move the stoichiometry by dy at 1C [s]: the cell holds a little more than its nominal capacity.
double time_for(const CellParameters& c, double dy) {
  const Coefficients k = coefficients_of(c);
  return dy * k.composite().exchange_charge / k.one_c();
}

}  // namespace

// U falls by a straight line from 4.2 V to 3.2 V.
TEST(ProtocolEstimate, GoesToTheStoichiometryOfEachVoltage) {
  const CellParameters c = test::simple_cell();
  const RunSettings s =
      settings(0.5, {"Charge at C/2 until 4.1 V", "Discharge at 2C until 3.4 V", "Charge at 1C until 3.6 V",
                     "Discharge at 1C for 10 minutes", "Rest for 7 minutes"});
  const ProtocolEstimate e(c, s);
  const double expected[] = {2 * time_for(c, 0.4), time_for(c, 0.7) / 2, time_for(c, 0.2), 600, 420};
  double total = 0;
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(e.of(s.protocol[k]) / expected[k], 1, 1e-5) << k;
    total += expected[k];
  }
  EXPECT_NEAR(e.total() / total, 1, 1e-5);
  EXPECT_EQ(e.steps(), 5);
}

TEST(ProtocolEstimate, FollowsChargesTimesAndWhatAStepLeaves) {
  const CellParameters c = test::simple_cell();
  const Coefficients k = coefficients_of(c);
  const RunSettings s = settings(
      0.2, {"Discharge at 1C until 20 mAh/g", "Discharge at 1C until stoichiometry 0.6", "Charge at 1C until 4.2 V",
            "Hold at 4.2 V for 30 minutes", "Discharge at 1C until 60 mWh/g or until 3.2 V"});
  const ProtocolEstimate e(c, s);
  const double dy = 20 * 3600 * 1.14e-2 / k.composite().exchange_charge;
  EXPECT_NEAR(e.of(s.protocol[0]) / time_for(c, dy), 1, 1e-5);
  EXPECT_NEAR(e.of(s.protocol[1]) / time_for(c, 0.4 - dy), 1, 1e-4);
  EXPECT_NEAR(e.of(s.protocol[2]) / time_for(c, 0.6), 1, 1e-4);
  EXPECT_EQ(e.of(s.protocol[3]), 1800);
  EXPECT_NEAR(e.of(s.protocol[4]) / time_for(c, 60 * 3600 * 1.14e-2 / 4.2 / k.composite().exchange_charge), 1, 1e-4);
}

TEST(ProtocolEstimate, CountsTheFirstPassOfALoopAndTheOthersAsTheSecond) {
  const CellParameters c = test::simple_cell();
  RunSettings s = settings(0.5, {});
  Loop loop;
  loop.passes = 10;
  loop.body = test::protocol_of({"Charge at 1C until 4.2 V", "Discharge at 1C until 3.2 V"});
  s.protocol.emplace_back(loop);
  const ProtocolEstimate e(c, s);
  EXPECT_NEAR(e.total() / time_for(c, 1.5 + 9 * 2), 1, 1e-4);
  EXPECT_NEAR(e.of(s.protocol[0]), e.total(), 1e-6);
  EXPECT_EQ(e.steps(), 20);
}

TEST(ProtocolEstimate, WithoutActiveMaterialCountsWhatAStepStates) {
  const CellParameters c = test::carbon_cell(0.3);
  const RunSettings s = settings(2.5, {"Charge at 2 uA/cm2 for 5 minutes", "Charge at 2 uA/cm2 until 1 uAh",
                                       "Charge at 2 uA/cm2 for 5 minutes or until 1 uAh",
                                       "Charge at 2 uA/cm2 until 4 V", "Hold at 4 V until 0.1 uA/cm2"});
  const ProtocolEstimate e(c, s);
  const double expected[] = {300, 1800, 300, 0, 0};  // 2 uA of a cell of 1 cm2
  for (std::size_t k = 0; k < 5; ++k) EXPECT_NEAR(e.of(s.protocol[k]), expected[k], 1e-9) << k;
}

TEST(ProtocolEstimate, OfAPowerTakesTheVoltageAtItsStart) {
  const CellParameters c = test::simple_cell();
  const RunSettings s = settings(0.5, {"Discharge at 0.1 mW until 3.2 V", "Charge at 0.1 mW for 3 minutes",
                                       "Ramp to 3.7 V at 1 mV/s", "Discharge at 1C until 3.2 V"});
  const ProtocolEstimate e(c, s);
  const double exchange = coefficients_of(c).composite().exchange_charge;
  EXPECT_NEAR(e.of(s.protocol[0]) / (0.5 * exchange * 3.7), 1, 1e-4);  // 1 W/m2
  EXPECT_NEAR(e.of(s.protocol[1]), 180, 1e-6);
  const double filled = 1 - 180 / 3.2 / exchange;
  EXPECT_NEAR(e.of(s.protocol[2]) / (1000 * (filled - 0.5)), 1, 1e-3);
  EXPECT_NEAR(e.of(s.protocol[3]) / time_for(c, 0.5), 1, 1e-4);
}

TEST(ProtocolEstimate, OfARampIsItsVoltageOverItsRate) {
  const CellParameters c = test::carbon_cell(0.3);
  const RunSettings s = settings(2.5, {"Ramp to 4.5 V at 1 mV/s", "Ramp to 3 V at 0.5 mV/s"});
  const ProtocolEstimate e(c, s);
  EXPECT_NEAR(e.of(s.protocol[0]), 2000, 1e-6);
  EXPECT_NEAR(e.of(s.protocol[1]), 3000, 1e-6);
}

TEST(FormatDuration, ChoosesAUnitThatReadsWell) {
  for (const auto& [seconds, text] : std::vector<std::pair<double, std::string>>{{0.5, "0.5 s"},
                                                                                 {119, "119 s"},
                                                                                 {120, "2 min"},
                                                                                 {7199, "120 min"},
                                                                                 {7200, "2 h"},
                                                                                 {12600, "3.5 h"},
                                                                                 {259199, "72 h"},
                                                                                 {259200, "3 d"},
                                                                                 {1e8, "1157 d"}})
    EXPECT_EQ(format_duration(seconds), text);
}

}  // namespace closo
