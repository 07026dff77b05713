// Properties of protocols made at random: of the language, and of the runs that they lead to.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cycler/protocol_input.hpp"
#include "cycler/step_control.hpp"
#include "solver/yaml_input.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using rc::gen::elementOf;
using rc::gen::inRange;

double number(int low, int high, double unit) {
  return *inRange(low, high) * unit;
}

std::string current() {
  switch (*inRange(0, 5)) {
    case 0:
      return fmt::format("C/{:g}", number(1, 60, 0.5));
    case 1:
      return fmt::format("{:g}C", number(1, 30, 0.25));
    case 2:
      return fmt::format("{:g} uA", number(1, 5000, 0.1));
    case 3:
      return fmt::format("{:g} mA/cm2", number(1, 400, 0.01));
    default:
      return fmt::format("{:g} mA/g", number(1, 500, 1));
  }
}

std::string voltage() {
  return fmt::format("{:g} V", number(2700, 4250, 1e-3));
}

std::string duration() {
  return fmt::format("{:g} {}", number(1, 300, 0.5), *elementOf(std::vector<std::string>{"s", "minutes", "min"}));
}

std::string passed() {
  switch (*inRange(0, 3)) {
    case 0:
      return fmt::format("{:g} mAh/g", number(1, 120, 1));
    case 1:
      return fmt::format("{:g} uWh", number(1, 300, 1));
    default:
      return fmt::format("stoichiometry {:g}", number(5, 95, 0.01));
  }
}

std::string stops(const std::string& limit) {
  std::string text;
  if (*inRange(0, 2) == 0) text += " for " + duration();
  if (*inRange(0, 2) == 0) text += (text.empty() ? " until " : " or until ") + limit;
  if (*inRange(0, 3) == 0) text += (text.empty() ? " until " : " or until ") + passed();
  return text;
}

std::string step() {
  switch (*inRange(0, 7)) {
    case 0:
    case 1:
      return "Charge at " + current() + stops(voltage());
    case 2:
    case 3:
      return "Discharge at " + current() + stops(voltage());
    case 4:
      return "Hold at " + voltage() + " for " + duration() + " or until " + current();
    case 5:
      return fmt::format("Ramp to {} at {:g} mV/s", voltage(), number(1, 100, 0.1));
    default:
      return "Rest for " + duration();
  }
}

std::string profile() {
  double time = 0;
  std::string rows;
  for (int k = *inRange(2, 6); k > 0; --k) {
    rows += fmt::format("{}[{:g}, {:g}]", rows.empty() ? "" : ", ", time, number(-50, 50, 0.01));
    time += number(0, 100, 1) + (k == 2 ? 1 : 0);  // jumps, but not at the end
  }
  return fmt::format("{{profile: {{name: pulses, columns: ['time [s]', 'current [mA/cm2]'], rows: [{}]}}}}", rows);
}

std::string entries(int depth);

std::string entry(int depth) {
  const std::string indent(static_cast<std::size_t>(4 * depth), ' ');
  switch (*inRange(0, depth > 2 ? 5 : 7)) {
    case 0:
      return fmt::format("{}- {}\n", indent, profile());
    case 1:
      return fmt::format("{}- {{step: '{}', temperature: {:g} K}}\n", indent, step(), number(280, 340, 1));
    case 5:
      return fmt::format(
          "{0}- repeat: {1}\n{0}  until: [{2}]\n{0}  steps:\n{3}", indent, *inRange(1, 4),
          *elementOf(std::vector<std::string>{"cut-off reached", "retention below 80 %", "capacity below 5 mAh/g"}),
          entries(depth + 1));
    case 6:
      return fmt::format("{0}- for_each: {{rate: [C/3, 2C]}}\n{0}  steps:\n{1}{0}    - Charge at {{rate}} for 2 min\n",
                         indent, entries(depth + 1));
    default:
      return fmt::format("{}- {}\n", indent, step());
  }
}

std::string entries(int depth) {
  std::string text;
  for (int k = *inRange(1, 4); k > 0; --k) text += entry(depth);
  return text;
}

Protocol read(const std::string& list) {
  const InputNode root = parse_yaml("protocol:\n" + list, "random");
  return read_protocol(InputReader(root, "", nullptr), "protocol", test::simple_cell());
}

