// Where a protocol goes next, and where one cycle ends and the next begins.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "cycler/cycles.hpp"
#include "cycler/protocol_walk.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

Loop loop_of(long passes, const std::vector<std::string>& limits, Protocol body) {
  Loop loop;
  loop.passes = passes;
  for (const std::string& limit : limits) loop.until.push_back(parse_loop_limit(limit));
  loop.body = std::move(body);
  return loop;
}

const CellParameters cell = test::simple_cell();

/// The steps that a walk goes through with given outcomes of the steps, the last of which is repeated.
std::vector<std::string> steps_of(const Protocol& protocol, const std::vector<StepOutcome>& outcomes) {
  std::vector<std::string> steps;
  ProtocolWalk walk(protocol, cell);
  for (std::size_t k = 0; walk.step() != nullptr && k < 1000; ++k) {
    steps.push_back(print(*walk.step()));
    walk.advance(outcomes[std::min(k, outcomes.size() - 1)]);
  }
  return steps;
}

TEST(ProtocolWalk, GoesThroughNestedLoops) {
  Protocol inner = test::protocol_of({"Rest for 1 s"});
  Protocol body = test::protocol_of({"Rest for 2 s"});
  body.insert(body.begin(), ProtocolNode{loop_of(2, {}, inner)});
  Protocol protocol = test::protocol_of({"Rest for 3 s"});
  protocol.emplace_back(loop_of(2, {}, body));
  protocol.emplace_back(parse_step("Rest for 4 s"));
  const std::vector<std::string> wanted{"Rest for 3 s", "Rest for 1 s", "Rest for 1 s", "Rest for 2 s",
                                        "Rest for 1 s", "Rest for 1 s", "Rest for 2 s", "Rest for 4 s"};
  EXPECT_EQ(steps_of(protocol, {{}}), wanted);
}

TEST(ProtocolWalk, LeavesALoopAtItsLimits) {
  const Protocol body = test::protocol_of({"Charge at 1C", "Discharge at 1C"});
  const double full = 100 * 3.6e3 * cell.composite().active_loading;  // 100 mAh/g
  const auto passes = [&](const std::string& limit, const std::vector<StepOutcome>& outcomes) {
    return steps_of({{loop_of(10, {limit}, body)}}, outcomes).size() / 2;
  };
  const std::vector<StepOutcome> fading{{0, false}, {full, false},        {0, false}, {0.9 * full, false},
                                        {0, false}, {0.79 * full, false}, {0, false}, {0.5 * full, false}};
  EXPECT_EQ(passes("retention below 80 %", fading), 3u);
  EXPECT_EQ(passes("capacity below 85 mAh/g", fading), 3u);
  EXPECT_EQ(passes("capacity below 95 mAh/g", fading), 2u);
  EXPECT_EQ(passes("capacity below 100 mAh/g", {{0, false}, {full, false}}), 10u);  // which is not below it
  EXPECT_EQ(passes("capacity below 10 mAh/g", fading), 10u);
  EXPECT_EQ(passes("cut-off reached", {{}, {}, {0, true}, {}}), 2u);
  EXPECT_EQ(passes("cut-off reached", {{}}), 10u);
}

