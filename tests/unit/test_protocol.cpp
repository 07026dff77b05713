// The language of protocols: steps, amounts, stops, and where an error is.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cycler/protocol_text.hpp"
#include "cycler/step_control.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using StepKind = ProtocolStep::Kind;

Cell cell_of(const CellParameters& parameters) {
  return Cell(parameters, {2, 4, 1.0});
}

/// 2 cm2 with 1e-2 kg/m2 of 360 C/kg: 1C is 1e-3 A/m2.
CellParameters round_cell() {
  CellParameters parameters = test::simple_cell();
  parameters.area = 2e-4;
  parameters.composite().active_loading = 1e-2;
  parameters.nominal_capacity = 360;
  return parameters;
}

TEST(Steps, AreEqualIfEveryPartIs) {
  const auto profile = [](double end) {
    return std::make_shared<Profile>(Profile{"p", Amount::Kind::current, {0, end}, {1, 1}, {}});
  };
  ProtocolStep step = parse_step("Charge at C/10 until 4.1 V or for 1 h");
  step.profile = profile(1), step.ambient = profile(2);
  step.rate = Amount{Amount::Kind::voltage_rate, 1e-3, "1 mV/s"};
  step.frequencies = FrequencyRange{1e5, 1, 5, false};
  step.temperature = 300, step.pressure = 1e6;
  ProtocolStep same = step;
  same.profile = profile(1), same.ambient = profile(2);
  EXPECT_TRUE(same == step);
  const std::function<void(ProtocolStep&)> changes[] = {
      [](ProtocolStep& s) { s.kind = StepKind::discharge; },
      [](ProtocolStep& s) { s.imposed->value *= 2; },
      [](ProtocolStep& s) { s.imposed->kind = Amount::Kind::current; },
      [](ProtocolStep& s) { s.imposed.reset(); },
      [](ProtocolStep& s) { s.rate->value *= 2; },
      [](ProtocolStep& s) { s.duration->value *= 2; },
      [](ProtocolStep& s) { s.until.clear(); },
      [](ProtocolStep& s) { s.until[0].value += 0.1; },
      [&](ProtocolStep& s) { s.profile = profile(3); },
      [](ProtocolStep& s) { s.profile.reset(); },
      [&](ProtocolStep& s) { s.ambient = profile(3); },
      [](ProtocolStep& s) { s.frequencies->to *= 2; },
      [](ProtocolStep& s) { s.temperature = 301; },
      [](ProtocolStep& s) { s.pressure.reset(); },
  };
  for (std::size_t k = 0; k < std::size(changes); ++k) {
    ProtocolStep other = step;
    changes[k](other);
    EXPECT_FALSE(other == step) << k;
  }
}

TEST(ParseStep, ReadsEveryKindOfStep) {
  EXPECT_EQ(parse_step("Charge at C/10").kind, StepKind::charge);
  EXPECT_EQ(parse_step("Discharge at C/10").kind, StepKind::discharge);
  const ProtocolStep hold = parse_step("Hold at 4.15 V until C/50");
  EXPECT_EQ(hold.kind, StepKind::hold);
  EXPECT_EQ(hold.imposed->kind, Amount::Kind::voltage);
  EXPECT_DOUBLE_EQ(hold.imposed->value, 4.15);
  const ProtocolStep rest = parse_step("Rest for 30 minutes");
  EXPECT_EQ(rest.kind, StepKind::rest);
  EXPECT_DOUBLE_EQ(rest.duration->value, 1800);
  EXPECT_TRUE(rest.until.empty());
  EXPECT_EQ(print(rest), "Rest for 30 minutes");
}

TEST(ParseStep, ReadsEveryKindOfAmount) {
  const struct {
    const char* text;
    Amount::Kind kind;
    double value;
  } amounts[] = {
      {"C", Amount::Kind::c_rate, 1},
      {"C/10", Amount::Kind::c_rate, 0.1},
      {"C/2.5", Amount::Kind::c_rate, 0.4},
      {"2C", Amount::Kind::c_rate, 2},
      {"0.5 C", Amount::Kind::c_rate, 0.5},
      {"0.1 mA", Amount::Kind::current, 1e-4},
      {"32.2 uA/cm2", Amount::Kind::current_density, 0.322},
      {"13 mA/g", Amount::Kind::specific_current, 13},
      {"1 mW", Amount::Kind::power, 1e-3},
      {"5 mW/cm2", Amount::Kind::power_density, 50},
  };
  for (const auto& [text, kind, value] : amounts) {
    const Amount amount = parse_step(std::string("Discharge at ") + text + " until 2.5 V").imposed.value();
    EXPECT_EQ(amount.kind, kind) << text;
    EXPECT_NEAR(amount.value, value, 1e-12 * value) << text;
    EXPECT_EQ(amount.text, text);
  }
}

TEST(ParseStep, TakesForAndUntilInEitherOrderAndAnyCase) {
  const std::string texts[] = {"Discharge at C/10 for 10 hours or until 2.5 V",
                               "Discharge at C/10 until 2.5 V or for 10 hours",
                               "dISCHARGE  AT C/10\tFOR 10 hours OR Until 2.5 V "};
  for (const std::string& text : texts) {
    const ProtocolStep step = parse_step(text);
    EXPECT_EQ(step.kind, StepKind::discharge) << text;
    EXPECT_DOUBLE_EQ(step.duration->value, 36000) << text;
    ASSERT_EQ(step.until.size(), 1u) << text;
    EXPECT_EQ(step.until[0].kind, Amount::Kind::voltage) << text;
    EXPECT_DOUBLE_EQ(step.until[0].value, 2.5) << text;
  }
  EXPECT_FALSE(parse_step("Charge at C/10").duration.has_value());
}

