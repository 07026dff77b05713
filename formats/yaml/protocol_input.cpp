// Entries of a protocol: steps, loops, lists of values and profiles.
#include "formats/yaml/protocol_input.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cycler/protocol_text.hpp"
#include "cycler/run_spec.hpp"
#include "formats/yaml/spec_reader.hpp"
#include "formats/yaml/table_input.hpp"
#include "models/parameters/close.hpp"

namespace closo {
namespace {

using Node = InputNode;

// A protocol beyond this is a mistake in nested lists of values; loops do not count, as they are not unrolled.
constexpr std::size_t most_entries = 100'000;
constexpr int most_depth = 15;  // of loops; a result file has room for this many places

/// Reads a text of the language with the place of its errors.
template <class Parse>
auto parsed(const InputReader& entry, const Parse& parse) {
  if (entry.node().kind != Node::Kind::scalar) entry.fail("", "text");
  try {
    return parse(entry.node().scalar);
  } catch (const ProtocolError& error) {
    entry.fail("", fmt::format("{} at character {}", error.what(), error.position));
  }
}

/// What holds for the steps of an entry unless they say otherwise.
struct Conditions {
  std::optional<double> temperature, pressure;
};

class ProtocolReader {
 public:
  explicit ProtocolReader(const CellParameters& cell) : cell_(cell) {}

  Protocol read(const InputReader& parent, const std::string& key, const Conditions& conditions) {
    Protocol nodes;
    for (const InputReader& entry : parent.sequence(key)) read_entry(entry, conditions, nodes);
    return nodes;
  }

 private:
  void read_entry(const InputReader& entry, const Conditions& outer, Protocol& nodes) {
    if (++entries_ > most_entries) entry.fail("", fmt::format("at most {} entries in a protocol", most_entries));
    if (entry.node().kind == Node::Kind::scalar) {
      nodes.emplace_back(step_of(entry, parsed(entry, parse_step), outer));
      return;
    }
    if (entry.node().kind != Node::Kind::mapping) entry.fail("", "a step such as 'Charge at C/10 until 4.15 V'");
    if (entry.has("for_each")) return read_values(entry, outer, nodes);
    const Conditions conditions = read_conditions(entry, outer);
    if (entry.has("repeat")) {
      nodes.emplace_back(read_loop(entry, conditions));
    } else if (entry.has("profile")) {
      nodes.emplace_back(step_of(entry, read_profile(entry), conditions));
    } else if (entry.has("eis")) {
      nodes.emplace_back(step_of(entry, read_eis(entry.at("eis")), conditions));
    } else if (entry.has("step")) {
      ProtocolStep step = parsed(entry.at("step"), parse_step);
      read_limits(entry, step);
      step.ambient = read_ambient(entry);
      nodes.emplace_back(step_of(entry, std::move(step), conditions));
    } else {
      entry.fail("", "a mapping with 'step', 'repeat', 'for_each', 'profile' or 'eis'");
    }
  }

  static ProtocolStep read_eis(const InputReader& eis) {
    SpectrumSpec spec;
    rows(*spec_reader(eis), spec);
    ProtocolStep step;
    step.kind = ProtocolStep::Kind::eis;
    step.frequencies = FrequencyRange{*spec.from, *spec.to, *spec.points_per_decade};
    if (!spec.under) return step;
    const ProtocolStep under = parsed(eis.at("under"), parse_step);
    const bool charging = under.kind == ProtocolStep::Kind::charge;
    if ((!charging && under.kind != ProtocolStep::Kind::discharge) || !is_current(under.imposed->kind) ||
        under.duration || !under.until.empty())
      eis.fail("under", "a current without limits such as 'Discharge at C/10'");
    step.imposed = under.imposed;
    step.frequencies->charging = charging;
    return step;
  }

  Conditions read_conditions(const InputReader& entry, Conditions conditions) const {
    ConditionsSpec spec;
    rows(*spec_reader(entry), spec);
    if (spec.temperature) {
      conditions.temperature = *spec.temperature;
      if (const auto allowed = allowed_temperatures(cell_, *conditions.temperature))
        entry.fail("temperature", *allowed);
    }
    if (spec.pressure) conditions.pressure = *spec.pressure;
    return conditions;
  }

