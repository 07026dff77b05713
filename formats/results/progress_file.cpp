// One list of names serves for writing and for reading.
#include "formats/results/progress_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"
#include "io/result_reader.hpp"
#include "models/columns.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

// Version of these datasets; it grows with any change of what they mean.
constexpr std::int64_t version = 4;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::string_view, 8> whole_numbers{"number", "first_step", "last_step",  "first_direction",
                                                        "turned", "cycle",      "discharges", "discharge_over"};
constexpr std::int64_t unused = -1;  // places of loops that the next step does not lie in

/// Hands every number of a part of the progress, with its name, to `visit`, which may replace it.
template <class Visit>
void visit_passed(Passed& p, const Visit& visit) {
  visit("charged", p.charged), visit("discharged", p.discharged);
  visit("energy_in", p.energy_in), visit("energy_out", p.energy_out);
}

template <class Visit>
void visit_cycle(CycleCounter::State& s, const Visit& visit) {
  double number = static_cast<double>(s.cycle.number), first = static_cast<double>(s.cycle.first_step),
         last = static_cast<double>(s.cycle.last_step), direction = static_cast<double>(s.first), turned = s.turned;
  visit("number", number), visit("first_step", first), visit("last_step", last);
  visit("start_time", s.cycle.start_time), visit("duration", s.cycle.duration);
  visit_passed(s.cycle.passed, visit);
  visit("reference_capacity", s.reference_capacity);
  visit("first_direction", direction), visit("turned", turned);
  s.cycle.number = static_cast<Index>(number);
  s.cycle.first_step = static_cast<Index>(first), s.cycle.last_step = static_cast<Index>(last);
  s.first = static_cast<CycleCounter::Direction>(direction), s.turned = turned != 0;
}

template <class Visit>
void visit_figures(FigureMeter::State& s, const Layout& layout, const Visit& visit) {
  FigureRecord& r = s.record;
  double number = static_cast<double>(r.cycle.number), discharges = r.discharges, discharged = s.discharged;
  visit("cycle", number);
  visit_passed(r.cycle.passed, visit);
  visit("last_energy", r.last_energy), visit("discharge_time", r.discharge_time);
  visit("ohmic", r.ohmic), visit("internal", r.internal), visit("second", r.second), visit("half_hour", r.half_hour);
  visit("charge", r.charge), visit("discharges", discharges), visit("discharge_over", discharged);
  visit("latest_current", s.last.current), visit("latest_loss", s.last.loss),
      visit("latest_discharged", s.last.discharged), visit("latest_drift", s.last.drift);
  for (std::size_t k = 0; k < Overpotentials::count_in(layout); ++k)
    visit("loss_" + std::string(Overpotentials::names()[k].key), r.losses[k]);
  r.cycle.number = static_cast<Index>(number);
  r.discharges = discharges != 0, s.discharged = discharged != 0;
}

template <class Visit>
void visit_loads(FigureMeter::State& s, const Visit& visit) {
  std::vector<double>& loads = s.record.loads;
  loads.resize(columns().loads.size());
  for (std::size_t k = 0; k < loads.size(); ++k) visit(columns().loads[k].name, loads[k]);
}

/// Numbers with their names, beside one another.
void write_named(ResultFile& file, const std::string& path, const char* meaning,
                 const std::vector<std::pair<std::string, double>>& entries) {
  std::vector<double> values;
  std::vector<std::string> names;
  for (const auto& [name, value] : entries) values.push_back(value), names.push_back(name);
  file.write({path, "1", meaning, {values.size()}}, values);
  file.write_texts({path + "_names", "1", fmt::format("Names of the numbers in {}", path), {names.size()}}, names);
}

template <class State, class Visitor>
std::vector<std::pair<std::string, double>> named(State state, const Visitor& visitor) {
  std::vector<std::pair<std::string, double>> entries;
  visitor(state, [&](const std::string& name, double& value) { entries.emplace_back(name, value); });
  return entries;
}

