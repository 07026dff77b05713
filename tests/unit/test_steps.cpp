// Steps beyond constant current: ramps, profiles, limits of every kind, conditions, and runs that are gone on with.
#include <atomic>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cycler/step_control.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

struct StepRecord {
  test::Keeper kept;
  Outcome outcome;
  const StepResult& last() const { return kept.steps.back(); }
};

RunSettings settings_for(Protocol protocol, double y) {
  RunSettings settings;
  settings.mesh = {4, 8, 2.0};
  settings.start_stoichiometry = y;
  settings.protocol = std::move(protocol);
  return settings;
}

StepRecord run(const RunSettings& settings) {
  Cell cell(test::simple_cell(), settings.mesh);
  StepRecord r;
  r.outcome = simulate(cell, settings, r.kept);
  return r;
}

StepRecord run(const std::vector<std::string>& texts, double y = 0.5) {
  return run(settings_for(test::protocol_of(texts), y));
}

double voltage(const test::Keeper::Row& row) {
  const Cell cell(test::simple_cell(), {4, 8, 2.0});
  return row.state(cell.layout().V());
}
double current(const test::Keeper::Row& row) {
  const Cell cell(test::simple_cell(), {4, 8, 2.0});
  return row.state(cell.layout().i());
}

ProtocolStep profile_of(Amount::Kind kind, std::vector<double> time, std::vector<double> value) {
  auto profile = std::make_shared<Profile>();
  profile->name = "pulses";
  profile->kind = kind;
  profile->time = std::move(time), profile->value = std::move(value);
  ProtocolStep step;
  step.kind = ProtocolStep::Kind::profile;
  step.profile = profile;
  return step;
}

TEST(Steps, RampTheVoltageFromWhereItIs) {
  const StepRecord r = run({"Rest for 1 min", "Ramp to 3.9 V at 1 mV/s", "Ramp to 3.8 V at 2 mV/s"});
  const double start = r.kept.steps[0].end_voltage;
  EXPECT_NEAR(r.kept.steps[1].duration, (3.9 - start) / 1e-3, 1e-9);
  EXPECT_EQ(r.kept.steps[1].stop_reason(), "the ramp reached 3.9 V");
  EXPECT_LT(r.kept.steps[1].charge, 0);
  EXPECT_NEAR(r.kept.steps[2].duration, 50, 1e-9);
  for (const auto& row : r.kept.rows) {
    const double t = row.time - 60;
    if (t <= 0 || t > r.kept.steps[1].duration) continue;
    EXPECT_NEAR(voltage(row), start + 1e-3 * t, 1e-9);
  }
}

TEST(Steps, FollowAProfileOfCurrentExactlyThroughItsJumps) {
  const ProtocolStep step =
      profile_of(Amount::Kind::current_density, {0, 60, 60, 120, 180}, {0.1, 0.1, -0.3, -0.3, 0.5});
  const StepRecord r = run(settings_for({{step}}, 0.5));
  EXPECT_EQ(r.last().stop_reason(), "end of the profile reached");
  EXPECT_NEAR(r.last().charge, 6 - 18 + 6, 1e-3);  // a tolerance of 1e-4 goes with 5e3 C/m2
  EXPECT_NEAR(r.last().duration, 180, 1e-12);
  // The last ramp crosses zero after 22.5 s: 3.375 C/m2 in, 9.375 C/m2 out.
  EXPECT_NEAR(r.last().passed.charged, 18 + 3.375, 0.1);
  EXPECT_NEAR(r.last().passed.discharged, 6 + 9.375, 0.1);
  EXPECT_EQ(r.kept.cycles.size(), 1u);
  bool before = false, after = false;
  for (const auto& row : r.kept.rows) {
    before = before || (row.time == 60 && current(row) > 0);
    after = after || (row.time == 60 && current(row) < 0);
    if (row.time <= 120) continue;
    EXPECT_NEAR(current(row), -0.3 + 0.8 / 60 * (row.time - 120), 1e-9);
  }
  EXPECT_TRUE(before && after);
}

TEST(Steps, EndAtALimitThatTheyBeginAtExactly) {
  for (const char* text : {"Charge at C/10 for 10 min", "Discharge at C/10 for 10 min"}) {
    ProtocolStep step = parse_step(text);
    const double start = run(settings_for({{step}}, 0.5)).kept.steps.at(0).start_voltage;
    step.until = {{Amount::Kind::voltage, start, "here"}};
    const StepRecord r = run(settings_for({{step}}, 0.5));
    EXPECT_EQ(r.last().duration, 0) << text;
    EXPECT_EQ(r.last().end_voltage, start) << text;
    EXPECT_TRUE(r.last().stop.at_voltage()) << text;
  }
}