TEST(ProtocolWalk, ComesBackToEveryPlace) {
  Protocol protocol = test::protocol_of({"Rest for 3 s"});
  protocol.emplace_back(loop_of(3, {"retention below 80 %"}, test::protocol_of({"Rest for 1 s", "Rest for 2 s"})));
  ProtocolWalk walk(protocol, cell);
  while (walk.step() != nullptr) {
    ProtocolWalk other(protocol, cell);
    ASSERT_TRUE(other.go_to(walk.position()));
    ASSERT_EQ(other.step(), walk.step());
    ASSERT_EQ(other.position(), walk.position());
    walk.advance({10, false});
    other.advance({10, false});
    ASSERT_EQ(other.position(), walk.position());
  }
  const std::vector<std::vector<LoopPlace>> wrong{
      {{.entry = 0}, {.entry = 1}},              // entry 0 is no loop
      {{.entry = 1}},                            // entry 1 is one
      {{.entry = 7}, {.entry = 1}},              // beyond the protocol
      {{.entry = -1}},                           //
      {{.entry = 1}, {.entry = 2}},              // beyond the body of the loop
      {{.entry = 1}, {.entry = 1, .pass = 3}},   // beyond its passes
      {{.entry = 1}, {.entry = 1, .pass = -1}},  //
  };
  for (const auto& position : wrong) {
    EXPECT_FALSE(walk.go_to(position));
    EXPECT_EQ(walk.step(), nullptr);  // it stays where it was
  }
}

using Turn = CycleCounter::Direction;

TEST(CycleCounter, BeginsACycleInTheDirectionOfTheFirst) {
  for (const auto& [first, second] :
       {std::pair{Turn::charge, Turn::discharge}, std::pair{Turn::discharge, Turn::charge}}) {
    CycleCounter counter(1);
    std::vector<Index> numbers;
    Index step = 0;
    for (const Turn d :
         {Turn::none, first, first, Turn::none, second, Turn::none, second, first, second, second, first}) {
      counter.begin_step(d, ++step, 0);
      numbers.push_back(counter.number());
    }
    EXPECT_EQ(numbers, (std::vector<Index>{1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3}));
  }
}

/// A current and a voltage that are straight lines in time: integrals of both and of their product up to a time.
struct Lines {
  double current, current_slope, voltage, voltage_slope;

  Flow at(double t) const {
    const double charge = current * t + current_slope * t * t / 2;
    const double energy = voltage * charge + voltage_slope * (current * t * t / 2 + current_slope * t * t * t / 3);
    return {t, charge, energy, current + current_slope * t, voltage + voltage_slope * t};
  }
};

TEST(Passed, BetweenTwoMomentsIsSplitWhereTheCurrentTurns) {
  for (const double sign : {1.0, -1.0}) {
    const Lines lines{sign * 2, sign * -0.5, 3.8, 0.01};  // it turns after 4 s
    const Flow start = lines.at(1), turn = lines.at(4), end = lines.at(9);
    const Passed found = Passed::between(start, end);
    Passed expected;
    expected.add(turn.charge - start.charge, turn.energy - start.energy);
    expected.add(end.charge - turn.charge, end.energy - turn.energy);
    EXPECT_NEAR(found.charged, expected.charged, 1e-14);
    EXPECT_NEAR(found.discharged, expected.discharged, 1e-14);
    EXPECT_NEAR(found.energy_in, expected.energy_in, 1e-13);
    EXPECT_NEAR(found.energy_out, expected.energy_out, 1e-13);
    EXPECT_NEAR(found.discharged, sign > 0 ? 0.5 * 3 * 1.5 : 0.5 * 5 * 2.5, 1e-14);
    EXPECT_NEAR(found.mean_voltage(), 3.8 + 0.01 * (2.25 * 2 + 6.25 * (4 + 10 / 3.0)) / 8.5, 1e-14);
  }
  const Passed one_way = Passed::between({0, 0, 0, 1, 3}, {2, 4, 14, 3, 4});
  EXPECT_EQ(one_way.discharged, 4);
  EXPECT_EQ(one_way.energy_out, 14);
  EXPECT_EQ(one_way.charged + one_way.energy_in, 0);
  EXPECT_TRUE(std::isnan(Passed::between({0, 1, 3, 0, 3}, {9, 1, 3, 0, 3}).mean_voltage()));
}

TEST(Passed, IsTheNetChargeWhereTheCurrentWasNoStraightLine) {
  const Passed found = Passed::between({0, 0, 0, -1e-3, 3}, {2, 4, 14, 3, 4});
  EXPECT_NEAR(found.discharged - found.charged, 4, 1e-15);
  EXPECT_EQ(Passed::between({0, 0, 0, 1, 3}, {2, 4, 14, -1, 4}).discharged, 4);  // far more than the line gives
}

