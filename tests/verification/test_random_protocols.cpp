// Properties of protocols made at random: of the language, and of the runs that they lead to.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cycler/step_control.hpp"
#include "tests/random_protocols.hpp"

namespace closo {
namespace {

using namespace test::random;
using rc::gen::inRange;

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
