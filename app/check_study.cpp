// Fits, sweeps and searches for designs, each with what it varies; some cases of a sweep are run.
#include "app/check_study.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "base/reporting_units.hpp"
#include "cycler/protocol_estimate.hpp"
#include "formats/yaml/design_input.hpp"
#include "formats/yaml/fit_input.hpp"
#include "formats/yaml/study_kind.hpp"
#include "formats/yaml/sweep_input.hpp"
#include "sweep/case_run.hpp"

namespace closo {
namespace {

void check_fit(const std::filesystem::path& file) {
  const fit::FitProblem problem = read_fit(file).problem;
  std::size_t curves = 0, figures = 0, spectra = 0;
  for (const fit::FitRun& run : problem.runs)
    curves += run.curves.size(), figures += run.scalars.size(), spectra += run.spectra.size();
  fmt::print("{}: a fit of {} parameters in {} runs to {} half cycles, {} figures and {} spectra, no errors\n",
             file.string(), problem.parameters.size(), problem.runs.size(), curves, figures, spectra);
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const VariedKey& p = problem.parameters[j];
    fmt::print("  {} from {:.6g}, between {:g} and {:g} {}{}\n", p.key, p.value(problem.first[j]), p.low, p.high,
               p.text.unit, p.logarithmic ? ", logarithmic" : "");
  }
}

constexpr std::int64_t most_tried = 8;          // cases of a sweep, and
constexpr std::chrono::seconds longest_try(5);  // how long, to tell how long all of them take

/// Runs some cases spread over all of them.
void print_estimate(const sweep::SweepProblem& problem) {
  using Clock = std::chrono::steady_clock;
  const std::int64_t cases = problem.space.size(), tries = std::min(cases, most_tried);
  sweep::CaseRunner runner(problem);
  const auto start = Clock::now();
  std::int64_t tried = 0, failed = 0;
  for (; tried < tries && Clock::now() - start < longest_try; ++tried)
    failed += runner.run(tries > 1 ? tried * (cases - 1) / (tries - 1) : 0).failed() ? 1 : 0;
  const double each = std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(tried);
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  double row = 3;  // number, failed and time steps
  for (const sweep::CaseColumn& column : problem.columns()) row += static_cast<double>(column.points);
  fmt::print("  {} of {} cases tried, {} failed: {:.3g} ms each, about {} on {} thread{}\n", tried, cases, failed,
             each * to_milli, format_duration(each * static_cast<double>(cases) / threads), threads,
             threads == 1 ? "" : "s");
  fmt::print("  {:.4g} MB of numbers, {:.0f} bytes per case\n", row * 8e-6 * static_cast<double>(cases), row * 8);
}

void check_sweep(const std::filesystem::path& file) {
  const sweep::SweepProblem problem = read_sweep(file);
  fmt::print("{}: a sweep of {} cases, no errors\n", file.string(), problem.space.size());
  for (const sweep::Block& block : problem.space.blocks())
    for (const sweep::Axis& axis : block.axes)
      fmt::print("  {}  {} value{}, from {} to {}{}\n", axis.key, axis.size(), axis.size() == 1 ? "" : "s",
                 axis.text(0), axis.text(axis.size() - 1),
                 &axis == &block.axes.front() ? "" : ", together with the one above");
  for (const sweep::DependentValue& d : problem.dependents) fmt::print("  {} = {} [{}]\n", d.key, d.expression, d.unit);
  print_estimate(problem);
}

void check_design(const std::filesystem::path& file) {
  const design::DesignProblem problem = read_design_problem(file);
  fmt::print("{}: a design search with {} variables, no errors\n", file.string(), problem.variables.size());
  for (std::size_t k = 0; k < problem.variables.size(); ++k) {
    const VariedKey& v = problem.variables[k];
    fmt::print("  {} from '{}', between {:g} and {:g} {}{}\n", v.key, *problem.cases.run->at(v.key), v.low, v.high,
               v.text.unit, v.logarithmic ? ", logarithmic" : "");
  }
  if (problem.front) {
    fmt::print("  front of {} against {}, {} designs\n", problem.front->most->name, problem.front->against->name,
               problem.front->points);
    for (const design::DesignTarget& t : problem.front->require) fmt::print("    with {}\n", t.text());
  }
  if (!problem.targets.empty()) fmt::print("  fewest changes to meet\n");
  for (const design::DesignTarget& t : problem.targets) fmt::print("    {}\n", t.text());
}

}  // namespace

bool check_study(const std::filesystem::path& file) {
  switch (study_of(file)) {
    case StudyKind::fit:
      check_fit(file);
      return true;
    case StudyKind::sweep:
      check_sweep(file);
      return true;
    case StudyKind::design:
      check_design(file);
      return true;
    case StudyKind::none:
      return false;
  }
  return false;
}

}  // namespace closo
