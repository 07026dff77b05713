// Measured tables: what is read, how a test is split into charges and discharges, and what is refused with its line.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "formats/bdf/measured.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

constexpr double mass = 1e-3;       // kg
constexpr double mAh_per_g = 3600;  // C kg-1
const std::string head = "Test Time / s,Voltage / V,Current / A\n";
const std::string stepped = "Test Time / s,Voltage / V,Current / A,Step Count / 1\n";

class MeasuredTest : public testing::Test {
 protected:
  Measured read(const std::string& text) const {
    std::ofstream(path_, std::ios::binary) << text;
    return read_measured(path_, mass);
  }

  std::vector<std::string> names(const std::string& text) const {
    std::vector<std::string> result;
    for (const compare::HalfCycle& half : read(text).half_cycles) result.push_back(half.name());
    return result;
  }

  /// The message of the error without the directory, "no error" if there was none.
  std::string error_of(const std::string& text) const {
    try {
      read(text);
    } catch (const InputError& error) {
      const std::string message = error.what();
      return message.substr(message.find("test.csv"));
    }
    return "no error";
  }

  void expect_error(const std::string& text, const std::string& start, const std::string& phrase) const {
    const std::string error = error_of(text);
    EXPECT_TRUE(error.starts_with(start)) << error;
    EXPECT_NE(error.find(phrase), std::string::npos) << error;
  }

  test::TestFolder folder_;
  std::filesystem::path path_ = folder_ / "test.csv";
};

using Names = std::vector<std::string>;

TEST_F(MeasuredTest, ReadsTheBatteryDataFormatWithChargePositive) {
  const Measured measured = read(head + "0,3.5,0.001\n3600,3.9,0.001\n3600,3.8,-0.001\n5400,3.0,-0.001\n");
  ASSERT_EQ(measured.half_cycles.size(), 2u);
  const compare::HalfCycle &charge = measured.half_cycles[0], &discharge = measured.half_cycles[1];
  EXPECT_EQ(charge.direction, compare::HalfCycle::Direction::charge);
  EXPECT_NEAR(charge.specific_charge(), 1 * mAh_per_g, 1e-9);
  EXPECT_NEAR(charge.mean_voltage(), 3.7, 1e-12);
  EXPECT_EQ(discharge.direction, compare::HalfCycle::Direction::discharge);
  EXPECT_NEAR(discharge.specific_charge(), 0.5 * mAh_per_g, 1e-9);
  EXPECT_NEAR(discharge.energy(), 0.5 * 3.4 * mAh_per_g, 1e-9);
}

TEST_F(MeasuredTest, EnergyIsThatOfAllTheChargeAlsoBeforeTheFirstRow) {
  // A rest, then 1 mA whose first row comes after 360 s; and a curve that begins at 10 mAh/g.
  const compare::HalfCycle test =
      read(stepped + "0,4.2,0,1\n360,4.2,0,1\n720,4,-0.001,2\n3960,3,-0.001,2\n").half_cycles.front();
  EXPECT_NEAR(test.specific_charge(), 1 * mAh_per_g, 1e-9);
  EXPECT_NEAR(test.energy(), (0.1 * 4 + 0.9 * 3.5) * mAh_per_g, 1e-9);
  EXPECT_NEAR(test.mean_voltage() * test.specific_charge() / test.energy(), 1, 1e-14);
  const compare::HalfCycle curve = read("capacity [mAh/g],voltage [V]\n10,4\n100,3\n").half_cycles.front();
  EXPECT_NEAR(curve.energy(), (10 * 4 + 90 * 3.5) * mAh_per_g, 1e-6);
  EXPECT_NEAR(curve.mean_voltage() * curve.specific_charge() / curve.energy(), 1, 1e-14);
}

