// Datasets of a fit, in the units in which the parameters were given.
#include "formats/results/fit_results.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "formats/results/group_writer.hpp"

namespace closo {
namespace {

using Eigen::Index;

template <class Of>
auto collect(const fit::FitProblem& problem, Of of) {
  std::vector<decltype(of(problem.parameters.front()))> values;
  for (const VariedKey& p : problem.parameters) values.push_back(of(p));
  return values;
}

void write_parameters(ResultFile& file, const fit::FitProblem& problem, const fit::FitResult& result) {
  const GroupWriter write(file, "/fit/parameters/");
  std::vector<double> value, low, high;
  std::vector<std::int64_t> determined;
  std::vector<std::string> remarks;
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const fit::FittedValue f = fit::fitted_value(problem, result, j);
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

void write_starts(ResultFile& file, const fit::FitProblem& problem, const fit::FitResult& result) {
  const std::size_t n = problem.parameters.size();
  std::vector<double> values, chi2;
  std::vector<std::int64_t> converged;
  for (const fit::FitStart& start : result.starts) {
    for (std::size_t j = 0; j < n; ++j) values.push_back(problem.parameters[j].value(start.z[static_cast<Index>(j)]));
    chi2.push_back(start.chi2), converged.push_back(start.converged);
  }
  file.write({"/fit/starts/value", "as in parameters/unit", "Starting values", {chi2.size(), n}}, values);
  const GroupWriter write(file, "/fit/starts/");
  write("chi2", "1", "Sum of squares reached from this start; NaN if the run fails there", chi2);
  write.integers("converged", "Whether it converged", converged);
}

void write_curves(ResultFile& file, const fit::FitProblem& problem, const fit::FitResult& result) {
  std::vector<std::string> groups, names, units;
  std::vector<double> measured, uncertainty, simulated;
  for (std::size_t r = 0; r < problem.runs.size(); ++r) {
    const fit::FitRun& run = problem.runs[r];
    const fit::Simulation& s = result.simulations[r];
    for (const fit::CurveTarget& curve : run.curves) {
      std::string name = group_name(run.name + "_" + curve.measured().name());
      const auto earlier = std::ranges::count(groups, name);
      groups.push_back(name);
      if (earlier > 0) name += fmt::format("_again_{}", earlier);
      const GroupWriter write(file, "/fit/curves/" + name + "/");
      const compare::HalfCycle& simulated_curve = *curve.find_in(s);
      write("measured_capacity", "mAh g-1", "Measured charge per mass of active material", curve.measured().charge,
            to_hours);
      write("measured_voltage", "V", "Measured voltage at this charge", curve.measured().voltage);
      write("distance", "V", "Distance of the measured row from the fitted curve, positive where the curve is above",
            curve.distances(simulated_curve));
      write("simulated_capacity", "mAh g-1", "Charge of the best fit per mass of active material",
            simulated_curve.charge, to_hours);
      write("simulated_voltage", "V", "Voltage of the best fit at this charge", simulated_curve.voltage);
    }
    for (const fit::ScalarTarget& target : run.scalars) {
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

void write_spectra(ResultFile& file, const fit::FitProblem& problem, const fit::FitResult& result) {
  for (std::size_t r = 0; r < problem.runs.size(); ++r) {
    const fit::FitRun& run = problem.runs[r];
    for (const fit::SpectrumTarget& target : run.spectra) {
      const GroupWriter write(file, fmt::format("/fit/spectra/{}_step_{}/", group_name(run.name), target.step()));
      const compare::Spectrum& measured = target.measured();
      write("frequency", "Hz", "Frequency", {measured.frequency.begin(), measured.frequency.end()});
      write.impedance("measured", "measured", measured.impedance);
      write.impedance("simulated", "of the best fit", result.simulations[r].spectra.at(target.step()));
    }
  }
}

void write_profiles(ResultFile& file, const fit::FitProblem& problem, const fit::FitResult& result) {
  for (std::size_t j = 0; j < result.profiles.size(); ++j) {
    const GroupWriter write(file, "/fit/profiles/" + problem.parameters[j].key + "/");
    std::vector<double> value;
    for (const double z : result.profiles[j].coordinate) value.push_back(problem.parameters[j].value(z));
    write("value", "as in parameters/unit", "Values at which the parameter was held", value);
    write("chi2", "1", "Sum of squares of the best fit of the others", result.profiles[j].chi2);
  }
}

}  // namespace

void write_fit(ResultFile& file, const fit::FitProblem& problem, const fit::FitResult& result) {
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

}  // namespace closo