TEST(Steps, EndAProfileAfterTheirOwnDuration) {
  ProtocolStep step = profile_of(Amount::Kind::current_density, {0, 60, 120, 180}, {0.1, 0.1, 0.1, 0.1});
  step.duration = {Amount::Kind::time, 150, "150 s"};
  const StepRecord r = run(settings_for({{step}}, 0.5));
  EXPECT_NEAR(r.last().duration, 150, 1e-9);
  EXPECT_NEAR(r.last().charge, 15, 1e-3);
}

TEST(Steps, EndShortPulsesAtTheirLimits) {
  ProtocolStep step =
      profile_of(Amount::Kind::current_density, {0, 10, 10, 10.001, 10.001, 20}, {0, 0, 200, 200, 0, 0});
  step.until = {{Amount::Kind::voltage, 3.5, "3.5 V"}};
  const StepRecord r = run(settings_for({{step}}, 0.5));
  EXPECT_NE(r.last().stop_reason().find("3.5 V reached"), std::string::npos) << r.last().stop_reason();
  EXPECT_GE(r.last().duration, 10);
  EXPECT_LE(r.last().duration, 10.001);
}

TEST(Steps, EndAtEveryKindOfLimit) {
  const CellParameters cell = test::simple_cell();
  const double loading = cell.composite().active_loading;
  const auto charge = [](const StepRecord& r) { return std::abs(r.last().charge); };
  EXPECT_NEAR(charge(run({"Discharge at C/10 until 10 mAh/g"})), 36e3 * loading, 1e-6);
  EXPECT_NEAR(charge(run({"Charge at C/10 until 0.01 mAh"})), 0.036 / cell.area, 1e-6);
  EXPECT_NEAR(charge(run({"Charge at 1 mW/cm2 until 20 uAh/cm2"})), 720, 1e-6);
  const StepRecord energy = run({"Discharge at C/10 until 10 Wh/kg"});
  EXPECT_NEAR(energy.last().energy, 36e3 * loading, 1e-6);
  EXPECT_EQ(energy.last().stop_reason(), "energy limit reached (10 Wh/kg)");
  const StepRecord filled = run({"Discharge at C/10 until stoichiometry 0.6"});
  const Cell model(cell, {4, 8, 2.0});
  EXPECT_NEAR(model.mean_stoichiometry(filled.kept.rows.back().state), 0.6, 1e-6);
  EXPECT_EQ(filled.last().stop_reason(), "mean stoichiometry 0.6 reached");
  const StepRecord power = run({"Discharge at 5 mW/cm2 until 1.5 mA/cm2"});
  EXPECT_NEAR(current(power.kept.rows.back()), 15, 1e-5);
  const StepRecord hold = run({"Hold at 3.9 V until 10 mAh/g"});
  EXPECT_NEAR(hold.last().charge, -36e3 * loading, 1e-6);
  const StepRecord ramp = run({"Ramp to 4.3 V at 10 mV/s until 1 mA/cm2"});
  EXPECT_NEAR(current(ramp.kept.rows.back()), -10, 1e-5);
}

TEST(Steps, EndAtOnceAtALimitThatIsAlreadyPassed) {
  for (const char* text : {"Discharge at C/10 until stoichiometry 0.4", "Charge at C/10 until stoichiometry 0.6"}) {
    const StepRecord r = run({text, "Rest for 1 s"});
    EXPECT_EQ(r.kept.steps[0].duration, 0) << text;
    EXPECT_EQ(r.kept.steps[0].stop.kind, StopReason::Kind::stoichiometry) << text;
    EXPECT_TRUE(r.kept.steps[0].stop.at_start) << text;
  }
}

TEST(Steps, MeanVoltageIsTheEnergyOfTheCurve) {
  const StepRecord r = run({"Discharge at C/5 until 3.3 V"}, 0.1);
  double energy = 0;
  const auto& rows = r.kept.rows;
  const Cell cell(test::simple_cell(), {4, 8, 2.0});
  for (std::size_t k = 1; k < rows.size(); ++k)
    energy += (voltage(rows[k]) + voltage(rows[k - 1])) / 2 *
              (rows[k].state(cell.layout().q()) - rows[k - 1].state(cell.layout().q()));
  EXPECT_NEAR(r.last().energy / r.last().charge, energy / rows.back().state(cell.layout().q()), 1e-10);
}

