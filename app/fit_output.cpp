// What a fit found, in the units in which the parameters were given.
#include "app/fit_output.hpp"

#include <algorithm>
#include <complex>
#include <cmath>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "formats/results/group_writer.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

using Eigen::Index;

constexpr double shown_component = 0.2;  // of a combination
constexpr double strong_correlation = 0.95;
constexpr double at_bound = 1e-3;  // of the range

/// A fitted value with its interval, within the bounds.
struct Fitted {
  double value, low, high;
  std::string remark;
};

Fitted fitted(const FitProblem& problem, const FitResult& result, std::size_t j) {
  const VariedKey& p = problem.parameters[j];
  const auto index = static_cast<Index>(j);
  const double z = result.best.z[index], half = result.uncertainty.half_width[index];
  Fitted f{p.value(z), p.value(std::max(0.0, z - half)), p.value(std::min(1.0, z + half)), ""};
  if (!result.uncertainty.determines(index)) f.remark = "not determined";
  if (z < at_bound || z > 1 - at_bound) f.remark += f.remark.empty() ? "at its bound" : ", at its bound";
  return f;
}

std::vector<Fitted> all_fitted(const FitProblem& problem, const FitResult& result) {
  std::vector<Fitted> list;
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) list.push_back(fitted(problem, result, j));
  return list;
}

template <class Of>
auto collect(const FitProblem& problem, Of of) {
  std::vector<decltype(of(problem.parameters.front()))> values;
  for (const VariedKey& p : problem.parameters) values.push_back(of(p));
  return values;
}

double rms_error(const CurveTarget& curve, const HalfCycle& simulated) {
  const std::vector<double> distances = curve.distances(simulated);
  double squares = 0;
  for (const double distance : distances) squares += distance * distance;
  return std::sqrt(squares / static_cast<double>(distances.size()));
}

void print_parameters(const FitProblem& problem, const FitResult& result) {
  std::size_t width = 9;
  for (const VariedKey& p : problem.parameters) width = std::max(width, p.key.size());
  fmt::print("{:{}}  {:>11}  {:>25}  {:8} {}\n", "parameter", width, "best",
             fmt::format("{:g} % interval", 100 * problem.confidence), "unit", "");
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const Fitted f = fitted(problem, result, j);
    const VariedKey& p = problem.parameters[j];
    fmt::print("{:{}}  {:>11.5g}  {:>11.5g} .. {:>10.5g}  {:8} {}\n", p.key, width, f.value, f.low, f.high, p.text.unit,
               f.remark);
    if (result.profiles.empty()) continue;
    const ProfileInterval& i = result.profile_intervals[j];
    fmt::print("{:{}}  {:>11}  {:>11.5g} .. {:>10.5g}  {:8} {}\n", "", width, "profile", p.value(i.low),
               p.value(i.high), p.text.unit, i.low_open || i.high_open ? "open" : "");
  }
}

void print_targets(const FitProblem& problem, const FitResult& result) {
  fmt::print("\n{:44} {:>11} {:>11} {:>11}\n", "target", "measured", "fitted", "error");
  for (std::size_t r = 0; r < problem.runs.size(); ++r) {
    const FitRun& run = problem.runs[r];
    const Simulation& s = result.simulations[r];
    for (const CurveTarget& curve : run.curves)
      fmt::print("{:44} {:>35.2f} mV rms\n", fmt::format("{}: {}", run.name, curve.measured().name()),
                 rms_error(curve, *curve.find_in(s)) * to_milli);
    for (const SpectrumTarget& target : run.spectra)
      fmt::print("{:44} {:>35.2f} % of the modulus rms\n", fmt::format("{}: {}", run.name, target.name()),
                 100 * target.relative_error(s));
    for (const ScalarTarget& target : run.scalars)
      fmt::print("{:44} {:>11.5g} {:>11.5g} {:>+11.3g} {}\n", fmt::format("{}: {}", run.name, target.name),
                 target.value, target.of(s), target.of(s) - target.value, target.unit);
  }
}

