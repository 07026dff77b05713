// closo check and closo show: what an input says, without running it.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>
#include <thread>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/run_cost.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "base/units.hpp"
#include "cycler/doubts.hpp"
#include "cycler/protocol_estimate.hpp"
#include "cycler/protocol_input.hpp"
#include "cycler/run_input.hpp"
#include "design/design_input.hpp"
#include "fit/fit_input.hpp"
#include "io/result_reader.hpp"
#include "models/coefficients.hpp"
#include "models/derived.hpp"
#include "models/reporting_units.hpp"
#include "sweep/case_run.hpp"
#include "sweep/sweep_input.hpp"

namespace closo {
namespace {

constexpr std::size_t widest_source = 100;
constexpr std::size_t widest_line = 160;  // of the plan; profiles are longer
constexpr double moment = 0.1;            // s
constexpr double large = 1e8;             // bytes: of a result that few want

std::string shortened(const std::string& text) {
  return text.size() <= widest_source ? text : fmt::format("{:.{}}...", text, widest_source - 3);
}

/// The cell first, then what it is made of, then how it is run; each in the order of reading.
void print_parameters(ParameterList list) {
  const auto rank = [](const ReadParameter& p) {
    return p.key.starts_with("cell.") ? 0 : p.key.starts_with("materials.") ? 1 : 2;
  };
  std::ranges::stable_sort(list, {}, rank);
  std::size_t key_width = 0, value_width = 0;
  for (const ReadParameter& p : list) {
    key_width = std::max(key_width, p.key.size());
    value_width = std::max(value_width, p.text.size());
  }
  fmt::print("{:{}}  {:{}}  {:20}  {:10}  {}\n", "parameter", key_width, "value", value_width, "in SI", "status",
             "source");
  for (const ReadParameter& p : list)
    fmt::print("{:{}}  {:{}}  {:20}  {:10}  {}\n", p.key, key_width, p.text, value_width,
               format_quantity(p.value, p.unit), p.status, shortened(p.source.empty() ? p.where : p.source));
}

void print_derived(const CellParameters& cell) {
  fmt::print("\nderived at {:.5g} degC\n", degC(cell.temperature));
  for (const DerivedQuantity& d : derived_quantities(cell))
    fmt::print("  {:56} {:>12.5g} {}\n", d.name, d.value, d.unit);
}

/// What the input left out.
void print_defaults(const std::vector<DefaultValue>& defaults) {
  if (defaults.empty()) return;
  std::size_t key_width = 0, value_width = 0;
  for (const DefaultValue& d : defaults)
    key_width = std::max(key_width, d.key.size()), value_width = std::max(value_width, d.text.size());
  fmt::print("\n  defaults for values not stated\n");
  for (const DefaultValue& d : defaults)
    fmt::print("    {:{}}  {:{}}  {}\n", d.key, key_width, d.text, value_width, d.why);
}

void print_doubts(const std::vector<std::string>& doubts) {
  for (const std::string& doubt : doubts) fmt::print("\n  warning: {}\n", doubt);
}

/// What a run asks of the machine. A run that fails says so when it is run.
void print_cost(const RunInput& run, double duration) {
  try {
    const RunCost cost = try_run(run, duration);
    const std::string time =
        cost.time < moment ? "less than " + format_duration(moment) : "about " + format_duration(cost.time);
    fmt::print("  cost      {}, {:.1f} MB, {:.3g} rows of /series", time, std::ceil(cost.bytes / 1e5) / 10, cost.rows);
    if (cost.tried < 1) fmt::print("; estimated from {:.2g} % of it", 100 * cost.tried);
    if (cost.bytes > large) fmt::print("; 'record: {{series_every: ...}}' keeps fewer rows");
    fmt::print("\n");
  } catch (const RunError&) {
  }
}

/// The protocol with its lists of values and loops as they will run, and how long that may take.
void print_plan(const RunInput& run) {
  const ProtocolEstimate estimate(run.cell, run.settings);
  fmt::print("  protocol  {} steps, about {} estimated from charge alone\n", estimate.steps(),
             format_duration(estimate.total()));
  print_cost(run, estimate.total());
  fmt::print("\n");
  const std::string plan = write_protocol(run.settings.protocol,
                                          [&](const ProtocolNode& node) { return format_duration(estimate.of(node)); });
  std::istringstream lines(plan);
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > widest_line) line = fmt::format("{:.{}}...", line, widest_line - 3);
    fmt::print("  {}\n", line);
  }
}

ExitStatus check_fit(const std::filesystem::path& file) {
  const FitProblem problem = read_fit(file);
  std::size_t curves = 0, figures = 0, spectra = 0;
  for (const FitRun& run : problem.runs)
    curves += run.curves.size(), figures += run.scalars.size(), spectra += run.spectra.size();
  fmt::print("{}: a fit of {} parameters in {} runs to {} half cycles, {} figures and {} spectra, no errors\n",
             file.string(), problem.parameters.size(), problem.runs.size(), curves, figures, spectra);
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const VariedKey& p = problem.parameters[j];
    fmt::print("  {} from {:.6g}, between {:g} and {:g} {}{}\n", p.key, p.value(problem.first[j]), p.low, p.high,
               p.text.unit, p.logarithmic ? ", logarithmic" : "");
  }
  return ExitStatus::done;
}

constexpr std::int64_t most_tried = 8;          // cases of a sweep, and
constexpr std::chrono::seconds longest_try(5);  // how long, to tell how long all of them take

