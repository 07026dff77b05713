// Protocols made at random, with every kind of step, of limit and of loop.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>
#include <rapidcheck.h>

#include "cycler/protocol_walk.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "io/yaml_input.hpp"
#include "tests/cells.hpp"

namespace closo::test::random {

using rc::gen::elementOf;
using rc::gen::inRange;

inline double number(int low, int high, double unit) {
  return *inRange(low, high) * unit;
}

inline std::string current() {
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

inline std::string voltage() {
  return fmt::format("{:g} V", number(2700, 4250, 1e-3));
}

inline std::string duration() {
  return fmt::format("{:g} {}", number(1, 300, 0.5), *elementOf(std::vector<std::string>{"s", "minutes", "min"}));
}

inline std::string passed() {
  switch (*inRange(0, 3)) {
    case 0:
      return fmt::format("{:g} mAh/g", number(1, 120, 1));
    case 1:
      return fmt::format("{:g} uWh", number(1, 300, 1));
    default:
      return fmt::format("stoichiometry {:g}", number(5, 95, 0.01));
  }
}

inline std::string stops(const std::string& limit) {
  std::string text;
  if (*inRange(0, 2) == 0) text += " for " + duration();
  if (*inRange(0, 2) == 0) text += (text.empty() ? " until " : " or until ") + limit;
  if (*inRange(0, 3) == 0) text += (text.empty() ? " until " : " or until ") + passed();
  return text;
}

inline std::string step() {
  switch (*inRange(0, 8)) {
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
    case 6:
      return fmt::format("{} at {:g} {}{}", *elementOf(std::vector<std::string>{"Charge", "Discharge"}),
                         number(1, 300, 0.1), *elementOf(std::vector<std::string>{"mW/cm2", "W/kg"}), stops(voltage()));
    default:
      return "Rest for " + duration();
  }
}

inline std::string profile() {
  double time = 0;
  std::string rows;
  for (int k = *inRange(2, 6); k > 0; --k) {
    rows += fmt::format("{}[{:g}, {:g}]", rows.empty() ? "" : ", ", time, number(-50, 50, 0.01));
    time += number(0, 100, 1) + (k == 2 ? 1 : 0);  // jumps, but not at the end
  }
  return fmt::format("{{profile: {{name: pulses, columns: ['time [s]', 'current [mA/cm2]'], rows: [{}]}}}}", rows);
}

inline std::string entries(int depth);

inline std::string entry(int depth) {
  const std::string indent(static_cast<std::size_t>(4 * depth), ' ');
  switch (*inRange(0, depth > 2 ? 6 : 8)) {
    case 0:
      return fmt::format("{}- {}\n", indent, profile());
    case 1:
      return fmt::format("{}- {{step: '{}', temperature: {:g} K}}\n", indent, step(), number(280, 340, 1));
    case 2:
      return fmt::format("{}- eis: {{from: 1 kHz, to: 1 Hz, points_per_decade: {}}}\n", indent, *inRange(1, 4));
    case 6:
      return fmt::format(
          "{0}- repeat: {1}\n{0}  until: [{2}]\n{0}  steps:\n{3}", indent, *inRange(1, 4),
          *elementOf(std::vector<std::string>{"cut-off reached", "retention below 80 %", "capacity below 5 mAh/g"}),
          entries(depth + 1));
    case 7:
      return fmt::format("{0}- for_each: {{rate: [C/3, 2C]}}\n{0}  steps:\n{1}{0}    - Charge at {{rate}} for 2 min\n",
                         indent, entries(depth + 1));
    default:
      return fmt::format("{}- {}\n", indent, step());
  }
}

inline std::string entries(int depth) {
  std::string text;
  for (int k = *inRange(1, 4); k > 0; --k) text += entry(depth);
  return text;
}

/// Protocol of entries in YAML.
inline Protocol read(const std::string& list) {
  const InputNode root = parse_yaml("protocol:\n" + list, "random");
  return read_protocol(InputReader(root, "", nullptr), "protocol", test::simple_cell());
}

/// The steps of a run in the order in which they ran, found by walking through the protocol once more.
inline std::vector<ProtocolStep> steps_run(const RunSettings& settings, const CellParameters& cell,
                                           const Keeper& keeper) {
  std::vector<ProtocolStep> steps;
  ProtocolWalk walk(settings.protocol, cell);
  for (std::size_t k = 0; k < keeper.steps.size(); ++k) {
    RC_ASSERT(walk.step() != nullptr);
    steps.push_back(*walk.step());
    const double discharged = keeper.progress[k].cycles.cycle.passed.discharged;
    walk.advance({discharged, keeper.steps[k].stop.at_voltage()});
  }
  RC_ASSERT(walk.step() == nullptr);
  return steps;
}

}  // namespace closo::test::random
