// A measured current as a profile, and voltages at equal time.
#include "compare/replay.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "solver/error.hpp"

namespace closo {
namespace {

// Two times closer than this are one: sums of many durations differ in their last digits, and no instrument is finer.
constexpr double same_time = 1e-4;  // s

// Beyond the cut-off voltages of the cell and those of the test, so that neither ends the replay.
constexpr double room = 1.0;  // V

class TreeWriter {
 public:
  explicit TreeWriter(const std::string& file) : file_(file) {}

  InputNode scalar(const std::string& text) const {
    InputNode node = of(InputNode::Kind::scalar);
    node.scalar = text;
    return node;
  }
  InputNode sequence(std::vector<InputNode> entries) const {
    InputNode node = of(InputNode::Kind::sequence);
    for (InputNode& entry : entries) node.children.emplace_back("", std::move(entry));
    return node;
  }
  InputNode mapping(std::vector<std::pair<std::string, InputNode>> children) const {
    InputNode node = of(InputNode::Kind::mapping);
    node.children = std::move(children);
    return node;
  }

 private:
  InputNode of(InputNode::Kind kind) const {
    InputNode node;
    node.kind = kind;
    node.file = file_;
    return node;
  }
  const std::string& file_;
};

/// Rows of time [s] from 0 on and current [A/kg].
InputNode profile_rows(const TreeWriter& writer, const Recording& r) {
  std::vector<InputNode> rows;
  const auto add = [&](double time, double current) {
    rows.push_back(
        writer.sequence({writer.scalar(fmt::format("{}", time)), writer.scalar(fmt::format("{}", current))}));
  };
  for (std::size_t k = 0; k < r.time.size(); ++k) {
    const bool next_step = k > 0 && !r.step.empty() && r.step[k] != r.step[k - 1];
    if (next_step && r.time[k] > r.time[k - 1]) add(r.time[k - 1] - r.time.front(), r.current[k]);
    add(r.time[k] - r.time.front(), r.current[k]);
  }
  return writer.sequence(std::move(rows));
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

/// A simulated voltage, at a time or just after it.
class VoltageAt {
 public:
  explicit VoltageAt(const Recording& r) : r_(r) {}

  double before_jump(double time) const {
    const auto k = index(std::ranges::lower_bound(r_.time, time - same_time));
    return k == r_.time.size() ? r_.voltage.back() : between(k, time);
  }
  double after_jump(double time) const {
    const auto k = index(std::ranges::upper_bound(r_.time, time + same_time));
    return k == 0 ? r_.voltage.front() : between(k - 1, time);
  }

 private:
  std::size_t index(std::vector<double>::const_iterator found) const {
    return static_cast<std::size_t>(found - r_.time.begin());
  }
  /// Row k if it is at this time, else on the straight line through it and its neighbour on the other side.
  double between(std::size_t k, double time) const {
    if (std::abs(r_.time[k] - time) <= same_time) return r_.voltage[k];
    const std::size_t a = r_.time[k] < time ? k : k - 1, b = a + 1;
    if (k == 0 && r_.time[k] > time) return r_.voltage.front();
    if (b >= r_.time.size()) return r_.voltage.back();
    const double share = (time - r_.time[a]) / (r_.time[b] - r_.time[a]);
    return r_.voltage[a] + share * (r_.voltage[b] - r_.voltage[a]);
  }

  const Recording& r_;
};

/// Means over time, by trapezoids.
void sum_up(TimeComparison& c) {
  double squares = 0, sum = 0;
  for (std::size_t k = 0; k < c.time.size(); ++k) {
    const double e = c.residual[k];
    c.largest_error = std::max(c.largest_error, std::abs(e));
    if (k == 0) continue;
    const double dt = c.time[k] - c.time[k - 1], before = c.residual[k - 1];
    squares += dt * (e * e + before * before) / 2;
    sum += dt * (e + before) / 2;
  }
  const double duration = c.time.back() - c.time.front();
  c.rms_error = std::sqrt(squares / duration);
  c.mean_error = sum / duration;
}

}  // namespace

ResolvedInput replay_input(const ResolvedInput& input, const Measured& measured) {
  if (!measured.recording)
    throw InputError::invalid(measured.file, "--replay",
                              "a curve against capacity cannot be replayed; expected columns of time and current");
  const Recording& r = *measured.recording;
  if (!(r.time.back() > r.time.front()))
    throw InputError::invalid(measured.file, "Test Time", "all rows have the same time");
  ResolvedInput replay = input;
  replay.kind = InputKind::run;
  const TreeWriter writer(measured.file);
  const InputNode columns = writer.sequence({writer.scalar("time [s]"), writer.scalar("current [A/kg]")});
  const InputNode profile =
      writer.mapping({{"name", writer.scalar(measured.file)}, {"columns", columns}, {"rows", profile_rows(writer, r)}});
  put(replay.tree, "protocol", writer.sequence({writer.mapping({{"profile", profile}})}));
  keep_all_series(replay.tree);
  const CellParameters cell = read_cell_parameters(input, nullptr);
  const auto [least, most] = std::ranges::minmax(r.voltage);
  const std::string origin = "--replay";
  set_value(replay.tree, "cell.limits.lower", fmt::format("{} V", std::min(least, cell.lower_voltage) - room), origin);
  set_value(replay.tree, "cell.limits.upper", fmt::format("{} V", std::max(most, cell.upper_voltage) + room), origin);
  return replay;
}

TimeComparison compare_in_time(const Recording& measured, const Recording& simulated) {
  TimeComparison c;
  const double start = measured.time.front();
  c.measured_duration = measured.time.back() - start;
  const VoltageAt voltage(simulated);
  for (std::size_t k = 0; k < measured.time.size(); ++k) {
    const double time = measured.time[k] - start;
    if (simulated.time.empty() || time > simulated.time.back() + same_time) break;
    const bool jump = k > 0 && measured.time[k] == measured.time[k - 1];
    c.time.push_back(measured.time[k]);
    c.measured_voltage.push_back(measured.voltage[k]);
    c.simulated_voltage.push_back(jump || k == 0 ? voltage.after_jump(time) : voltage.before_jump(time));
    c.residual.push_back(c.simulated_voltage.back() - c.measured_voltage.back());
  }
  if (c.time.empty() || !(c.time.back() > c.time.front()))
    throw RunError("the simulated cell could not follow the measured current from the start");
  sum_up(c);
  return c;
}

std::vector<HalfCycle> replayed(const std::vector<HalfCycle>& measured, const TimeComparison& comparison) {
  std::vector<HalfCycle> result;
  std::size_t row = 0;
  for (const HalfCycle& half : measured) {
    HalfCycle simulated = half;
    simulated.charge.clear(), simulated.voltage.clear(), simulated.time.clear();
    for (std::size_t k = 0; k < half.time.size(); ++k) {
      // Every row of a half cycle is one of the test, in its order; of two at one time the voltage tells which.
      while (row < comparison.time.size() &&
             (comparison.time[row] != half.time[k] || comparison.measured_voltage[row] != half.voltage[k]))
        ++row;
      if (row == comparison.time.size()) break;
      simulated.charge.push_back(half.charge[k]);
      simulated.voltage.push_back(comparison.simulated_voltage[row]);
      simulated.time.push_back(half.time[k] - comparison.time.front());
    }
    if (simulated.charge.size() > 1) result.push_back(std::move(simulated));
  }
  return result;
}

}  // namespace closo