void print_correlations(const FitProblem& problem, const Eigen::MatrixXd& correlation) {
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
std::string in_words(const FitProblem& problem, const Eigen::VectorXd& direction) {
  std::string text;
  for (Index j = 0; j < direction.size(); ++j)
    if (std::abs(direction[j]) > shown_component)
      text += fmt::format("{}{} {}", text.empty() ? "" : " with ", problem.parameters[static_cast<std::size_t>(j)].key,
                          direction[j] > 0 ? "up" : "down");
  return text;
}

void print_undetermined(const FitProblem& problem, const Uncertainty& u) {
  for (const UndeterminedCombination& c : u.undetermined)
    fmt::print("\nnot determined by these targets: {}\n", in_words(problem, c.direction));
  for (Index j = 0; j < u.correlation.rows(); ++j)
    for (Index k = 0; k < j; ++k)
      if (std::abs(u.correlation(j, k)) > strong_correlation)
        fmt::print("\ntrade off: {} and {}, correlation {:.3f}\n", problem.parameters[static_cast<std::size_t>(k)].key,
                   problem.parameters[static_cast<std::size_t>(j)].key, u.correlation(j, k));
}

void write_parameters(ResultFile& file, const FitProblem& problem, const FitResult& result) {
  const GroupWriter write(file, "/fit/parameters/");
  const std::vector<Fitted> list = all_fitted(problem, result);
  std::vector<double> value, low, high;
  std::vector<std::int64_t> determined;
  std::vector<std::string> remarks;
  for (const Fitted& f : list) {
    value.push_back(f.value), low.push_back(f.low), high.push_back(f.high);
    remarks.push_back(f.remark);
    determined.push_back(result.uncertainty.determines(static_cast<Index>(determined.size())));
  }
  write.texts("key", "Key of the parameter in the input of a run",
              collect(problem, [](const auto& p) { return p.key; }));
  write.texts("unit", "Unit of its values and bounds", collect(problem, [](const auto& p) { return p.text.unit; }));
  write.texts("remark", "Remark", remarks);
  write("value", "as in unit", "Best value", value);
  write("low", "as in unit", "Lower end of its confidence interval", low);
  write("high", "as in unit", "Upper end of its confidence interval", high);
  write("lower_bound", "as in unit", "Lower bound of the fit", collect(problem, [](const auto& p) { return p.low; }));
  write("upper_bound", "as in unit", "Upper bound of the fit", collect(problem, [](const auto& p) { return p.high; }));
  write.integers("logarithmic", "Whether the fit varied its logarithm",
                 collect(problem, [](const auto& p) -> std::int64_t { return p.logarithmic; }));
  write.integers("determined", "Whether the interval is narrower than the range between the bounds", determined);
}

/// Row by row.
std::vector<double> flat(const Eigen::MatrixXd& matrix) {
  std::vector<double> values;
  for (Index j = 0; j < matrix.rows(); ++j)
    for (Index k = 0; k < matrix.cols(); ++k) values.push_back(matrix(j, k));
  return values;
}

void write_uncertainty(ResultFile& file, const Uncertainty& u) {
  const std::size_t n = static_cast<std::size_t>(u.correlation.rows()), m = u.undetermined.size();
  file.write(
      {"/fit/correlation", "1", "Correlation of the parameters, linear or logarithmic as each was varied", {n, n}},
      flat(u.correlation));
  std::vector<double> directions, widths;
  for (const UndeterminedCombination& c : u.undetermined) {
    directions.insert(directions.end(), c.direction.begin(), c.direction.end());
    widths.push_back(c.half_width);
  }
  file.write({"/fit/undetermined/direction",
              "1",
              "Combinations that the targets do not determine, components over the ranges between the bounds",
              {m, n}},
             directions);
  file.write({"/fit/undetermined/half_width",
              "1",
              "Half width of the interval along each combination, over those ranges",
              {m}},
             widths);
}

void write_starts(ResultFile& file, const FitProblem& problem, const FitResult& result) {
  const std::size_t n = problem.parameters.size();
  std::vector<double> values, chi2;
  std::vector<std::int64_t> converged;
  for (const FitStart& start : result.starts) {
    for (std::size_t j = 0; j < n; ++j) values.push_back(problem.parameters[j].value(start.z[static_cast<Index>(j)]));
    chi2.push_back(start.chi2), converged.push_back(start.converged);
  }
  file.write({"/fit/starts/value", "as in parameters/unit", "Starting values", {chi2.size(), n}}, values);
  const GroupWriter write(file, "/fit/starts/");
  write("chi2", "1", "Sum of squares reached from this start; NaN if the run fails there", chi2);
  write.integers("converged", "Whether it converged", converged);
}

void write_curves(ResultFile& file, const FitProblem& problem, const FitResult& result) {
  std::vector<std::string> groups, names, units;
  std::vector<double> measured, uncertainty, simulated;
  for (std::size_t r = 0; r < problem.runs.size(); ++r) {
    const FitRun& run = problem.runs[r];
    const Simulation& s = result.simulations[r];
    for (const CurveTarget& curve : run.curves) {
      std::string name = group_name(run.name + "_" + curve.measured().name());
      const auto earlier = std::ranges::count(groups, name);
      groups.push_back(name);
      if (earlier > 0) name += fmt::format("_again_{}", earlier);
      const GroupWriter write(file, "/fit/curves/" + name + "/");
      const HalfCycle& simulated_curve = *curve.find_in(s);
      write("measured_capacity", "mAh g-1", "Measured charge per mass of active material", curve.measured().charge,
            to_hours);
      write("measured_voltage", "V", "Measured voltage at this charge", curve.measured().voltage);
      write("distance", "V", "Distance of the measured row from the fitted curve, positive where the curve is above",
            curve.distances(simulated_curve));
      write("simulated_capacity", "mAh g-1", "Charge of the best fit per mass of active material",
            simulated_curve.charge, to_hours);
      write("simulated_voltage", "V", "Voltage of the best fit at this charge", simulated_curve.voltage);
    }
    for (const ScalarTarget& target : run.scalars) {
      names.push_back(run.name + ": " + target.name), units.push_back(target.unit);
      measured.push_back(target.value), uncertainty.push_back(target.uncertainty), simulated.push_back(target.of(s));
    }
  }
  if (names.empty()) return;
  const GroupWriter write(file, "/fit/figures/");
  write.texts("name", "The figure, after its run", names);
  write.texts("unit", "Its unit", units);
  write("measured", "as in unit", "Measured value", measured);
  write("uncertainty", "as in unit", "Uncertainty of the measured value", uncertainty);
  write("simulated", "as in unit", "Value of the best fit", simulated);
}

void write_spectra(ResultFile& file, const FitProblem& problem, const FitResult& result) {
  for (std::size_t r = 0; r < problem.runs.size(); ++r) {
    const FitRun& run = problem.runs[r];
    for (const SpectrumTarget& target : run.spectra) {
      const GroupWriter write(file, fmt::format("/fit/spectra/{}_step_{}/", group_name(run.name), target.step()));
      const Spectrum& measured = target.measured();
      write("frequency", "Hz", "Frequency", {measured.frequency.begin(), measured.frequency.end()});
      write.impedance("measured", "measured", measured.impedance);
      write.impedance("simulated", "of the best fit", result.simulations[r].spectra.at(target.step()));
    }
  }
}

void write_profiles(ResultFile& file, const FitProblem& problem, const FitResult& result) {
  for (std::size_t j = 0; j < result.profiles.size(); ++j) {
    const GroupWriter write(file, "/fit/profiles/" + problem.parameters[j].key + "/");
    std::vector<double> value;
    for (const double z : result.profiles[j].coordinate) value.push_back(problem.parameters[j].value(z));
    write("value", "as in parameters/unit", "Values at which the parameter was held", value);
    write("chi2", "1", "Sum of squares of the best fit of the others", result.profiles[j].chi2);
  }
}

}  // namespace