void write_walk(ResultFile& file, const std::string& group, const std::vector<LoopPlace>& position, std::size_t depth) {
  std::vector<std::int64_t> entry(depth, unused), pass(depth, unused), cut_off(depth, unused);
  std::vector<double> capacity(depth, nan);
  for (std::size_t k = 0; k < position.size(); ++k) {
    entry[k] = position[k].entry, pass[k] = position[k].pass, cut_off[k] = position[k].cut_off;
    capacity[k] = position[k].first_capacity;
  }
  file.write_integers({group + "/entry", "1", "Place of the next step in the protocol and its loops", {depth}}, entry);
  file.write_integers({group + "/pass", "1", "Completed passes of each loop", {depth}}, pass);
  file.write_integers({group + "/cut_off", "1", "Whether a step of this pass ended at a voltage", {depth}}, cut_off);
  file.write({group + "/first_capacity", "C m-2", "Discharge capacity at the end of the first pass", {depth}},
             capacity);
}

/// Reads the datasets of a group and refuses those that are not what they should be.
class Reader {
 public:
  Reader(fs::path path, std::string group) : path_(std::move(path)), group_(std::move(group)) {}

  [[noreturn]] void fail(const std::string& name, const std::string& found, const std::string& expected) const {
    throw InputError(path_.string(), group_ + "/" + name, found, expected);
  }

  bool has(const std::string& name) const {
    const std::vector<std::string> members = read_members(path_, group_);
    return std::ranges::find(members, name) != members.end();
  }
  double number(const std::string& name) const { return read_number(path_, group_ + "/" + name); }
  std::vector<double> numbers(const std::string& name) const { return read_numbers(path_, group_ + "/" + name); }
  std::vector<std::string> texts(const std::string& name) const { return read_texts(path_, group_ + "/" + name); }

  double finite(const std::string& name) const {
    const double value = number(name);
    if (!std::isfinite(value)) fail(name, fmt::format("{}", value), "a finite number");
    return value;
  }

  Index count(const std::string& name) const { return to_count(name, number(name)); }
  Index to_count(const std::string& name, double value) const {
    constexpr double most = 1e15;  // all smaller whole numbers are exact
    if (!(value >= 0 && value < most) || value != std::floor(value))
      fail(name, fmt::format("{}", value), "a whole number, 0 <= value");
    return static_cast<Index>(value);
  }

  void check_version() const {
    const std::vector<std::string> members = read_members(path_, group_);
    if (members.empty())
      throw InputError::missing(path_.string(), group_,
                                "the state of a run; this one was interrupted before its first save");
    const double found = has("version") ? number("version") : 1;
    if (found != static_cast<double>(version))
      fail("version", fmt::format("{:g}", found), fmt::format("{}, the version that this program reads", version));
  }

  Eigen::ArrayXd state(const Layout& layout) const {
    Eigen::ArrayXd state(layout.size());
    std::set<std::string> names;
    for (const Field& field : fields_of(layout)) {
      const std::string name = "state/" + field.name;
      const std::vector<double> values = numbers(name);
      if (static_cast<Index>(values.size()) != field.size())
        fail(name, fmt::format("{} numbers", values.size()),
             fmt::format("{}, as the cell and the mesh require", field.size()));
      for (const double value : values)
        if (!std::isfinite(value)) fail(name, fmt::format("{}", value), "finite numbers");
      std::copy(values.begin(), values.end(), state.data() + field.begin);
      names.insert(field.name);
    }
    for (const std::string& member : read_members(path_, group_ + "/state"))
      if (!names.contains(member)) fail("state/" + member, member, "only fields of this cell");
    return state;
  }

  template <class State, class Visitor>
  void named(const std::string& name, State& state, const Visitor& visitor) const {
    const std::vector<double> values = numbers(name);
    const std::vector<std::string> names = texts(name + "_names");
    if (values.size() != names.size())
      fail(name, fmt::format("{} numbers and {} names", values.size(), names.size()), "equally many of each");
    visitor(state, [&](const std::string& wanted, double& value) {
      const auto at = std::ranges::find(names, wanted);
      if (at == names.end()) fail(name, fmt::format("{}", fmt::join(names, ", ")), "the value named '" + wanted + "'");
      value = values[static_cast<std::size_t>(at - names.begin())];
      if (std::ranges::find(whole_numbers, wanted) != whole_numbers.end()) to_count(name, value);
    });
  }

