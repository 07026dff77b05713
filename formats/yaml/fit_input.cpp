// The file of a fit, key by key.
#include "formats/yaml/fit_input.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "cycler/cycle_quantities.hpp"
#include "formats/bdf/measured.hpp"
#include "formats/bdf/spectra_file.hpp"
#include "formats/yaml/replay_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/run_source.hpp"
#include "formats/yaml/varied_key_input.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

constexpr int most_starts = 10000;
constexpr int most_stretches = 100000;
constexpr int most_cycles = 1'000'000'000;
constexpr int usual_points = 200;

/// The file that an entry, or a key of it, names relative to the fit.
fs::path file_of(const InputReader& entry, const std::string& key) {
  const std::string name = key.empty() ? entry.node().scalar : entry.text(key);
  fs::path file = (fs::path(entry.node().file).parent_path() / name).lexically_normal();
  if (!fs::is_regular_file(file)) entry.fail(key, "a file (relative to the folder of the fit)");
  return file;
}

/// Overrides as --set takes them.
std::vector<std::string> read_overrides(const InputReader& entry) {
  std::vector<std::string> overrides;
  if (!entry.has("set")) return overrides;
  for (const auto& [key, value] : entry.at("set").entries()) {
    if (value.node().kind != InputNode::Kind::scalar) value.fail("", "a single value");
    overrides.push_back(key + "=" + value.node().scalar);
  }
  return overrides;
}

/// A fit with the inputs of its runs, in their order.
struct Reading {
  FitInput fit;
  std::vector<ResolvedInput> inputs;
};

double active_mass(const ResolvedInput& input) {
  const CellParameters cell = read_cell_parameters(input, nullptr);
  if (cell.has_composite() && !cell.has_masses())
    throw InputError::invalid(input.tree.where(), "cell",
                              "a fit to curves needs the masses of the cell, and so all densities");
  return cell.reference_mass();
}

void read_one_run(const std::string& name, const InputReader& entry, Reading& reading) {
  fit::FitProblem& problem = reading.fit.problem;
  const bool plain = entry.node().kind == InputNode::Kind::scalar;
  const fs::path file = file_of(entry, plain ? "" : "run");
  fit::FitRun run;
  run.name = name;
  ResolvedInput input = resolve_file(file, plain ? std::vector<std::string>{} : read_overrides(entry));
  if (problem.runs.empty()) reading.fit.cell = input;
  std::ranges::copy(input.files, std::back_inserter(problem.inputs));
  if (!plain && entry.has("replay")) {
    const fs::path measured = file_of(entry, "replay");
    problem.inputs.push_back(measured);
    input = replay_input(input, read_measured(measured, active_mass(input)));
    run.is_replay = run.records_every_cycle = true;
  }
  run.spec = read_run_spec(input, nullptr);
  close(run.spec);  // for its contradictions
  run.source = source_of(input);
  problem.runs.push_back(std::move(run));
  reading.inputs.push_back(std::move(input));
}

/// The coordinate of the value that a parameter has in a run.
double first_coordinate(const VariedKey& p, const InputReader& entry, const fit::FitRun& run,
                        const ResolvedInput& input) {
  const double value = value_in(input, p, entry, "low");
  if (value < p.low || value > p.high)
    entry.fail("low", fmt::format("bounds that contain {}, the starting value from run '{}'", *text_at(input, p.key),
                                  run.name));
  return p.coordinate(value);
}

void read_parameters(const InputReader& root, Reading& reading) {
  fit::FitProblem& problem = reading.fit.problem;
  for (const InputReader& entry : root.sequence("parameters")) {
    const VariedKey p = read_varied_key(entry, "low", "high", reading.inputs.front());
    const bool twice = std::ranges::any_of(problem.parameters, [&](const VariedKey& q) { return q.key == p.key; });
    if (twice) entry.fail("key", "each parameter only once");
    double first = 0;
    for (std::size_t r = 0; r < problem.runs.size(); ++r) {
      first = first_coordinate(p, entry, problem.runs[r], reading.inputs[r]);
      for (const double end : {0.0, 1.0}) {
        ResolvedInput at_bound = reading.inputs[r];
        set_value(at_bound.tree, p.key, p.text_at(end), entry.where(), "fitted");
        read_run(at_bound, nullptr);
      }
    }
    problem.first.push_back(first);
    problem.parameters.push_back(p);
  }
}

