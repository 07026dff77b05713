// Errors of curves that are known, derivatives of curves in closed form, and the replay of a simulated test.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compare/comparison.hpp"
#include "compare/derivative.hpp"
#include "compare/recording.hpp"
#include "compare/time_comparison.hpp"
#include "formats/bdf/measured.hpp"
#include "tests/cells.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

using Direction = compare::HalfCycle::Direction;

constexpr double mV = 1e-3;

compare::HalfCycle curve(double capacity, const std::function<double(double)>& voltage, Direction direction) {
  constexpr int rows = 500;
  compare::HalfCycle half;
  half.direction = direction;
  half.cycle = 1;
  for (int k = 0; k <= rows; ++k) {
    const double share = static_cast<double>(k) / rows;
    half.charge.push_back(capacity * share);
    half.voltage.push_back(voltage(share));
    half.time.push_back(share);
  }
  return half;
}

double falling(double share) {
  return 4 - share - 0.2 * std::sin(share * std::numbers::pi);
}

TEST(Comparison, OfACurveWithItselfIsZero) {
  const compare::HalfCycle half = curve(400e3, falling, Direction::discharge);
  const compare::Comparison c = compare::compare_half_cycles({half}, {half}).pairs.front();
  EXPECT_EQ(c.rms_error, 0);
  EXPECT_EQ(c.largest_error, 0);
  EXPECT_EQ(c.common_share, 1);
  EXPECT_EQ(c.measured.energy(), c.simulated.energy());
  EXPECT_EQ(c.measured_dQ_dV, c.simulated_dQ_dV);
}

TEST(Comparison, FindsAnOffsetWithItsSign) {
  const compare::HalfCycle measured = curve(400e3, falling, Direction::discharge);
  const compare::HalfCycle simulated = curve(
      400e3, [](double share) { return falling(share) - 5 * mV; }, Direction::discharge);
  const compare::Comparison c = compare::compare_half_cycles({measured}, {simulated}).pairs.front();
  EXPECT_NEAR(c.rms_error, 5 * mV, 1e-12);
  EXPECT_NEAR(c.mean_error, -5 * mV, 1e-12);
  EXPECT_NEAR(c.largest_error, 5 * mV, 1e-12);
  EXPECT_NEAR(c.simulated.mean_voltage() - c.measured.mean_voltage(), -5 * mV, 1e-12);
  EXPECT_NEAR(c.simulated.energy() - c.measured.energy(), -5 * mV * 400e3, 1e-6);
}

TEST(Comparison, FindsAScaleOfTheCapacityAndComparesTheCommonPart) {
  const auto line = [](double share) { return 4 - share; };
  const compare::HalfCycle measured = curve(400e3, line, Direction::discharge);
  const compare::HalfCycle simulated = curve(360e3, line, Direction::discharge);
  const compare::Comparison c = compare::compare_half_cycles({measured}, {simulated}).pairs.front();
  EXPECT_NEAR(c.simulated.specific_charge() / c.measured.specific_charge(), 0.9, 1e-12);
  EXPECT_NEAR(c.simulated.energy() / c.measured.energy(), 0.9, 1e-12);
  EXPECT_NEAR(c.common_share, 0.9, 1e-12);
  EXPECT_NEAR(c.largest_error, 0.1, 1e-12);  // 4 - q/360e3 less 4 - q/400e3, at the end
  EXPECT_NEAR(c.mean_error, -0.05, 1e-12);
  EXPECT_NEAR(c.rms_error, 0.1 / std::sqrt(3), 1e-4);
}

TEST(Comparison, PairsByDirectionCycleAndPlaceAndSaysWhatIsLeft) {
  compare::HalfCycle charge = curve(
      1, [](double share) { return 3 + share; }, Direction::charge);
  compare::HalfCycle second = charge, later = charge;
  second.occurrence = 2, later.cycle = 2;
  const compare::Comparisons found = compare::compare_half_cycles({charge, second, later}, {second, charge});
  ASSERT_EQ(found.pairs.size(), 2u);
  EXPECT_EQ(found.pairs[1].measured.name(), "charge 1.2");
  EXPECT_EQ(found.unpaired, std::vector<std::string>{"charge 2, not simulated"});
  EXPECT_EQ(compare::compare_half_cycles({later}, {later, charge}).unpaired,
            std::vector<std::string>{"1 of the simulated half cycles, not measured"});
}

