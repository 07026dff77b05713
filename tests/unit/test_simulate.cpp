// The loop over the steps of a protocol: why each step ends, what is shown, and what adds up.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/cells.hpp"

namespace closo {
namespace {

/// What a run shows, with the times of its profiles.
struct Record : test::Keeper {
  std::vector<double> profiles;
  std::vector<double> profile_charges;  // over the nominal capacity
  Outcome outcome;

  void profile(const Cell& cell, const Moment& m) override {
    profiles.push_back(m.time);
    profile_charges.push_back(m.state(cell.layout().q()));
  }
  double charge() const {
    double sum = 0;
    for (const StepResult& step : steps) sum += step.charge;
    return sum;
  }
  std::vector<double> times() const {
    std::vector<double> values;
    for (const Row& row : rows) values.push_back(row.time);
    return values;
  }
};

RunSettings settings_for(const std::vector<std::string>& protocol, double y) {
  RunSettings settings;
  settings.mesh = {4, 8, 2.0};
  settings.start_stoichiometry = y;
  settings.protocol = test::protocol_of(protocol);
  return settings;
}

Record run(const CellParameters& parameters, const RunSettings& settings) {
  Cell cell(parameters, settings.mesh);
  Record record;
  record.outcome = simulate(cell, settings, record);
  return record;
}

/// The reason why the last of some steps ended.
std::string reason(const std::vector<std::string>& protocol, double y) {
  return run(test::simple_cell(), settings_for(protocol, y)).steps.back().stop_reason();
}

TEST(Simulate, NamesTheLimitThatEndedAStep) {
  EXPECT_EQ(reason({"Discharge at C/10 until 3.5 V"}, 0.1), "lower cut-off 3.5 V reached");
  EXPECT_EQ(reason({"Charge at C/10 until 4 V"}, 0.9), "upper cut-off 4 V reached");
  EXPECT_EQ(reason({"Rest for 10 min"}, 0.5), "time limit reached (10 min)");
  EXPECT_EQ(reason({"Discharge at C/10 until 2.6 V"}, 0.5),
            "the surface of the active particles reached stoichiometry 1: they are full");
  const std::string fell = reason({"Charge at 1C until 4 V", "Hold at 4 V until C/20"}, 0.9);
  EXPECT_EQ(fell, "current fell to C/20 (0.00741 mA/cm2)");
}

TEST(Simulate, EndsAStepWhenTheParticlesAreEmpty) {
  CellParameters parameters = test::simple_cell();
  parameters.upper_voltage = 6;
  EXPECT_EQ(run(parameters, settings_for({"Charge at C/10 until 5 V"}, 0.5)).steps.back().stop_reason(),
            "the surface of the active particles reached stoichiometry 0: they are empty");
}

TEST(Simulate, EndsAtTheVoltageOfTheLimit) {
  const Record record =
      run(test::simple_cell(), settings_for({"Discharge at C/10 until 3.5 V", "Charge at C/2 until 4 V"}, 0.1));
  ASSERT_TRUE(record.outcome.completed());
  EXPECT_NEAR(record.steps[0].end_voltage, 3.5, 1e-6);
  EXPECT_NEAR(record.steps[1].end_voltage, 4.0, 1e-6);
  EXPECT_LT(record.steps[1].charge, 0);
  EXPECT_GT(record.steps[0].charge, 0);
  // Energy is charge times a voltage between those of the step.
  EXPECT_GT(record.steps[0].energy, 3.5 * record.steps[0].charge);
  EXPECT_LT(record.steps[0].energy, record.steps[0].start_voltage * record.steps[0].charge);
}

TEST(Simulate, EndsWhenAThinMetalIsStripped) {
  CellParameters parameters = test::simple_cell();
  const Coefficients c = coefficients_of(parameters);
  parameters.flat(Side::negative).thickness =
      0.25 * c.composite().exchange_charge * parameters.flat(Side::negative).metal.thickness_per_charge();
  const Record record = run(parameters, settings_for({"Discharge at C/10", "Charge at C/10 for 1 h"}, 0.2));
  EXPECT_EQ(record.steps[0].stop_reason().find("the sodium electrode is exhausted"), 0u)
      << record.steps[0].stop_reason();
  EXPECT_NEAR(record.steps[0].charge, 0.25 * c.composite().exchange_charge, 1e-6 * c.composite().exchange_charge);
  EXPECT_EQ(record.steps[1].stop_reason(), "time limit reached (1 h)");
}

TEST(Simulate, RefusesAPowerOutOfReachAndGoesOn) {
  const Record record =
      run(test::simple_cell(), settings_for({"Discharge at 100 W", "Discharge at 1 mW/cm2 for 1 min"}, 0.5));
  ASSERT_EQ(record.steps.size(), 2u);
  EXPECT_EQ(record.steps[0].stop_reason().find(
                "requested power exceeds the maximum that the cell can deliver in this state, "),
            0u)
      << record.steps[0].stop_reason();
  EXPECT_EQ(record.steps[0].charge, 0);
  EXPECT_EQ(record.steps[0].duration, 0);
  EXPECT_EQ(record.steps[1].stop_reason(), "time limit reached (1 min)");
  EXPECT_NEAR(record.steps[1].energy, 600, 0.01);  // 10 W/m2 for 60 s
  EXPECT_TRUE(record.outcome.completed());
}

TEST(Simulate, EndsAStepAtOnceWhenItsLimitIsPassedAndGoesOn) {
  const Record record =
      run(test::simple_cell(),
          settings_for({"Discharge at C/10 until 4 V", "Charge at C/10 until 3 V", "Charge at C/10 for 1 h"}, 0.5));
  ASSERT_EQ(record.steps.size(), 3u);
  EXPECT_EQ(record.steps[0].stop_reason().find("lower cut-off 4 V reached at the start of the step (V = 3.6"), 0u)
      << record.steps[0].stop_reason();
  EXPECT_EQ(record.steps[1].stop_reason().find("upper cut-off 3 V reached at the start of the step"), 0u)
      << record.steps[1].stop_reason();
  for (const std::size_t k : {0u, 1u}) {
    EXPECT_EQ(record.steps[k].charge, 0);
    EXPECT_EQ(record.steps[k].duration, 0);
  }
  EXPECT_EQ(record.steps[2].stop_reason(), "time limit reached (1 h)");
  EXPECT_NEAR(record.steps[2].charge, -468e3 * 1.14e-2 / 10, 1e-6);
}

TEST(Simulate, LeavesAFullHostOnlyInTheDirectionThatExists) {
  const std::vector<std::string> protocol{"Discharge at C/10", "Discharge at 1C", "Charge at C/10 for 1 h"};
  for (const double y : {0.9, 1.0}) {
    const Record record = run(test::simple_cell(), settings_for(protocol, y));
    ASSERT_EQ(record.steps.size(), 3u);
    for (const std::size_t k : {0u, 1u})
      EXPECT_NE(record.steps[k].stop_reason().find("they are full"), std::string::npos)
          << record.steps[k].stop_reason();
    // The surface may be over-full by a margin far below this.
    EXPECT_LT(record.steps[1].charge, 1e-6 * 468e3 * 1.14e-2);
    EXPECT_EQ(record.steps[2].stop_reason(), "time limit reached (1 h)");
  }
}

TEST(Simulate, ShowsTheSeriesOnAGridOfTimeAndAtTheEndOnce) {
  RunSettings settings = settings_for({"Discharge at C/10 for 5 min", "Rest for 150 s"}, 0.5);
  settings.sampling.every_time_step = false;
  settings.sampling.series_interval = 60;
  const std::vector<double> wanted{0, 60, 120, 180, 240, 300, 300, 360, 420, 450};
  const std::vector<double> found = run(test::simple_cell(), settings).times();
  ASSERT_EQ(found.size(), wanted.size()) << testing::PrintToString(found);
  for (std::size_t k = 0; k < wanted.size(); ++k) EXPECT_NEAR(found[k], wanted[k], 1e-9);
}

TEST(Simulate, SampledStatesLieOnTheSolution) {
  RunSettings settings = settings_for({"Discharge at C/10 for 5 min"}, 0.5);
  settings.sampling.every_time_step = false;
  settings.sampling.series_interval = 7;
  const Cell cell(test::simple_cell(), settings.mesh);
  for (const auto& [time, state] : run(test::simple_cell(), settings).rows)
    EXPECT_NEAR(state(cell.layout().q()), time / 36000, 1e-9);
}

TEST(Simulate, ShowsProfilesAtEachShareOfTheCapacityAndAtTheEndsOnce) {
  RunSettings settings = settings_for({"Discharge at C/10 for 3.5 h"}, 0.1);
  settings.sampling.profile_charge = 0.1;
  const Record ragged = run(test::simple_cell(), settings);
  const std::vector<double> wanted{0, 3600, 7200, 10800, 12600};
  ASSERT_EQ(ragged.profiles.size(), wanted.size()) << testing::PrintToString(ragged.profiles);
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    EXPECT_NEAR(ragged.profiles[k], wanted[k], 1e-3);
    EXPECT_NEAR(ragged.profile_charges[k], wanted[k] / 36000, 1e-9);
  }
  settings.protocol = test::protocol_of({"Discharge at C/10 for 3 h"});
  const std::vector<double> even = run(test::simple_cell(), settings).profiles;
  EXPECT_EQ(even.size(), 4u) << testing::PrintToString(even);
}

TEST(Simulate, ChargeAddsUpOverStepsAndIsThatOfTheSodium) {
  const CellParameters parameters = test::simple_cell();
  const RunSettings settings = settings_for(
      {"Discharge at C/5 until 3.6 V", "Rest for 10 min", "Charge at 0.3 mA/cm2 for 1 h", "Hold at 4 V for 1 h"}, 0.2);
  const Record record = run(parameters, settings);
  const Cell cell(parameters, settings.mesh);
  const Eigen::ArrayXd &first = record.rows.front().state, &last = record.rows.back().state;
  const double nominal = cell.coefficients().nominal_charge;
  EXPECT_NEAR(record.charge(), last(cell.layout().q()) * nominal, 1e-12 * nominal);
  EXPECT_NEAR((ions_in_composite(cell, last) - ions_in_composite(cell, first)) * faraday, record.charge(),
              1e-5 * nominal);
  double time = 0;
  for (const StepResult& step : record.steps) {
    EXPECT_DOUBLE_EQ(step.start_time, time);
    time += step.duration;
  }
  EXPECT_EQ(record.rows.back().time, time);
}

TEST(Simulate, EndsAtTheSameChargeWhenItsStepsAreSplit) {
  const Record whole = run(test::simple_cell(), settings_for({"Discharge at C/2 until 3.5 V"}, 0.1));
  const Record split =
      run(test::simple_cell(),
          settings_for({"Discharge at C/2 for 13 min", "Discharge at C/2 for 21 min", "Discharge at C/2 until 3.5 V"},
                       0.1));
  ASSERT_EQ(split.steps[2].stop_reason(), "lower cut-off 3.5 V reached");
  EXPECT_GT(split.steps[2].charge, 0);
  // The tolerance of a step is 1e-4.
  EXPECT_NEAR(split.charge() / whole.charge(), 1, 5e-4);
}

}  // namespace
}  // namespace closo