/// Which of the runs.
std::size_t run_of(const InputReader& target, const fit::FitProblem& problem) {
  const std::string name = target.text("run");
  const auto found = std::ranges::find_if(problem.runs, [&](const fit::FitRun& run) { return run.name == name; });
  if (found == problem.runs.end()) {
    std::vector<std::string> names;
    for (const fit::FitRun& run : problem.runs) names.push_back(run.name);
    target.fail("run", "one of the runs: " + quoted_list(names));
  }
  return static_cast<std::size_t>(found - problem.runs.begin());
}

/// Uncertainty of a target; one of double weight counts as measured twice.
double read_uncertainty(const InputReader& target, const std::string& key, const std::string& unit) {
  const double weight = target.has("weight") ? target.number("weight", Range::positive()) : 1.0;
  return target.quantity(key, unit, Range::positive()) / std::sqrt(weight);
}

void read_curves(const InputReader& target, const ResolvedInput& input, fit::FitRun& run) {
  const fit::CurveUncertainty uncertainty{read_uncertainty(target, "uncertainty", "V"),
                                          read_uncertainty(target, "charge_uncertainty", "1")};
  const int points = target.has("points") ? target.integer("points", 2, most_stretches) : usual_points;
  const long cycle = target.has("cycle") ? target.integer("cycle", 1, most_cycles) : 0;
  Measured measured = read_measured(file_of(target, "curves"), active_mass(input));
  if (cycle > 0 && !measured.recording) measured.half_cycles.front().cycle = cycle;
  const bool one_way = target.has("direction");
  const std::string direction = one_way ? target.choice("direction", {"charge", "discharge"}) : "";
  std::size_t taken = 0;
  for (compare::HalfCycle& half : measured.half_cycles) {
    if ((cycle > 0 && half.cycle != cycle) || (one_way && name(half.direction) != direction)) continue;
    ++taken;
    run.recorded_cycles.push_back(half.cycle);
    run.curves.emplace_back(std::move(half), uncertainty, points);
  }
  if (taken == 0) target.fail(cycle > 0 ? "cycle" : "direction", "one that was measured");
}

void read_resistance(const InputReader& target, fit::FitRun& run) {
  const long step = target.integer("step", 2, most_cycles);
  const double after = target.quantity("after", "s", Range::non_negative());
  run.scalars.push_back({fmt::format("resistance of step {} after {:g} s", step, after), "ohm cm2",
                         target.quantity("value", "ohm cm2", Range::positive()),
                         read_uncertainty(target, "uncertainty", "ohm cm2"),
                         [=](const fit::Simulation& s) { return to_ohm_cm2 * fit::step_resistance(s, step, after); }});
  run.records_every_cycle = true;
}

void read_quantity(const InputReader& target, const ResolvedInput& input, fit::FitRun& run) {
  std::vector<std::string> names{"resistance"};
  for (const CycleQuantity& q : cycle_quantities()) names.push_back(q.name);
  const std::string name = target.choice("quantity", names);
  if (name == "resistance") return read_resistance(target, run);
  const long cycle = target.integer("cycle", 1, most_cycles);
  const CycleQuantity& quantity =
      *std::ranges::find_if(cycle_quantities(), [&](const CycleQuantity& q) { return q.name == name; });
  if (!quantity.applies_to(read_cell_parameters(input, nullptr)))
    target.fail("quantity", "a quantity of the cell of this run");
  run.scalars.push_back(
      {fmt::format("{} of cycle {}", name, cycle), quantity.unit, target.quantity("value", quantity.unit, Range::any()),
       read_uncertainty(target, "uncertainty", quantity.unit), [&quantity, cycle](const fit::Simulation& s) {
         const std::vector<double>& cycles = s.solution.numbers("cycles", quantity.name);
         const auto place = static_cast<std::size_t>(cycle - 1);
         return place < cycles.size() ? cycles[place] : std::nan("");
       }});
}