TEST_F(MeasuredTest, ConvertsUnitsAndDoesNotReadOtherColumns) {
  const Measured measured = read("time [h],voltage [mV],date,Current / mA\n0,3500,monday,1\n1,3900,tuesday,1\n");
  ASSERT_EQ(measured.half_cycles.size(), 1u);
  EXPECT_NEAR(measured.half_cycles[0].specific_charge(), mAh_per_g, 1e-9);
  EXPECT_NEAR(measured.half_cycles[0].voltage[1], 3.9, 1e-12);
  EXPECT_NEAR(measured.half_cycles[0].time[1], 3600, 1e-9);
}

TEST_F(MeasuredTest, ReadsACurveReadOffAFigureAndItsDirection) {
  const compare::HalfCycle curve = read("capacity [mAh/g],voltage [V]\n0,4.1\n50,3.9\n100,3.0\n").half_cycles.front();
  EXPECT_EQ(curve.name(), "discharge 1");
  EXPECT_NEAR(curve.specific_charge(), 100 * mAh_per_g, 1e-6);
  EXPECT_EQ(names("Specific Capacity / mAh g-1,Voltage / V\n0,3.0\n100,4.1\n"), Names{"charge 1"});
}

TEST_F(MeasuredTest, SplitsByTheSignOfTheCurrentAndCountsCycles) {
  const std::string rows =
      "0,3.5,1e-3\n1,3.9,1e-3\n2,3.8,0\n3,3.8,0\n4,3.7,-1e-3\n5,3.5,-1e-3\n6,3.6,1e-3\n7,3.9,1e-3\n8,3.7,-1e-3\n"
      "9,3.2,-1e-3\n";
  EXPECT_EQ(names(head + rows), (Names{"charge 1", "discharge 1", "charge 2", "discharge 2"}));
}

TEST_F(MeasuredTest, SplitsByCyclesOfTheFile) {
  const std::string header = "Test Time / s,Voltage / V,Current / A,Cycle Count / 1\n";
  EXPECT_EQ(
      names(header + "0,3.5,1,3\n1,3.9,1,3\n2,3.7,-1,3\n3,3.2,-1,3\n4,3.2,-1,4\n5,3,-1,4\n6,3.3,1,4\n7,3.9,1,4\n"),
      (Names{"charge 3", "discharge 3", "discharge 4", "charge 4"}));
}

TEST_F(MeasuredTest, TakesAStepWholeInSpiteOfNoiseAndJoinsAHoldToItsCharge) {
  const Measured measured = read(stepped +
                                 "0,3.5,1e-3,1\n3600,4.1,1e-3,1\n3600,4.1,5e-4,2\n3700,4.1,1e-5,2\n3710,4.1,-4e-6,2\n"
                                 "3720,4.1,4e-6,2\n3730,4.0,0,3\n4000,4.0,0,3\n4001,3.9,-1e-3,4\n7600,3.1,-1e-3,4\n");
  ASSERT_EQ(measured.half_cycles.size(), 2u);
  const compare::HalfCycle& charge = measured.half_cycles[0];
  EXPECT_TRUE(std::is_sorted(charge.charge.begin(), charge.charge.end()));
  EXPECT_NEAR(charge.specific_charge(), (3600e-3 + 100 * 2.55e-4) / mass, 0.1);
  EXPECT_NEAR(measured.half_cycles[1].specific_charge(), 3600e-3 / mass, 1e-9);  // from the end of the rest on
}

