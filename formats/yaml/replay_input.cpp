// A measured current as a profile.
#include "formats/yaml/replay_input.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/error.hpp"
#include "formats/yaml/run_input.hpp"

namespace closo {
namespace {

// Beyond the cut-off voltages of the cell and those of the test, so that neither ends the replay.
constexpr double room = 1.0;  // V

/// A table of time [s] from 0 on and current.
std::string profile_table(const compare::Recording& r, const char* unit) {
  std::string table = fmt::format("time [s],current [{}]\n", unit);
  const auto add = [&](double time, double current) {
    fmt::format_to(std::back_inserter(table), "{},{}\n", time - r.time.front(), current);
  };
  for (std::size_t k = 0; k < r.time.size(); ++k) {
    const bool next_step = k > 0 && !r.step.empty() && r.step[k] != r.step[k - 1];
    if (next_step && r.time[k] > r.time[k - 1]) add(r.time[k - 1], r.current[k]);
    add(r.time[k], r.current[k]);
  }
  return table;
}

void put(InputNode& root, const std::string& key, InputNode value) {
  if (InputNode* found = root.find(key)) {
    *found = std::move(value);
  } else {
    root.children.emplace_back(key, std::move(value));
  }
}

/// How often series are kept would leave out moments of the test; profiles may stay as they are.
void keep_all_series(InputNode& root) {
  if (InputNode* record = root.find("record"))
    std::erase_if(record->children, [](const auto& entry) { return entry.first != "profiles_every"; });
}

}  // namespace

ResolvedInput replay_input(const ResolvedInput& input, const Measured& measured) {
  if (!measured.recording)
    throw InputError::invalid(measured.file, "--replay",
                              "a curve against capacity cannot be replayed; expected columns of time and current");
  const compare::Recording& r = *measured.recording;
  if (!(r.time.back() > r.time.front()))
    throw InputError::invalid(measured.file, "Test Time", "all rows have the same time");
  ResolvedInput replay = input;
  replay.kind = InputKind::run;
  const std::string& file = measured.file;
  const CellParameters cell = read_cell_parameters(input, nullptr);
  InputNode profile = InputNode::mapping(file), step = profile, protocol;
  const std::string table = profile_table(r, cell.has_masses() ? "A/kg" : "A/m2");
  profile.children = {{"name", InputNode(file, file, 0)}, {"csv", InputNode(table, file, 0)}};
  step.children = {{"profile", std::move(profile)}};
  protocol.kind = InputNode::Kind::sequence;
  protocol.children = {{"", std::move(step)}};
  put(replay.tree, "protocol", std::move(protocol));
  keep_all_series(replay.tree);
  const auto [least, most] = std::ranges::minmax(r.voltage);
  const std::string origin = "--replay";
  set_value(replay.tree, "cell.limits.lower", fmt::format("{} V", std::min(least, cell.lower_voltage) - room), origin);
  set_value(replay.tree, "cell.limits.upper", fmt::format("{} V", std::max(most, cell.upper_voltage) + room), origin);
  return replay;
}

}  // namespace closo