/// Runs some cases spread over all of them.
void print_estimate(const SweepProblem& problem) {
  using Clock = std::chrono::steady_clock;
  const std::int64_t cases = problem.space.size(), tries = std::min(cases, most_tried);
  CaseRunner runner(problem);
  const auto start = Clock::now();
  std::int64_t tried = 0, failed = 0;
  for (; tried < tries && Clock::now() - start < longest_try; ++tried)
    failed += runner.run(tries > 1 ? tried * (cases - 1) / (tries - 1) : 0).failed() ? 1 : 0;
  const double each = std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(tried);
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  double row = 3;  // number, failed and time steps
  for (const CaseColumn& column : problem.columns()) row += static_cast<double>(column.points);
  fmt::print("  {} of {} cases tried, {} failed: {:.3g} ms each, about {} on {} thread{}\n", tried, cases, failed,
             each * to_milli, format_duration(each * static_cast<double>(cases) / threads), threads,
             threads == 1 ? "" : "s");
  fmt::print("  {:.4g} MB of numbers, {:.0f} bytes per case\n", row * 8e-6 * static_cast<double>(cases), row * 8);
}

ExitStatus check_sweep(const std::filesystem::path& file) {
  const SweepProblem problem = read_sweep(file);
  fmt::print("{}: a sweep of {} cases, no errors\n", file.string(), problem.space.size());
  for (const Block& block : problem.space.blocks())
    for (const Axis& axis : block.axes)
      fmt::print("  {}  {} value{}, from {} to {}{}\n", axis.key, axis.size(), axis.size() == 1 ? "" : "s",
                 axis.text(0), axis.text(axis.size() - 1),
                 &axis == &block.axes.front() ? "" : ", together with the one above");
  for (const DependentValue& d : problem.dependents) fmt::print("  {} = {} [{}]\n", d.key, d.expression, d.unit);
  print_estimate(problem);
  return ExitStatus::done;
}

ExitStatus check_design(const std::filesystem::path& file) {
  const DesignProblem problem = read_design_problem(file);
  fmt::print("{}: a design search with {} variables, no errors\n", file.string(), problem.variables.size());
  for (std::size_t k = 0; k < problem.variables.size(); ++k) {
    const VariedKey& v = problem.variables[k];
    fmt::print("  {} from '{}', between {:g} and {:g} {}{}\n", v.key, *text_at(problem.cases.run, v.key), v.low, v.high,
               v.text.unit, v.logarithmic ? ", logarithmic" : "");
  }
  if (problem.front) {
    fmt::print("  front of {} against {}, {} designs\n", problem.front->most->name, problem.front->against->name,
               problem.front->points);
    for (const DesignTarget& t : problem.front->require) fmt::print("    with {}\n", t.text());
  }
  if (!problem.targets.empty()) fmt::print("  fewest changes to meet\n");
  for (const DesignTarget& t : problem.targets) fmt::print("    {}\n", t.text());
  return ExitStatus::done;
}

}  // namespace

ExitStatus check_command(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  if (overrides.empty() && !is_result_file(file) && is_fit(file)) return check_fit(file);
  if (overrides.empty() && !is_result_file(file) && is_sweep(file)) return check_sweep(file);
  if (overrides.empty() && !is_result_file(file) && is_design(file)) return check_design(file);
  const ResolvedInput input = resolve({file, {}, overrides});
  ParameterList parameters;
  switch (input.kind) {
    case InputKind::material: {
      const auto active = check_material(input, &parameters);
      fmt::print("{}: a material, {} parameters, no errors\n", file.string(), parameters.size());
      print_defaults(input.defaults);
      if (active) print_doubts(doubts(*active));
      break;
    }
    case InputKind::cell: {
      const CellParameters cell = read_cell_parameters(input, &parameters);
      fmt::print("{}: a cell, {} parameters, no errors\n", file.string(), parameters.size());
      print_defaults(input.defaults);
      print_doubts(doubts(cell));
      break;
    }
    case InputKind::run: {
      const RunInput run = read_run(input, &parameters);
      const Layout layout = layout_of(run.cell, run.settings.mesh);
      fmt::print("{}: a run, {} parameters, no errors\n", file.string(), parameters.size());
      fmt::print("  cell      {}\n  mesh      ", run.cell.title);
      if (layout.n_s > 0) fmt::print("{} cells across the separator, ", layout.n_s);
      if (layout.n_x > 0) fmt::print("{} cells across the composite, ", layout.n_x);
      if (layout.n_p > 0)
        fmt::print("{} shells, {} particle class{}, ", layout.n_r, layout.n_p, layout.n_p == 1 ? "" : "es");
      fmt::print("{} unknowns\n", layout.size());
      print_plan(run);
      print_defaults(input.defaults);
      print_doubts(doubts(run));
    }
  }
  return ExitStatus::done;
}

ExitStatus show_command(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  const ResolvedInput input = resolve({file, {}, overrides});
  ParameterList parameters;
  if (input.kind == InputKind::material) {
    check_material(input, &parameters);
    print_parameters(parameters);
    return ExitStatus::done;
  }
  const CellParameters cell =
      input.kind == InputKind::run ? read_run(input, &parameters).cell : read_cell_parameters(input, &parameters);
  print_parameters(parameters);
  print_derived(cell);
  return ExitStatus::done;
}

}  // namespace closo