RC_GTEST_PROP(RandomProtocols, AreTheSameWhenWrittenAndReadAgain, ()) {
  const Protocol protocol = read(entries(0));
  const std::string text =
      write_protocol(protocol, [](const ProtocolNode&) { return std::string("said in a comment"); });
  RC_ASSERT(read(text) == protocol);
}

/// Texts of the steps without regard to the limits of loops.
void expand(const Protocol& protocol, std::vector<std::string>& texts) {
  for (const ProtocolNode& node : protocol) {
    if (const auto* loop = std::get_if<Loop>(&node.content)) {
      for (long pass = 0; pass < loop->passes; ++pass) expand(loop->body, texts);
    } else {
      texts.push_back(print(std::get<ProtocolStep>(node.content)));
    }
  }
}

bool at_once(const StepResult& step) {
  return step.duration == 0;
}

RC_GTEST_PROP(RandomProtocols, RunToTheirEndWithinTheirLimits, ()) {
  RunSettings settings;
  settings.mesh = {5, 8, 2.0};
  settings.start_stoichiometry = number(5, 95, 0.01);
  settings.protocol = read(entries(0));
  Cell cell(test::simple_cell(), settings.mesh);
  test::Keeper keeper;
  RC_ASSERT(simulate(cell, settings, keeper).completed());

  double time = 0, charge = 0, energy = 0;
  for (const StepResult& r : keeper.steps) {
    RC_ASSERT(r.start_time == time);
    RC_ASSERT(r.duration >= 0);
    RC_ASSERT(!r.stop_reason.empty());
    time += r.duration, charge += r.charge, energy += r.energy;
  }
  double last = 0;
  for (const auto& row : keeper.rows) RC_ASSERT(row.time >= last), last = row.time;
  Passed passed;
  for (const CycleResult& c : keeper.cycles) passed += c.passed;
  RC_ASSERT(std::abs(passed.discharged - passed.charged - charge) < 1e-9 * cell.coefficients().nominal_charge);
  RC_ASSERT(std::abs(passed.energy_out - passed.energy_in - energy) < 1e-8 * cell.coefficients().nominal_charge);
  RC_ASSERT(keeper.cycles.back().last_step == keeper.steps.back().number);
}

RC_GTEST_PROP(RandomProtocols, RunTheStepsOfTheirPlanInOrder, ()) {
  RunSettings settings;
  settings.mesh = {3, 6, 2.0};
  settings.start_stoichiometry = 0.5;
  settings.protocol = read(entries(0));
  for (ProtocolNode& node : settings.protocol)
    if (auto* loop = std::get_if<Loop>(&node.content)) loop->until.clear();
  Cell cell(test::simple_cell(), settings.mesh);
  test::Keeper keeper;
  simulate(cell, settings, keeper);
  std::vector<std::string> plan, ran;
  expand(settings.protocol, plan);
  for (const StepResult& r : keeper.steps) ran.push_back(r.text);
  // Inner loops keep their limits: what ran is what was planned as long as no loop ended early.
  if (ran.size() == plan.size()) RC_ASSERT(ran == plan);
  RC_ASSERT(ran.size() <= plan.size());
}

RC_GTEST_PROP(RandomProtocols, NeverPassTheVoltageOfAStepByMoreThanAMicrovolt, ()) {
  RunSettings settings;
  settings.mesh = {5, 8, 2.0};
  settings.start_stoichiometry = number(5, 95, 0.01);
  const double limit = number(2700, 4250, 1e-3);
  const bool charge = *inRange(0, 2) == 0;
  settings.protocol = test::protocol_of(
      {fmt::format("{} at {} until {:g} V", charge ? "Charge" : "Discharge", current(), limit), "Rest for 1 s"});
  Cell cell(test::simple_cell(), settings.mesh);
  test::Keeper keeper;
  RC_ASSERT(simulate(cell, settings, keeper).completed());
  const StepResult& first = keeper.steps.front();
  if (at_once(first)) return;
  for (const auto& row : keeper.rows) {
    if (row.time >= first.duration) break;
    const double V = row.state(cell.layout().V());
    RC_ASSERT((charge ? V - limit : limit - V) <= 1e-6);
  }
  RC_ASSERT((charge ? first.end_voltage - limit : limit - first.end_voltage) <= 1e-6);
}

}  // namespace
}  // namespace closo