TEST(ParseStep, TellsWhereATextIsWrong) {
  const struct {
    const char* text;
    std::size_t position;
  } wrong[] = {
      {"", 1},
      {"  Dischrge at C/10", 3},
      {"Charge C/10", 8},
      {"Charge at", 10},
      {"Charge at fast", 11},
      {"Charge at -1 mA", 11},
      {"Charge at 0 mA", 11},
      {"Charge at C/0", 11},
      {"Charge at 4 V", 11},
      {"Charge at 1 mA/m", 11},
      {"Charge at C/10 until 10 uA", 22},
      {"Charge at C/10 for 3 V", 20},
      {"Charge at C/10 for 0 h", 20},
      {"Charge at C/10 until 4.15 V for 3 h", 29},
      {"Charge at C/10 until 4.15 V or", 31},
      {"Charge at C/10 until 4.15 V or 3 h", 32},
      {"Hold at C/10 until 1 uA", 9},
      {"Hold at 4.15 V", 15},
      {"Hold at 4.15 V until 4 V", 22},
      {"Rest", 5},
      {"Rest until 3 V", 6},
      {"Rest for 1 h for 2 h", 14},
      {"Rest for 1 h or for 2 h", 17},
      {"Ramp to 4 V", 12},
      {"Ramp to 4 V at 1 V", 16},
      {"Ramp at 1 mV/s to 4 V", 6},
      {"Discharge at C/10 until stoichiometry 1.5", 25},
      {"Discharge at C/10 until 0 mAh/g", 25},
      {"Rest for 1 h or until 3 V", 17},
  };
  for (const auto& [text, position] : wrong) {
    try {
      parse_step(text);
      ADD_FAILURE() << "accepts: " << text;
    } catch (const ProtocolError& error) {
      EXPECT_EQ(error.position, position) << text;
      EXPECT_STRNE(error.what(), "") << text;
    }
  }
}

Control control_of(const std::string& text) {
  return segments_of(parse_step(text), round_cell(), 3.7).front().control;
}

TEST(SegmentsOf, GivesEveryAmountPerCellAreaAndPositiveOnDischarge) {
  const struct {
    const char* amount;
    Control::Kind kind;
    double value;
  } cases[] = {
      {"2C", Control::Kind::current, 2e-3},     {"3 mA", Control::Kind::current, 15},
      {"1 mA/cm2", Control::Kind::current, 10}, {"13 mA/g", Control::Kind::current, 0.13},
      {"1 mW", Control::Kind::power, 5},        {"5 mW/cm2", Control::Kind::power, 50},
  };
  for (const auto& [amount, kind, value] : cases) {
    const Control discharge = control_of(std::string("Discharge at ") + amount);
    const Control charge = control_of(std::string("Charge at ") + amount);
    EXPECT_EQ(discharge.kind, kind) << amount;
    EXPECT_EQ(charge.kind, kind) << amount;
    EXPECT_NEAR(discharge.value, value, 1e-12 * value) << amount;
    EXPECT_EQ(charge.value, -discharge.value) << amount;
  }
}

TEST(SegmentsOf, ImposesTheVoltageOfAHoldAndNoCurrentAtRest) {
  const Control hold = control_of("Hold at 4.1 V for 1 h");
  EXPECT_EQ(hold.kind, Control::Kind::voltage);
  EXPECT_DOUBLE_EQ(hold.value, 4.1);
  const Control rest = control_of("Rest for 1 h");
  EXPECT_EQ(rest.kind, Control::Kind::current);
  EXPECT_EQ(rest.value, 0);
}

struct Watched {
  Event::Kind kind;
  double threshold;
  StopReason::Kind reason;
};
void expect_limits(const std::string& text, const std::vector<Watched>& wanted) {
  Cell cell = cell_of(round_cell());
  const ProtocolStep step = parse_step(text);
  cell.set_step(segments_of(step, cell.parameters(), 3.7).front().control, {});
  const std::vector<Limit> limits = limits_of(step, cell, cell.resting_state(0.5));
  ASSERT_EQ(limits.size(), wanted.size()) << text;
  for (std::size_t k = 0; k < limits.size(); ++k) {
    EXPECT_EQ(limits[k].event.kind, wanted[k].kind) << text << " " << k;
    EXPECT_NEAR(limits[k].event.threshold, wanted[k].threshold, 1e-15) << text << " " << k;
    EXPECT_EQ(limits[k].reason.kind, wanted[k].reason) << text << " " << k;
  }
}

TEST(LimitsOf, AreTheStepsThoseOfTheCellAndThoseOfItsMaterials) {
  using E = Event::Kind;
  using R = StopReason::Kind;
  const Watched full{E::surface_full, 0, R::particles_full}, empty{E::surface_empty, 0, R::particles_empty},
      metal{E::level, 0, R::level};
  const auto above = [](double V) { return Watched{E::voltage_rises, V, R::upper_voltage}; };
  const auto below = [](double V) { return Watched{E::voltage_falls, V, R::lower_voltage}; };
  const auto fell = [](double i) { return Watched{E::current_falls, i, R::current_fell}; };
  expect_limits("Charge at C/10 until 4.0 V", {metal, above(4.0), above(4.3), full, empty});
  expect_limits("Discharge at C/10 until 3.5 V or until 3.4 V or for 1 h",
                {metal, below(3.5), below(3.4), below(2.5), full, empty});
  expect_limits("Discharge at 1 mW", {metal, below(2.5), full, empty});
  expect_limits("Hold at 4 V until C/50 or until 10 mA/cm2", {metal, fell(2e-5), fell(100), full, empty});
  expect_limits("Rest for 1 h", {metal, full, empty});
}

}  // namespace
}  // namespace closo