TEST_F(MeasuredTest, TakesTheNetCapacityOfTheInstrumentWhereThereIsOne) {
  const std::string header = "Test Time / s,Voltage / V,Current / A,Net Capacity / Ah\n";
  const Measured measured = read(header + "0,3.5,1e-3,0\n3600,3.9,1e-5,0.0006\n");
  EXPECT_NEAR(measured.half_cycles[0].specific_charge(), 0.6 * mAh_per_g, 1e-9);
  // Set back at a half cycle: the jump has the direction of the current, and is far more than it can pass.
  expect_error(header + "0,3.9,-1,0\n1800,3.7,-1,-0.5\n3600,3.5,-1,-1\n3601,3.6,1,0\n5400,3.9,1,0.5\n",
               "test.csv:5: Net Capacity / Ah: found '0'", "not reset");
  EXPECT_EQ(error_of(header + "0,3.9,-1,0\n1800,3.7,-1,-0.5\n3600,3.5,-1,-1\n3601,3.6,1,-1\n5400,3.9,1,-0.5\n"),
            "no error");
  expect_error(header + "0,3.5,1e-3,0\n1,3.9,1e-3,0.5\n2,3.9,1e-3,0.1\n", "test.csv:3: Net Capacity / Ah", "not reset");
}

TEST_F(MeasuredTest, NamesAMissingColumnAndAWrongUnit) {
  expect_error("Test Time / s,Voltage / V\n0,3\n1,3\n", "test.csv:1: found", "a column 'Current / A'");
  expect_error("# a comment\nTest Time / s,Current / A\n0,3\n", "test.csv:2: found", "a column 'Voltage / V'");
  expect_error("Test Time / V,Voltage / V,Current / A\n0,3,1\n", "test.csv:1: found 'Test Time / V'", "Test Time / s");
  expect_error("Test Time,Voltage / V,Current / A\n0,3,1\n", "test.csv:1: found 'Test Time'", "a unit");
  expect_error("capacity [mAh],voltage [V]\n0,3\n1,3\n", "test.csv:1: found 'capacity [mAh]'", "mAh g-1");
}

TEST_F(MeasuredTest, RefusesRowsThatAreNoNumbers) {
  expect_error(head + "0,3,1\n1,nan,1\n", "test.csv:3: Voltage / V: found 'nan'", "finite");
  expect_error(head + "0,3,1\n1,3", "test.csv:3: found '1,3'", "3 numbers");
  expect_error(head + "0,3.1,1\n1,3,2,1\n", "test.csv:3: found '1,3,2,1'", "decimal points");
  expect_error("Test Time / s;Voltage / V;Current / A\n0;3,1;1\n", "test.csv:1", "separated by commas");
  expect_error(stepped + "0,3,1,1.5\n1,3,1,1.5\n", "test.csv:2: Step Count / 1: found '1.5'", "a whole number");
  expect_error("", "test.csv: empty", "a header line");
  expect_error(head, "test.csv:1: empty", "at least one row");
}

TEST_F(MeasuredTest, RefusesTimesThatDoNotGoOn) {
  expect_error(head + "0,3,1\n2,3.1,1\n1,3.2,1\n", "test.csv:4: Test Time / s: found '1'", "not earlier");
  EXPECT_EQ(error_of(stepped + "0,3,1,1\n2,3.1,1,1\n2,3.1,1,2\n3,3.2,1,2\n"), "no error");
  EXPECT_EQ(error_of(head + "0,3,1\n2,3.1,1\n2,3.0,-1\n3,2.9,-1\n"), "no error");
}

TEST_F(MeasuredTest, SaysThatSpectraAreNoCurves) {
  expect_error("Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n1e5,50,-1\n", "test.csv:1",
               "a test or a curve");
}

TEST_F(MeasuredTest, RefusesCurvesOfTwoBranchesAndCurrentsOfTheOtherSign) {
  expect_error("capacity [mAh/g],voltage [V]\n0,3\n50,4\n40,3.9\n", "test.csv:4: Specific Capacity", "larger");
  expect_error("capacity [mAh/g],voltage [V]\n-1,3\n50,4\n", "test.csv:2: Specific Capacity",
               "a capacity of at least 0");
  expect_error(head + "0,3.5,-1\n1,3.9,-1\n2,3.8,1\n3,3.0,1\n", "test.csv:1: Current / A", "positive on charge");
  expect_error(head + "0,3.5,0\n1,3.9,0\n", "test.csv:1: Current / A", "the current is 0 throughout");
}

}  // namespace
}  // namespace closo
