// Ceres Solver around a model that is simulated.
#include "fit/least_squares.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <ceres/ceres.h>
#include <tbb/parallel_for.h>

namespace closo {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

// Of the range of a parameter. Far above what the tolerance of a simulation shakes, far below what bends a residual.
constexpr double difference = 2e-3;

constexpr int most_iterations = 60;
// Ends of the search, in changes of the sum of squares by a step. A parameter that is off by one standard deviation
// changes it by 1.
constexpr double negligible_gain = 0.05;
constexpr double negligible_loss = 1.0;     // of a step that Levenberg-Marquardt takes back
constexpr double negligible_promise = 5.0;  // of the linearised residuals; more is a hill, not noise
constexpr double relative_change = 1e-6;

/// The model as Ceres sees it: one block of parameters, one of residuals.
class CeresCost : public ceres::CostFunction {
 public:
  explicit CeresCost(const ResidualModel& model) : model_(model) {
    set_num_residuals(static_cast<int>(model.residuals()));
    mutable_parameter_block_sizes()->push_back(static_cast<int>(model.parameters()));
  }

  bool Evaluate(const double* const* parameters, double* residuals, double** jacobians) const override {
    const VectorXd z = Eigen::Map<const VectorXd>(parameters[0], model_.parameters());
    if (z_.size() == 0 || z != z_) {
      const std::optional<VectorXd> found = model_.evaluate(z);
      if (!found) return false;
      z_ = z, residuals_ = *found;
    }
    Eigen::Map<VectorXd>(residuals, residuals_.size()) = residuals_;
    if (jacobians == nullptr || jacobians[0] == nullptr) return true;
    const std::optional<MatrixXd> J = jacobian(model_, z, residuals_, false);
    if (!J) return false;
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Eigen::Map<RowMajor>(jacobians[0], J->rows(), J->cols()) = *J;
    return true;
  }

 private:
  const ResidualModel& model_;
  mutable VectorXd z_, residuals_;  // of the last evaluation: Ceres asks for the derivatives at the same place
};

/// Ends when steps change the sum of squares by nothing that matters, whether for better or, by the noise of the
/// simulation, for worse.
class NegligibleChange : public ceres::IterationCallback {
 public:
  ceres::CallbackReturnType operator()(const ceres::IterationSummary& summary) override {
    if (summary.iteration == 0 || !summary.step_is_valid) return ceres::SOLVER_CONTINUE;
    const double gain = 2 * summary.cost_change, promised = std::abs(gain / summary.relative_decrease);
    const bool stands = promised < negligible_promise && -negligible_loss < gain && gain < negligible_gain;
    return stands ? ceres::SOLVER_TERMINATE_SUCCESSFULLY : ceres::SOLVER_CONTINUE;
  }
};

}  // namespace

VectorXd HeldModel::full(const VectorXd& free) const {
  VectorXd z(free.size() + 1);
  z << free.head(held_), at_, free.tail(free.size() - held_);
  return z;
}

std::optional<MatrixXd> jacobian(const ResidualModel& model, const VectorXd& z, const VectorXd& residuals,
                                 bool central) {
  MatrixXd J(model.residuals(), model.parameters());
  std::atomic<bool> failed = false;
  tbb::parallel_for(Index{0}, z.size(), [&](Index j) {
    const auto at = [&](double offset) -> std::optional<VectorXd> {
      VectorXd moved = z;
      moved[j] += offset;
      if (moved[j] < 0 || moved[j] > 1) return std::nullopt;
      return model.evaluate(moved);
    };
    const std::optional<VectorXd> above = at(difference);
    const std::optional<VectorXd> below = central || !above ? at(-difference) : std::nullopt;
    if (!above && !below) {
      failed = true;
      return;
    }
    const double width = (above ? difference : 0) + (below ? difference : 0);
    J.col(j) = (above.value_or(residuals) - below.value_or(residuals)) / width;
  });
  if (failed) return std::nullopt;
  return J;
}

std::optional<Minimum> minimise(const ResidualModel& model, const VectorXd& start) {
  if (const std::optional<VectorXd> first = model.evaluate(start); !first || model.parameters() == 0) {
    if (!first) return std::nullopt;
    return Minimum{start, *first, true, "no free parameters"};
  }
  VectorXd z = start;
  CeresCost cost(model);
  ceres::Problem::Options ownership;
  ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(ownership);
  problem.AddResidualBlock(&cost, nullptr, z.data());
  for (int j = 0; j < z.size(); ++j) {
    problem.SetParameterLowerBound(z.data(), j, 0);
    problem.SetParameterUpperBound(z.data(), j, 1);
  }
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.logging_type = ceres::SILENT;
  options.max_num_iterations = most_iterations;
  options.function_tolerance = relative_change;
  NegligibleChange negligible;
  options.callbacks.push_back(&negligible);
  options.max_num_consecutive_invalid_steps = most_iterations;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  const std::optional<VectorXd> residuals = model.evaluate(z);
  if (!residuals) return std::nullopt;
  return Minimum{z, *residuals, summary.IsSolutionUsable() && summary.termination_type != ceres::NO_CONVERGENCE,
                 summary.message};
}

}  // namespace closo