TEST(Comparison, AtEqualTimeSetsVoltagesAsideOfWhatPassed) {
  // The instrument has counted a tenth too much; the voltages are the same at every time.
  const compare::HalfCycle measured = curve(440e3, falling, Direction::discharge);
  compare::HalfCycle simulated = curve(400e3, falling, Direction::discharge);
  compare::HalfCycle later = measured;
  for (double& time : later.time) time += 1000;
  for (const auto& [half, start] : {std::pair(measured, 0.0), {later, 1000.0}}) {
    const compare::Comparison c = compare::compare_half_cycles({half}, {simulated}, {}, start).pairs.front();
    EXPECT_NEAR(c.largest_error, 0, 1e-9);
    EXPECT_NEAR(c.common_share, 1, 1e-12);
    EXPECT_NEAR(c.simulated.specific_charge(), 400e3, 1e-6);
    EXPECT_NEAR(c.simulated.energy() / c.measured.energy(), 1 / 1.1, 1e-12);
    EXPECT_NEAR(c.simulated.mean_voltage() / c.measured.mean_voltage(), 1, 1e-12);
  }
  for (auto* column : {&simulated.charge, &simulated.voltage, &simulated.time})
    column->resize(251);  // it ended half way
  const compare::Comparison half = compare::compare_half_cycles({measured}, {simulated}, {}, 0.0).pairs.front();
  EXPECT_NEAR(half.common_share, 0.5, 1e-12);
  EXPECT_NEAR(half.charge.back(), 220e3, 1e-6);
  EXPECT_NEAR(half.largest_error, 0, 1e-9);
}

TEST(HalfCycles, OfAnotherRecordingAreSplitAsTheFirstWithItsOwnCharge) {
  compare::Recording split, own;
  split.time = {0, 1, 2, 3, 4, 5}, split.voltage = {3, 3.5, 4, 3.8, 3.5, 3};
  split.current = {-1, -1, 0, 0, 1, 1}, split.charge = {0, -1, -1, -1, -0.5, 0.5};
  split.step = {1, 1, 2, 2, 3, 3}, split.cycle = {4, 4, 4, 4, 4, 4};
  own = split;
  own.charge = {0, -2, -2, -2, -1, 1};
  for (double& voltage : own.voltage) voltage += 0.1;
  const std::vector<compare::HalfCycle> whole = compare::half_cycles(own, split);
  ASSERT_EQ(whole.size(), 2u);
  EXPECT_EQ(whole[0].name(), "charge 4");
  EXPECT_EQ(whole[0].charge, (std::vector<double>{0, 2}));
  EXPECT_EQ(whole[1].charge, (std::vector<double>{1, 3}));  // the first passed before its first row
  EXPECT_DOUBLE_EQ(whole[1].energy(), 1 * 3.6 + 2 * 3.35);
  for (auto* column : {&own.time, &own.voltage, &own.current, &own.charge}) column->resize(3);
  own.step.resize(3), own.cycle.resize(3);
  EXPECT_EQ(compare::half_cycles(own, split).size(), 1u);
}

TEST(ChargePerVoltage, OfAStraightLineIsItsSlopeAndNegativeOnDischarge) {
  const compare::HalfCycle discharge = curve(
      400e3, [](double share) { return 4 - 0.5 * share; }, Direction::discharge);
  EXPECT_NEAR(compare::charge_per_voltage(discharge, {3.75}, 0.01).front() / -800e3, 1, 1e-9);
  EXPECT_NEAR(compare::charge_per_voltage(discharge, {4.0}, 0.01).front() / -400e3, 1,
              1e-9);  // half of the window is empty
  EXPECT_EQ(compare::charge_per_voltage(discharge, {3.0}, 0.01).front(), 0);
  const compare::HalfCycle charge = curve(
      400e3, [](double share) { return 3.5 + 0.5 * share; }, Direction::charge);
  EXPECT_NEAR(compare::charge_per_voltage(charge, {3.75}, 0.01).front() / 800e3, 1, 1e-9);
}

TEST(ChargePerVoltage, OfAPlateauWithNoiseKeepsItsCharge) {
  std::mt19937 random(1);
  std::normal_distribution<double> noise(0, 0.5 * mV);
  const compare::HalfCycle noisy = curve(
      400e3, [&](double) { return 3.6 + noise(random); }, Direction::charge);
  EXPECT_NEAR(compare::charge_per_voltage(noisy, {3.6}, 0.01).front() * 0.01 / 400e3, 1, 1e-9);
}

TEST(VoltagePerCharge, OfAParabolaIsExactAwayFromTheEnds) {
  std::vector<double> charge, voltage;
  for (int k = 0; k <= 100; ++k) charge.push_back(k), voltage.push_back(4 - 1e-4 * k * k);
  const std::vector<double> slope = compare::voltage_per_charge(charge, voltage, 10);
  EXPECT_NEAR(slope[50], -1e-2, 1e-12);
  EXPECT_LT(slope.front(), 0);
  EXPECT_EQ(slope.size(), charge.size());
}