void print_fit(const FitProblem& problem, const FitResult& result) {
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
  for (const FitStart& start : result.starts) {
    std::string at;
    for (std::size_t j = 0; j < problem.parameters.size(); ++j)
      at += fmt::format(" {:.4g}", problem.parameters[j].value(start.z[static_cast<Index>(j)]));
    spdlog::debug("start at{}: chi2 {:.5g}; {}", at, start.chi2, start.message);
  }
  const double near = result.best.sum_of_squares() + 1;
  const auto same = std::ranges::count_if(result.starts, [&](const FitStart& s) { return s.chi2 < near; });
  fmt::print("\n{} of {} starts reached this minimum; {} runs simulated, {} of them failed{}\n", same,
             result.starts.size(), result.simulated, result.failed,
             result.failed > 0 ? " (first error: " + result.failure + ")" : "");
  if (!result.best.converged) fmt::print("the fit did not converge: {}\n", result.best.message);
}

void write_fit(ResultFile& file, const FitProblem& problem, const FitResult& result) {
  write_parameters(file, problem, result);
  write_uncertainty(file, result.uncertainty);
  write_starts(file, problem, result);
  write_curves(file, problem, result);
  write_spectra(file, problem, result);
  write_profiles(file, problem, result);
  file.attribute("/fit", "chi2", result.best.sum_of_squares());
  file.attribute("/fit", "degrees_of_freedom", result.uncertainty.freedom);
  file.attribute("/fit", "uncertainty_scale", result.uncertainty.scale);
  file.attribute("/fit", "confidence", problem.confidence);
  file.attribute("/fit", "runs_simulated", static_cast<std::int64_t>(result.simulated));
  file.attribute("/fit", "runs_failed", static_cast<std::int64_t>(result.failed));
}

std::string fitted_cell(const FitProblem& problem, const FitResult& result) {
  ResolvedInput input = problem.cell;
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const VariedKey& p = problem.parameters[j];
    const Fitted f = fitted(problem, result, j);
    const std::string source =
        fmt::format("closo fit {}: {:.6g} to {:.6g} {} at {:g} % confidence{}",
                    std::filesystem::path(problem.file).filename().string(), f.low, f.high, p.text.unit,
                    100 * problem.confidence, f.remark.empty() ? "" : "; " + f.remark);
    set_value(input.tree, p.key, fmt::format("{:.7g}{}{}", f.value, p.text.unit.empty() ? "" : " ", p.text.unit),
              source, "fitted");
  }
  std::erase_if(input.tree.children, [](const auto& entry) {
    return entry.first != "closo" && entry.first != "cell" && entry.first != "materials";
  });
  return "# " + problem.title + ": the cell as fitted.\n" + write_yaml(input.tree);
}

}  // namespace closo