  /// A step may only refer to what this cell has.
  void check(const InputReader& entry, const Amount& amount) const {
    if (is_specific(amount.kind) && !cell_.has_masses())
      entry.fail("", "an amount per cell area or for the whole cell: there is no mass to refer it to");
    if (amount.kind == Amount::Kind::c_rate && !cell_.has_nominal_capacity())
      entry.fail("", "a current such as '0.1 mA/cm2', or a 'nominal_capacity' in the cell, which defines C-rates");
    if (amount.kind == Amount::Kind::stoichiometry && !cell_.has_active_material())
      entry.fail("", "a limit other than stoichiometry: this cell has no active material");
  }

  ProtocolStep step_of(const InputReader& entry, ProtocolStep step, const Conditions& conditions) const {
    if (step.imposed) check(entry, *step.imposed);
    for (const Amount& limit : step.until) check(entry, limit);
    if (step.profile) check(entry, {step.profile->kind, 0, {}});
    step.temperature = conditions.temperature;
    step.pressure = conditions.pressure;
    return step;
  }

  /// The texts under `until`: one, or a list.
  static std::vector<InputReader> limits(const InputReader& entry) {
    if (!entry.has("until")) return {};
    const InputReader until = entry.at("until");
    if (until.node().kind == Node::Kind::scalar) return {until};
    return entry.sequence("until");
  }

  static void read_limits(const InputReader& entry, ProtocolStep& step) {
    if (step.kind == ProtocolStep::Kind::rest && entry.has("until"))
      entry.forbid("until", "a rest has no limits; give it a time with 'for'");
    for (const InputReader& limit : limits(entry))
      step.until.push_back(parsed(limit, [&](const std::string& text) { return parse_limit(text, step); }));
  }

  Loop read_loop(const InputReader& entry, const Conditions& conditions) {
    if (++depth_ > most_depth) entry.fail("repeat", fmt::format("at most {} nested loops", most_depth));
    Loop loop;
    LoopSpec spec;
    rows(*spec_reader(entry), spec);
    loop.passes = static_cast<int>(*spec.repeat);
    for (const InputReader& limit : limits(entry)) {
      loop.until.push_back(parsed(limit, parse_loop_limit));
      if (loop.until.back().kind == LoopLimit::Kind::capacity) check(limit, loop.until.back().amount);
    }
    loop.body = read(entry, "steps", conditions);
    --depth_;
    return loop;
  }

  void read_values(const InputReader& entry, const Conditions& outer, Protocol& nodes) {
    const auto variables = entry.at("for_each").entries();
    if (variables.size() != 1) entry.fail("for_each", "one name with its values");
    const auto& [name, values] = variables.front();
    for (const std::string& value : texts_of(values)) {
      Node copy = entry.node();
      for (auto& [key, child] : copy.children)
        if (key != "for_each") substitute(child, "{" + name + "}", value);
      const InputReader pass(copy, entry.key(), nullptr);
      const Protocol steps = read(pass, "steps", read_conditions(pass, outer));
      nodes.insert(nodes.end(), steps.begin(), steps.end());
      pass.has("for_each");
      pass.finish();
    }
    for (const auto& [key, child] : entry.node().children) entry.has(key);  // asked for in the copies
  }

  static void substitute(Node& node, const std::string& name, const std::string& value) {
    for (std::size_t at = 0; (at = node.scalar.find(name, at)) != std::string::npos; at += value.size())
      node.scalar.replace(at, name.size(), value);
    for (auto& [key, child] : node.children) substitute(child, name, value);
  }

  static std::vector<std::string> texts_of(const InputReader& values);
  std::shared_ptr<const Profile> read_table(const InputReader& table) const;
  ProtocolStep read_profile(const InputReader& entry) const;
  std::shared_ptr<const Profile> read_ambient(const InputReader& entry) const;