void read_spectrum(const InputReader& target, const ResolvedInput& input, fit::FitRun& run) {
  const long step = target.integer("step", 1, most_cycles);
  std::vector<compare::Spectrum> spectra =
      read_areal_spectra(file_of(target, "spectrum"), read_cell_parameters(input, nullptr).area);
  const auto count = static_cast<int>(spectra.size());
  const int number = target.has("number") ? target.integer("number", 1, count) : 1;
  if (count > 1 && !target.has("number"))
    target.fail("number", fmt::format("which of the {} spectra of the file, from 1", count));
  if (std::ranges::any_of(run.spectra, [&](const fit::SpectrumTarget& other) { return other.step() == step; }))
    target.fail("step", "only one spectrum per step");
  run.spectra.emplace_back(std::move(spectra[static_cast<std::size_t>(number - 1)]), step,
                           read_uncertainty(target, "uncertainty", "1"));
}

void read_targets(const InputReader& root, Reading& reading) {
  fit::FitProblem& problem = reading.fit.problem;
  for (const InputReader& target : root.sequence("targets")) {
    const std::size_t r = run_of(target, problem);
    fit::FitRun& run = problem.runs[r];
    const ResolvedInput& input = reading.inputs[r];
    if (target.has("curves") + target.has("quantity") + target.has("spectrum") != 1)
      target.fail("", "one of 'curves', 'spectrum' and 'quantity'");
    for (const char* key : {"curves", "spectrum"})
      if (target.has(key)) problem.inputs.push_back(file_of(target, key));
    if (target.has("curves")) {
      read_curves(target, input, run);
    } else if (target.has("spectrum")) {
      read_spectrum(target, input, run);
    } else {
      read_quantity(target, input, run);
    }
  }
}

/// Every target needs its counterpart in the run as it stands.
void check_targets(const InputReader& root, const fit::FitProblem& problem) {
  for (const fit::FitRun& run : problem.runs) {
    if (run.curves.empty() && run.scalars.empty() && run.spectra.empty())
      root.reject("runs", fmt::format("no target refers to run '{}'", run.name));
    fit::Simulation s;
    try {
      s = simulated(run, run.spec);
    } catch (const RunError& error) {
      root.reject("runs", fmt::format("run '{}' fails at its starting values: {}", run.name, error.what()));
    }
    for (const fit::CurveTarget& curve : run.curves)
      if (curve.find_in(s) == nullptr)
        root.reject("targets", fmt::format("run '{}' does not simulate {}", run.name, curve.measured().name()));
    for (const fit::SpectrumTarget& target : run.spectra)
      if (!s.spectra.contains(target.step()))
        root.reject("targets", fmt::format("step {} of run '{}' is not an 'eis' step", target.step(), run.name));
    for (const fit::ScalarTarget& target : run.scalars)
      if (!std::isfinite(target.of(s)))
        root.reject("targets", fmt::format("run '{}' has no {}", run.name, target.name));
  }
}

}  // namespace

FitInput read_fit(const fs::path& file) {
  const InputNode tree = read_yaml_file(file);
  const InputReader root(tree, "", nullptr);
  Reading reading;
  fit::FitProblem& problem = reading.fit.problem;
  problem.file = file.string();
  problem.inputs.push_back(file);
  if (root.text("closo") != "1") root.fail("closo", "1, the format version this program reads");
  problem.title = root.text("title");
  for (const auto& [name, entry] : root.at("runs").entries()) read_one_run(name, entry, reading);
  read_parameters(root, reading);
  read_targets(root, reading);
  problem.starts = root.integer("starts", 1, most_starts);
  if (problem.starts > 1 || root.has("seed"))
    problem.seed = static_cast<std::uint64_t>(root.integer("seed", 0, most_cycles));
  problem.confidence = root.number("confidence", {0.5, 1.0, false, true});
  if (root.has("profiles")) problem.profiles = root.flag("profiles");
  root.finish();
  check_targets(root, problem);
  return std::move(reading.fit);
}

}  // namespace closo
