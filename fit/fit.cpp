// Residuals of all runs from the coordinates, several starts, and what the best of them is worth.
#include "fit/fit.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <random>

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include "base/error.hpp"
#include "cycler/varied_run.hpp"

namespace closo::fit {
namespace {

using Eigen::Index, Eigen::VectorXd;

constexpr double at_bound = 1e-3;  // of the range

class FittedRun : public ResidualModel {
 public:
  explicit FittedRun(const FitProblem& problem) : problem_(problem) {
    for (const FitRun& run : problem.runs) {
      residuals_ += static_cast<Index>(run.scalars.size());
      for (const CurveTarget& curve : run.curves) residuals_ += static_cast<Index>(curve.residuals());
      for (const SpectrumTarget& target : run.spectra) residuals_ += static_cast<Index>(target.residuals());
    }
  }

  Index parameters() const override { return static_cast<Index>(problem_.parameters.size()); }
  Index residuals() const override { return residuals_; }

  std::optional<VectorXd> evaluate(const VectorXd& z) const override {
    std::vector<std::vector<double>> parts(problem_.runs.size());
    std::atomic<bool> failed = false;
    tbb::parallel_for(std::size_t{0}, parts.size(), [&](std::size_t r) {
      if (!failed && !append(problem_.runs[r], z, parts[r])) failed = true;
    });
    if (failed) return std::nullopt;
    VectorXd all(residuals_);
    Index k = 0;
    for (const std::vector<double>& part : parts)
      for (const double residual : part) all[k++] = residual;
    return all;
  }

  long simulated() const { return simulated_; }
  long failed() const { return failed_; }
  std::string failure() const { return failure_; }

 private:
  bool append(const FitRun& run, const VectorXd& z, std::vector<double>& residuals) const {
    ++simulated_;
    try {
      const Simulation s = fit::simulated(run, spec_with(problem_, run, z));
      for (const CurveTarget& curve : run.curves)
        if (!curve.append_residuals(s, residuals)) throw RunError(curve.measured().name() + " was not reached");
      for (const SpectrumTarget& target : run.spectra)
        if (!target.append_residuals(s, residuals)) throw RunError(target.name() + " was not recorded");
      for (const ScalarTarget& target : run.scalars)
        residuals.push_back((target.of(s) - target.value) / target.uncertainty);
      for (const double residual : residuals)
        if (!std::isfinite(residual)) throw RunError("a target has no value");
      return true;
    } catch (const InputError& error) {
      note(error.what());
    } catch (const RunError& error) {
      note(error.what());
    }
    return false;
  }

  void note(const std::string& reason) const {
    const std::scoped_lock lock(mutex_);
    if (failed_++ == 0) failure_ = reason;
  }

  const FitProblem& problem_;
  Index residuals_ = 0;
  mutable std::atomic<long> simulated_ = 0;
  mutable std::mutex mutex_;
  mutable long failed_ = 0;
  mutable std::string failure_;
};

/// The first start, then points of which each lies in its own row and column of a grid.
std::vector<VectorXd> starting_points(const FitProblem& problem) {
  const auto n = static_cast<Index>(problem.parameters.size());
  std::vector<VectorXd> points(static_cast<std::size_t>(problem.starts), VectorXd(n));
  for (Index j = 0; j < n; ++j) points[0][j] = problem.first[static_cast<std::size_t>(j)];
  const auto others = points.size() - 1;
  std::mt19937_64 random(problem.seed);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  for (Index j = 0; j < n; ++j) {
    std::vector<std::size_t> rows(others);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    for (std::size_t k = others; k > 1; --k) std::swap(rows[k - 1], rows[random() % k]);
    for (std::size_t k = 0; k < others; ++k)
      points[k + 1][j] = (static_cast<double>(rows[k]) + uniform()) / static_cast<double>(others);
  }
  return points;
}

void add_profiles(const FittedRun& model, const FitProblem& problem, FitResult& result) {
  const std::size_t n = problem.parameters.size();
  result.profiles.resize(n), result.profile_intervals.resize(n);
  const Uncertainty& u = result.uncertainty;
  tbb::parallel_for(std::size_t{0}, n, [&](std::size_t j) {
    const auto index = static_cast<Index>(j);
    result.profiles[j] =
        profile_likelihood(model, result.best, index, std::min(u.half_width[index], undetermined_half_width));
    result.profile_intervals[j] =
        interval_of(result.profiles[j], result.best.z[index], result.best.sum_of_squares() + u.reach * u.reach);
  });
}

}  // namespace

RunSpec spec_with(const FitProblem& problem, const FitRun& run, const VectorXd& z) {
  std::vector<CaseValue> values;
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const VariedKey& p = problem.parameters[j];
    const double at = z[static_cast<Index>(j)];
    values.push_back({p.key, p.text_at(at), p.value(at), p.text.unit, p.text.is_quantity()});
  }
  const std::shared_ptr<const RunSpec> stated(std::shared_ptr<const void>(), &run.spec);  // of the problem
  return VariedRun(run.source, stated, {"fit", Status::fitted}).with(values);
}

FittedValue fitted_value(const FitProblem& problem, const FitResult& result, std::size_t parameter) {
  const VariedKey& p = problem.parameters[parameter];
  const auto index = static_cast<Index>(parameter);
  const double z = result.best.z[index], half = result.uncertainty.half_width[index];
  FittedValue f{p.value(z), p.value(std::max(0.0, z - half)), p.value(std::min(1.0, z + half)), ""};
  if (!result.uncertainty.determines(index)) f.remark = "not determined";
  if (z < at_bound || z > 1 - at_bound) f.remark += f.remark.empty() ? "at its bound" : ", at its bound";
  return f;
}

FitResult run_fit(const FitProblem& problem) {
  const FittedRun model(problem);
  const std::vector<VectorXd> points = starting_points(problem);
  std::vector<std::optional<Minimum>> minima(points.size());
  tbb::parallel_for(std::size_t{0}, points.size(), [&](std::size_t k) { minima[k] = minimise(model, points[k]); });

  FitResult result;
  std::size_t best = points.size();
  for (std::size_t k = 0; k < points.size(); ++k) {
    const auto& m = minima[k];
    const double chi2 = m ? m->sum_of_squares() : std::numeric_limits<double>::quiet_NaN();
    result.starts.push_back({points[k], chi2, m && m->converged, m ? m->message : "the run fails there"});
    if (m && (best == points.size() || chi2 < minima[best]->sum_of_squares())) best = k;
  }
  if (best == points.size()) throw RunError("the run fails at all starts of the fit; first error: " + model.failure());
  result.best = *minima[best];
  const std::optional<Eigen::MatrixXd> J = precise_jacobian(model, result.best.z, result.best.residuals);
  if (!J) throw RunError("the run fails in the neighbourhood of the best fit; first error: " + model.failure());
  result.uncertainty = uncertainty_of(*J, result.best.sum_of_squares(), problem.confidence);
  if (problem.profiles) add_profiles(model, problem, result);
  for (const FitRun& run : problem.runs)
    result.simulations.push_back(simulated(run, spec_with(problem, run, result.best.z)));
  result.simulated = model.simulated(), result.failed = model.failed(), result.failure = model.failure();
  return result;
}

}  // namespace closo::fit