  const CellParameters& cell_;
  std::size_t entries_ = 0;
  int depth_ = 0;  // of loops
};

/// "4.05 V" as its number and its unit.
std::pair<double, std::string> split(const InputReader& values, const std::string& text) {
  std::string_view rest = trimmed(text);
  const auto number = take_number(rest);
  if (!number) values.fail("", "values such as '4.05 V to 4.40 V by 0.05 V'");
  return {*number, std::string(trimmed(rest))};
}

/// The values of a list, or of "A to B by STEP" in one unit.
std::vector<std::string> ProtocolReader::texts_of(const InputReader& values) {
  std::vector<std::string> texts;
  const Node& node = values.node();
  if (node.kind == Node::Kind::sequence) {
    for (const auto& [key, child] : node.children) {
      if (child.kind != Node::Kind::scalar) values.fail("", "a list of values");
      texts.push_back(child.scalar);
    }
    if (texts.empty()) values.fail("", "at least one value");
    return texts;
  }
  const std::size_t to = node.scalar.find(" to "), by = node.scalar.find(" by ");
  if (node.kind != Node::Kind::scalar || to == std::string::npos || by == std::string::npos || by < to)
    values.fail("", "a list of values, or values such as '4.05 V to 4.40 V by 0.05 V'");
  const auto [first, unit] = split(values, node.scalar.substr(0, to));
  const auto [last, last_unit] = split(values, node.scalar.substr(to + 4, by - to - 4));
  const auto [step, step_unit] = split(values, node.scalar.substr(by + 4));
  if (last_unit != unit || step_unit != unit) values.fail("", "three values in the same unit");
  const double count = (last - first) / step;
  if (!(count >= 0 && count < static_cast<double>(most_entries)))
    values.fail("", "a step that leads from the first value to the last");
  for (int k = 0; k <= std::floor(count + 1e-6); ++k)
    texts.push_back(fmt::format("{:.10g}{}{}", first + k * step, unit.empty() ? "" : " ", unit));
  return texts;
}

std::vector<double> read_times(const TableColumn& column) {
  std::vector<double> time = column.values("s", Range::non_negative());
  if (time.front() != 0) column.fail(0, "a profile that begins at time 0");
  for (std::size_t k = 1; k < time.size(); ++k)
    if (time[k] < time[k - 1]) column.fail(k, "a time not earlier than in the row above");
  if (time.back() == 0) column.fail(time.size() - 1, "a profile that lasts longer than 0 s");
  return time;
}

void read_imposed(const TableColumn& column, Profile& profile) {
  if (!profile.value.empty()) column.fail_header("a single column of current, power or voltage");
  try {
    profile.kind = kind_of_unit(column.unit());
  } catch (const ProtocolError& error) {
    column.fail_header(error.what());
  }
  const std::string is = is_current(profile.kind) ? "current" : is_power(profile.kind) ? "power" : "voltage";
  if (is != column.name()) column.fail_header("a unit of " + column.name());
  profile.value = column.values(unit_of(profile.kind), Range::any());
}

std::shared_ptr<const Profile> ProtocolReader::read_table(const InputReader& table) const {
  auto profile = std::make_shared<Profile>();
  profile->name = table.text("name");
  for (const TableColumn& column : read_columns(table)) {
    const std::string& name = column.name();
    if (name == "time") {
      profile->time = read_times(column);
    } else if (name == "temperature") {
      profile->temperature = column.values("K", Range::positive());
      for (std::size_t k = 0; k < column.rows(); ++k)
        if (const auto allowed = allowed_temperatures(cell_, profile->temperature[k])) column.fail(k, *allowed);
    } else if (name == "current" || name == "power" || name == "voltage") {
      read_imposed(column, *profile);
    } else {
      column.fail_header("'time [s]', 'current [mA]' (or power, or voltage) or 'temperature [degC]'");
    }
  }
  if (profile->time.empty()) table.fail("columns", "a column 'time [s]'");
  return profile;
}

ProtocolStep ProtocolReader::read_profile(const InputReader& entry) const {
  const InputReader table = entry.at("profile");
  ProtocolStep step;
  step.kind = ProtocolStep::Kind::profile;
  step.profile = read_table(table);
  if (step.profile->value.empty())
    table.fail("columns", "a column of current, power or voltage, such as 'current [mA]'");
  read_limits(entry, step);
  return step;
}

std::shared_ptr<const Profile> ProtocolReader::read_ambient(const InputReader& entry) const {
  if (!entry.has("temperature_profile")) return nullptr;
  const InputReader table = entry.at("temperature_profile");
  auto profile = read_table(table);
  if (profile->temperature.empty() || !profile->value.empty())
    table.fail("columns", "the columns 'time [s]' and 'temperature [degC]'");
  return profile;
}

}  // namespace

void inline_profiles(InputNode& entries) {
  for (auto& [none, entry] : entries.children) {
    if (entry.kind != Node::Kind::mapping) continue;
    for (const char* key : {"profile", "temperature_profile"})
      if (Node* profile = entry.find(key); profile != nullptr && profile->kind == Node::Kind::scalar)
        inline_table(*profile, key);
    if (Node* steps = entry.find("steps")) inline_profiles(*steps);
  }
}

Protocol read_protocol(const InputReader& parent, const std::string& key, const CellParameters& cell) {
  return ProtocolReader(cell).read(parent, key, {});
}

}  // namespace closo