/// Runs a protocol on the simple cell, and writes it as closo export does.
class ReplayTest : public testing::Test {
 protected:
  static compare::Recording run(const CellParameters& parameters, const Protocol& protocol) {
    RunSettings settings;
    settings.mesh = {6, 10, 2.0};
    settings.start_stoichiometry = 0.9;
    settings.protocol = protocol;
    Cell cell(parameters, settings.mesh);
    SolutionBuilder builder(cell, settings.retention_from, {}, &compare::wanted_of_recordings());
    simulate(cell, settings, builder);
    return compare::recording_of(builder.solution(), parameters);
  }

  /// @param columns  whether steps and cycles are told, and the charge
  Measured written(const compare::Recording& r, bool columns) const {
    const CellParameters cell = test::simple_cell();
    const double mass = cell.composite().active_loading * cell.area;
    std::ofstream file(path_);
    file << "Test Time / s,Voltage / V,Current / A"
         << (columns ? ",Cycle Count / 1,Step Count / 1,Net Capacity / Ah\n" : "\n");
    for (std::size_t k = 0; k < r.time.size(); ++k) {
      file << fmt::format("{},{},{}", r.time[k], r.voltage[k], -r.current[k] * mass);
      if (columns) file << fmt::format(",{},{},{}", r.cycle[k], r.step[k], -r.charge[k] * mass / 3600);
      file << "\n";
    }
    file.close();
    return read_measured(path_, mass);
  }

  test::TestFolder folder_;
  std::filesystem::path path_ = folder_ / "test.csv";
  const Protocol protocol_ = test::protocol_of(
      {"Charge at C/2 until 4.0 V", "Hold at 4.0 V until C/10", "Rest for 30 minutes", "Discharge at 1C until 3.2 V"});
};

TEST_F(ReplayTest, AWrittenTestIsTheSimulatedOne) {
  const compare::Recording r = run(test::simple_cell(), protocol_);
  const compare::Comparisons found =
      compare::compare_half_cycles(written(r, true).half_cycles, compare::half_cycles(r));
  ASSERT_EQ(found.pairs.size(), 2u);
  EXPECT_TRUE(found.unpaired.empty());
  for (const compare::Comparison& c : found.pairs) {
    EXPECT_LT(c.largest_error, 1e-9);
    EXPECT_NEAR(c.simulated.specific_charge() / c.measured.specific_charge(), 1, 1e-12);
  }
}

TEST_F(ReplayTest, GivesTheVoltageOfTheTestWithinAMillivolt) {
  const compare::Recording r = run(test::simple_cell(), protocol_);
  for (const bool columns : {true, false}) {
    const Measured measured = written(r, columns);
    auto profile = std::make_shared<Profile>();
    profile->kind = Amount::Kind::specific_current;
    profile->time = measured.recording->time, profile->value = measured.recording->current;
    ProtocolStep step;
    step.kind = ProtocolStep::Kind::profile;
    step.profile = profile;
    const compare::TimeComparison c = compare::compare_in_time(*measured.recording, run(test::simple_cell(), {{step}}));
    EXPECT_NEAR(c.time.back(), r.time.back(), 1);
    EXPECT_LT(c.rms_error, 1 * mV);
    EXPECT_LT(c.largest_error, 5 * mV);
    const compare::Comparisons found =
        compare::compare_half_cycles(measured.half_cycles, compare::half_cycles(c.simulated, *measured.recording), {},
                                     measured.recording->time.front());
    ASSERT_EQ(found.pairs.size(), 2u);
    for (const compare::Comparison& pair : found.pairs) EXPECT_LT(pair.rms_error, 1 * mV);
  }
}

TEST_F(ReplayTest, ShowsAResistanceThatTheModelLacks) {
  CellParameters resistive = test::simple_cell();
  resistive.composite().collector_resistance = 5e-4;  // ohm m2
  const compare::Recording r = run(resistive, protocol_);
  const Measured measured = written(r, true);
  const double one_c = resistive.nominal_capacity * resistive.composite().active_loading / 3600;
  compare::Recording simulated = run(test::simple_cell(), protocol_);
  const compare::Comparison discharge =
      compare::compare_half_cycles(measured.half_cycles, compare::half_cycles(simulated)).pairs.back();
  EXPECT_NEAR(discharge.residual[300], one_c * resistive.composite().collector_resistance, 3 * mV);
}

}  // namespace
}  // namespace closo