TEST(Steps, RunAtTheirOwnTemperatureAndReturnToThatOfTheCell) {
  CellParameters parameters = test::simple_cell();
  parameters.separator.layers.front().electrolyte.conductivity.activation_energy = 30e3;
  parameters.composite().electrolyte() = parameters.separator.layers.front().electrolyte;
  RunSettings settings =
      settings_for(test::protocol_of({"Discharge at 1C for 1 min", "Rest for 1 h", "Discharge at 1C for 1 min",
                                      "Rest for 1 h", "Discharge at 1C for 1 min"}),
                   0.4);
  std::get<ProtocolStep>(settings.protocol[2].content).temperature = 333.15;
  Cell cell(parameters, settings.mesh);
  test::Keeper keeper;
  ASSERT_TRUE(simulate(cell, settings, keeper).completed());
  const auto drop = [&](std::size_t k) { return keeper.steps[k - 1].end_voltage - keeper.steps[k].start_voltage; };
  const double cold = 3.8 - keeper.steps[0].start_voltage;
  EXPECT_LT(drop(2), 0.7 * cold);
  EXPECT_NEAR(drop(4), cold, 0.02 * cold);
  EXPECT_EQ(keeper.steps[2].temperature, 333.15);
  EXPECT_EQ(keeper.steps[4].temperature, 298.15);
}

TEST(Steps, FollowTheTemperatureOfAnOven) {
  auto oven = std::make_shared<Profile>();
  oven->time = {0, 600, 600, 1200}, oven->temperature = {300, 300, 340, 320};
  RunSettings settings =
      settings_for(test::protocol_of({"Discharge at C/10 for 30 min", "Ramp to 3.7 V at 0.05 mV/s"}), 0.4);
  for (ProtocolNode& node : settings.protocol) std::get<ProtocolStep>(node.content).ambient = oven;
  const CellParameters parameters = test::simple_cell();
  const auto segments = segments_of(std::get<ProtocolStep>(settings.protocol[0].content), parameters, 3.8);
  ASSERT_EQ(segments.size(), 3u);
  const double temperatures[] = {300, 330, 320};
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(segments[k].temperature, temperatures[k]);
    EXPECT_EQ(segments[k].duration, 600);
  }
  const StepRecord r = run(settings);
  EXPECT_NEAR(r.kept.steps[0].duration, 1800, 1e-9);
  EXPECT_NEAR(r.kept.steps[0].charge, parameters.nominal_capacity * parameters.composite().active_loading / 20, 1e-6);
  EXPECT_EQ(r.last().stop_reason(), "the ramp reached 3.7 V");
  EXPECT_NEAR(r.last().end_voltage, 3.7, 1e-9);
}

Loop cycling(long passes) {
  Loop loop;
  loop.passes = passes;
  loop.body = test::protocol_of({"Charge at C/2 until 4.1 V", "Rest for 10 min", "Discharge at C/2 until 3.4 V"});
  return loop;
}

TEST(Steps, ARunGoneOnWithIsTheRunItself) {
  const RunSettings settings = settings_for({{cycling(4)}}, 0.9);
  const StepRecord whole = run(settings);
  ASSERT_EQ(whole.kept.cycles.size(), 4u);
  for (const std::size_t broken_after : {1u, 2u, 3u, 7u, 11u}) {
    Cell cell(test::simple_cell(), settings.mesh), fresh = cell;
    test::Keeper kept;
    kept.most_steps = broken_after;
    ASSERT_EQ(simulate(cell, settings, kept).kind, Outcome::Kind::interrupted);
    const Progress progress = kept.progress.back();
    kept.most_steps = SIZE_MAX;
    ASSERT_TRUE(simulate(fresh, settings, kept, &progress).completed());
    ASSERT_EQ(kept.steps.size(), whole.kept.steps.size());
    for (std::size_t k = 0; k < kept.steps.size(); ++k) {
      EXPECT_EQ(kept.steps[k].charge, whole.kept.steps[k].charge) << k;
      EXPECT_EQ(kept.steps[k].energy, whole.kept.steps[k].energy) << k;
    }
    ASSERT_EQ(kept.cycles.size(), 4u);
    for (std::size_t k = 0; k < 4; ++k)
      EXPECT_EQ(kept.cycles[k].passed.discharged, whole.kept.cycles[k].passed.discharged);
    EXPECT_EQ(kept.rows.size(), whole.kept.rows.size());
  }
}

