// A fit of parameters to measured curves and figures: its parts, and what it finds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cycler/varied_key.hpp"
#include "fit/targets.hpp"
#include "solver/profile_likelihood.hpp"
#include "solver/uncertainty.hpp"

namespace closo::fit {

struct FitProblem {
  std::string title, file;
  std::vector<FitRun> runs;
  std::vector<VariedKey> parameters;
  std::vector<double> first;  // coordinates of the first start, shape (parameters)
  int starts = 1;             // the first, and others drawn at random (Latin hypercube)
  std::uint64_t seed = 0;     // of the random starts
  double confidence = 0.95;
  bool profiles = false;                      // profile likelihoods too
  std::vector<std::filesystem::path> inputs;  // all files that the fit was read from
};

/// A run with all parameters where the coordinates say.
RunSpec spec_with(const FitProblem& problem, const FitRun& run, const Eigen::VectorXd& z);

struct FitStart {
  Eigen::VectorXd z;
  double chi2 = 0.0;  // NaN if the model could not be simulated at the start
  bool converged = false;
  std::string message;  // of the optimiser
};

struct FitResult {
  Minimum best;
  Uncertainty uncertainty;
  std::vector<FitStart> starts;
  std::vector<Simulation> simulations;      // at the best, shape (runs)
  std::vector<ProfileLikelihood> profiles;  // shape (parameters), or none
  std::vector<ProfileInterval> profile_intervals;
  long simulated = 0, failed = 0;  // runs
  std::string failure;             // why the first of them failed
};

/// A fitted value with its interval, within the bounds, in the unit of its parameter.
struct FittedValue {
  double value, low, high;
  std::string remark;  // "not determined, at its bound"
};
FittedValue fitted_value(const FitProblem& problem, const FitResult& result, std::size_t parameter);

/// Fits. Starts, differences and profiles share the cores; the result does not depend on their number.
/// @throws RunError if no start leads anywhere
FitResult run_fit(const FitProblem& problem);

}  // namespace closo::fit
