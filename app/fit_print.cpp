// What a fit found, in the units in which the parameters were given.
#include "app/fit_print.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/reporting_units.hpp"

namespace closo {
namespace {

using Eigen::Index;

constexpr double shown_component = 0.2;  // of a combination
constexpr double strong_correlation = 0.95;

void print_parameters(const fit::FitProblem& problem, const fit::FitResult& result) {
  std::size_t width = 9;
  for (const VariedKey& p : problem.parameters) width = std::max(width, p.key.size());
  fmt::print("{:{}}  {:>11}  {:>25}  {:8} {}\n", "parameter", width, "best",
             fmt::format("{:g} % interval", 100 * problem.confidence), "unit", "");
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const fit::FittedValue f = fit::fitted_value(problem, result, j);
    const VariedKey& p = problem.parameters[j];
    fmt::print("{:{}}  {:>11.5g}  {:>11.5g} .. {:>10.5g}  {:8} {}\n", p.key, width, f.value, f.low, f.high, p.text.unit,
               f.remark);
    if (result.profiles.empty()) continue;
    const ProfileInterval& i = result.profile_intervals[j];
    fmt::print("{:{}}  {:>11}  {:>11.5g} .. {:>10.5g}  {:8} {}\n", "", width, "profile", p.value(i.low),
               p.value(i.high), p.text.unit, i.low_open || i.high_open ? "open" : "");
  }
}

void print_targets(const fit::FitProblem& problem, const fit::FitResult& result) {
  fmt::print("\n{:44} {:>11} {:>11} {:>11}\n", "target", "measured", "fitted", "error");
  for (std::size_t r = 0; r < problem.runs.size(); ++r) {
    const fit::FitRun& run = problem.runs[r];
    const fit::Simulation& s = result.simulations[r];
    for (const fit::CurveTarget& curve : run.curves)
      fmt::print("{:44} {:>35.2f} mV rms\n", fmt::format("{}: {}", run.name, curve.measured().name()),
                 curve.rms_error(*curve.find_in(s)) * to_milli);
    for (const fit::SpectrumTarget& target : run.spectra)
      fmt::print("{:44} {:>35.2f} % of the modulus rms\n", fmt::format("{}: {}", run.name, target.name()),
                 100 * target.relative_error(s));
    for (const fit::ScalarTarget& target : run.scalars)
      fmt::print("{:44} {:>11.5g} {:>11.5g} {:>+11.3g} {}\n", fmt::format("{}: {}", run.name, target.name),
                 target.value, target.of(s), target.of(s) - target.value, target.unit);
  }
}

void print_correlations(const fit::FitProblem& problem, const Eigen::MatrixXd& correlation) {
  fmt::print("\ncorrelation");
  for (Index k = 0; k < correlation.cols(); ++k) fmt::print(" {:>6}", fmt::format("[{}]", k + 1));
  fmt::print("\n");
  for (Index j = 0; j < correlation.rows(); ++j) {
    fmt::print("       {:>4}", fmt::format("[{}]", j + 1));
    for (Index k = 0; k < correlation.cols(); ++k) fmt::print(" {:>6.3f}", correlation(j, k));
    fmt::print("  {}\n", problem.parameters[static_cast<std::size_t>(j)].key);
  }
}

/// "a up with b down", for the parameters that move along.
std::string in_words(const fit::FitProblem& problem, const Eigen::VectorXd& direction) {
  std::string text;
  for (Index j = 0; j < direction.size(); ++j)
    if (std::abs(direction[j]) > shown_component)
      text += fmt::format("{}{} {}", text.empty() ? "" : " with ", problem.parameters[static_cast<std::size_t>(j)].key,
                          direction[j] > 0 ? "up" : "down");
  return text;
}

void print_undetermined(const fit::FitProblem& problem, const Uncertainty& u) {
  for (const UndeterminedCombination& c : u.undetermined)
    fmt::print("\nnot determined by these targets: {}\n", in_words(problem, c.direction));
  for (Index j = 0; j < u.correlation.rows(); ++j)
    for (Index k = 0; k < j; ++k)
      if (std::abs(u.correlation(j, k)) > strong_correlation)
        fmt::print("\ntrade off: {} and {}, correlation {:.3f}\n", problem.parameters[static_cast<std::size_t>(k)].key,
                   problem.parameters[static_cast<std::size_t>(j)].key, u.correlation(j, k));
}

}  // namespace

void print_fit(const fit::FitProblem& problem, const fit::FitResult& result) {
  const Uncertainty& u = result.uncertainty;
  print_parameters(problem, result);
  print_targets(problem, result);
  fmt::print("\nchi2 {:.4g} with {:g} degrees of freedom", result.best.sum_of_squares(), u.freedom);
  if (u.scale > 1)
    fmt::print(
        "; for this model the stated uncertainties are too small by a factor of {:.3g}, by which the intervals are "
        "widened",
        u.scale);
  fmt::print("\n");
  print_correlations(problem, u.correlation);
  print_undetermined(problem, u);
  for (const fit::FitStart& start : result.starts) {
    std::string at;
    for (std::size_t j = 0; j < problem.parameters.size(); ++j)
      at += fmt::format(" {:.4g}", problem.parameters[j].value(start.z[static_cast<Index>(j)]));
    spdlog::debug("start at{}: chi2 {:.5g}; {}", at, start.chi2, start.message);
  }
  const double near = result.best.sum_of_squares() + 1;
  const auto same = std::ranges::count_if(result.starts, [&](const fit::FitStart& s) { return s.chi2 < near; });
  fmt::print("\n{} of {} starts reached this minimum; {} runs simulated, {} of them failed{}\n", same,
             result.starts.size(), result.simulated, result.failed,
             result.failed > 0 ? " (first error: " + result.failure + ")" : "");
  if (!result.best.converged) fmt::print("the fit did not converge: {}\n", result.best.message);
}

}  // namespace closo