  std::vector<LoopPlace> walk() const {
    const auto entry = numbers("walk/entry"), pass = numbers("walk/pass"), cut_off = numbers("walk/cut_off"),
               capacity = numbers("walk/first_capacity");
    if (pass.size() != entry.size() || cut_off.size() != entry.size() || capacity.size() != entry.size())
      fail("walk", fmt::format("{} entries and {} passes", entry.size(), pass.size()), "equally many of each");
    std::vector<LoopPlace> places;
    for (std::size_t k = 0; k < entry.size() && entry[k] != unused; ++k)
      places.push_back(
          {to_count("walk/entry", entry[k]), to_count("walk/pass", pass[k]), capacity[k], cut_off[k] != 0});
    return places;
  }

 private:
  fs::path path_;
  std::string group_;
};

}  // namespace

void write_progress(ResultFile& file, const std::string& group, const StoredProgress& stored, const Layout& layout,
                    const Protocol& protocol) {
  const Progress& p = stored.progress;
  file.write_integers({group + "/version", "1", "Version of this group", {}}, {version});
  file.write({group + "/time", "s", "Time since the start of the run", {}}, {p.time});
  file.write({group + "/energy", "V", "Energy delivered, over the nominal capacity", {}}, {p.energy});
  file.write_integers({group + "/step", "1", "Completed steps", {}}, {p.step});
  file.write({group + "/charge_before", "1", "Charge passed before the run, over the nominal capacity", {}},
             {p.origin.charge});
  file.write(
      {group + "/ionic_charge_before", "1", "Charge that ions carried before the run, over the nominal capacity", {}},
      {p.origin.ionic_charge});
  for (const Field& field : fields_of(layout)) {
    std::vector<std::size_t> shape;
    for (const Field::Axis& axis : field.axes) shape.push_back(static_cast<std::size_t>(axis.size));
    const double* begin = p.state.data() + field.begin;
    file.write({group + "/state/" + field.name, field.unit, field.meaning, shape},
               std::vector<double>(begin, begin + field.size()));
  }
  write_named(file, group + "/passed", "What has passed since the start of the run, in SI per cell area",
              named(p.passed, [](auto& state, const auto& visit) { visit_passed(state, visit); }));
  write_named(file, group + "/cycle", "Sums over the cycle in progress, in SI per cell area",
              named(p.cycles, [](auto& state, const auto& visit) { visit_cycle(state, visit); }));
  file.write_texts({group + "/stop_reason", "1", "Why the latest step ended", {1}}, {p.cycles.cycle.stop_reason});
  write_named(file, group + "/figures", "Sums for the figures of /design, in SI per cell area",
              named(stored.figures, [&](auto& state, const auto& visit) { visit_figures(state, layout, visit); }));
  write_named(file, group + "/loads", "Largest shares of critical currents in all steps so far",
              named(stored.figures, [](auto& state, const auto& visit) { visit_loads(state, visit); }));
  if (!stored.rows.empty())
    file.write_integers(
        {group + "/rows", "1", "Rows of /series, /profiles, /steps and /cycles so far", {stored.rows.size()}},
        stored.rows);
  if (!p.position.empty()) write_walk(file, group + "/walk", p.position, depth_of(protocol));
}

StoredProgress read_progress(const fs::path& path, const std::string& group, const Layout& layout) {
  const Reader read(path, group);
  read.check_version();
  StoredProgress stored;
  Progress& p = stored.progress;
  p.time = read.finite("time"), p.energy = read.finite("energy"), p.step = read.count("step");
  p.origin = {read.finite("charge_before"), read.finite("ionic_charge_before")};
  p.state = read.state(layout);
  read.named("passed", p.passed, [](auto& state, const auto& visit) { visit_passed(state, visit); });
  read.named("cycle", p.cycles, [](auto& state, const auto& visit) { visit_cycle(state, visit); });
  const std::vector<std::string> reasons = read.texts("stop_reason");
  if (reasons.size() != 1) read.fail("stop_reason", fmt::format("{} texts", reasons.size()), "one");
  p.cycles.cycle.stop_reason = reasons.front();
  read.named("figures", stored.figures, [&](auto& state, const auto& visit) { visit_figures(state, layout, visit); });
  if (read.has("loads"))  // files of earlier versions have none
    read.named("loads", stored.figures, [](auto& state, const auto& visit) { visit_loads(state, visit); });
  if (read.has("walk")) p.position = read.walk();
  if (read.has("rows"))
    for (const double value : read.numbers("rows")) stored.rows.push_back(read.to_count("rows", value));
  return stored;
}

}  // namespace closo