TEST(Steps, ARunStoppedWithinAStepRepeatsIt) {
  const RunSettings settings = settings_for({{cycling(2)}}, 0.9);
  const StepRecord whole = run(settings);
  const std::size_t all = whole.kept.rows.size();
  for (const std::size_t stopped_at : {std::size_t{0}, std::size_t{1}, all / 3, all / 2, all - 2}) {
    Cell cell(test::simple_cell(), settings.mesh), fresh = cell;
    std::atomic<bool> wish = stopped_at == 0;
    test::Keeper kept;
    kept.each = [&](const Cell&, const Moment&) { wish = kept.rows.size() >= stopped_at; };
    ASSERT_EQ(simulate(cell, settings, kept, nullptr, StopRequest(wish)).kind, Outcome::Kind::interrupted);
    ASSERT_FALSE(kept.steps.empty());
    const StepResult& last = kept.steps.back();
    EXPECT_EQ(last.stop_reason(), "interrupted");
    const std::size_t done = kept.steps.size() - 1;
    ASSERT_EQ(kept.progress.size(), done);
    // What it has told of the step is what the whole run told.
    ASSERT_LE(last.duration, whole.kept.steps[done].duration);
    for (std::size_t k = 0; k + 1 < kept.rows.size(); ++k)
      EXPECT_TRUE((kept.rows[k].state == whole.kept.rows[k].state).all()) << k;
    test::Keeper rest;
    const Progress& from = done == 0 ? kept.first : kept.progress.back();
    ASSERT_TRUE(simulate(fresh, settings, rest, &from).completed());
    ASSERT_EQ(done + rest.steps.size(), whole.kept.steps.size());
    for (std::size_t k = 0; k < rest.steps.size(); ++k)
      EXPECT_EQ(rest.steps[k].charge, whole.kept.steps[done + k].charge) << k;
  }
}

TEST(Steps, ASpectrumIsStopped) {
  RunSettings settings = settings_for(test::protocol_of({"Rest for 1 min"}), 0.5);
  ProtocolStep eis;
  eis.kind = ProtocolStep::Kind::eis;
  eis.frequencies = {1e-3, 1e5, 10};
  settings.protocol.push_back({eis});
  std::atomic<bool> wish = false;
  test::Keeper kept;
  kept.each = [&](const Cell&, const Moment& m) { wish = m.step == 2; };
  Cell cell(test::simple_cell(), settings.mesh);
  EXPECT_EQ(simulate(cell, settings, kept, nullptr, StopRequest(wish)).kind, Outcome::Kind::interrupted);
  EXPECT_EQ(kept.steps.back().stop.kind, StopReason::Kind::interrupted);
}

TEST(Sampling, KeepsTheCyclesItIsAskedFor) {
  RunSettings settings = settings_for({{cycling(6)}}, 0.9);
  settings.sampling.every_cycle = false;
  EXPECT_TRUE(run(settings).kept.rows.empty());
  settings.sampling.cycles = {2};
  settings.sampling.cycle_periods = {5};
  const StepRecord r = run(settings);
  ASSERT_EQ(r.kept.cycles.size(), 6u);
  for (const auto& row : r.kept.rows) {
    const bool second = row.time >= r.kept.cycles[1].start_time && row.time <= r.kept.cycles[2].start_time;
    const bool fifth = row.time >= r.kept.cycles[4].start_time && row.time <= r.kept.cycles[5].start_time;
    EXPECT_TRUE(second || fifth) << row.time;
  }
}

TEST(Sampling, FollowsTheVoltage) {
  RunSettings settings = settings_for(test::protocol_of({"Discharge at C/10 until 3.3 V"}), 0.1);
  settings.sampling.every_time_step = false;
  settings.sampling.series_voltage_change = 0.02;
  const StepRecord r = run(settings);
  const auto& rows = r.kept.rows;
  const double range = voltage(rows.front()) - voltage(rows.back());
  EXPECT_NEAR(static_cast<double>(rows.size()), range / 0.02, 3);
  for (std::size_t k = 1; k < rows.size(); ++k)
    EXPECT_LT(std::abs(voltage(rows[k]) - voltage(rows[k - 1])), 0.0201) << rows[k].time;
}

}  // namespace
}  // namespace closo