TEST(ShareAboveZero, OfALineThatCrosses) {
  EXPECT_EQ(share_above_zero(1, 3), 1);
  EXPECT_EQ(share_above_zero(0, 3), 1);
  EXPECT_EQ(share_above_zero(-1, 0), 0);
  EXPECT_EQ(share_above_zero(0, 0), 0);
  EXPECT_DOUBLE_EQ(share_above_zero(-1, 3), 0.75);
  EXPECT_DOUBLE_EQ(share_above_zero(1, -3), 0.25);
  EXPECT_EQ(share_above_zero(-1, 1e-16), 0);  // it came to 0
  EXPECT_EQ(share_above_zero(1, -1e-16), 1);
}

TEST(CycleCounter, ACycleThatLacksADirectionHasNoRatios) {
  CycleCounter counter(1);
  const auto step = [&](Turn d, double charge, double voltage, double end) {
    const auto ended = counter.begin_step(d, 1, end - 1);
    Passed passed;
    passed.add(charge, charge * voltage);
    counter.end_step(passed, end, "");
    return ended;
  };
  step(Turn::charge, -10, 4, 1);
  step(Turn::discharge, 9, 3.5, 2);
  const std::optional<CycleResult> first = step(Turn::charge, -9, 4, 3);
  ASSERT_TRUE(first);
  EXPECT_DOUBLE_EQ(first->coulombic_efficiency(), 0.9);
  EXPECT_DOUBLE_EQ(first->retention, 1);
  const CycleResult last = counter.finish();  // a charge alone
  EXPECT_TRUE(std::isnan(last.coulombic_efficiency()));
  EXPECT_TRUE(std::isnan(last.energy_efficiency()));
  EXPECT_TRUE(std::isnan(last.retention));
}

TEST(CycleCounter, AddsUpEachDirectionAndComparesWithItsReference) {
  CycleCounter counter(2);
  std::vector<CycleResult> cycles;
  const auto step = [&](Turn d, double charge, double voltage, double end) {
    if (const auto ended = counter.begin_step(d, static_cast<Index>(end), end - 1)) cycles.push_back(*ended);
    Passed passed;
    passed.add(charge, charge * voltage);
    counter.end_step(passed, end, "done");
  };
  step(Turn::charge, -10, 4.0, 1);
  step(Turn::none, -2, 4.1, 2);
  step(Turn::discharge, 9, 3.5, 3);
  step(Turn::charge, -9, 4.0, 4);
  CycleCounter copy(2);
  copy.restore(counter.state());
  counter = copy;
  step(Turn::discharge, 8, 3.6, 5);
  step(Turn::charge, -8, 4, 6);
  step(Turn::discharge, 6, 3.6, 7);
  cycles.push_back(counter.finish());
  ASSERT_EQ(cycles.size(), 3u);
  EXPECT_EQ(cycles[0].number, 1);
  EXPECT_EQ(cycles[0].last_step, 3);
  EXPECT_DOUBLE_EQ(cycles[0].passed.charged, 12);
  EXPECT_DOUBLE_EQ(cycles[0].passed.energy_in, 48.2);
  EXPECT_DOUBLE_EQ(cycles[0].coulombic_efficiency(), 0.75);
  EXPECT_DOUBLE_EQ(cycles[0].duration, 3);
  EXPECT_TRUE(std::isnan(cycles[0].retention));
  EXPECT_DOUBLE_EQ(cycles[1].retention, 1);
  EXPECT_DOUBLE_EQ(cycles[1].discharge_voltage(), 3.6);
  EXPECT_DOUBLE_EQ(cycles[2].retention, 0.75);
  EXPECT_EQ(cycles[2].first_step, 6);
}

}  // namespace
}  // namespace closo
