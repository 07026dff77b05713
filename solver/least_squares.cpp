// Ceres Solver around a model that is simulated.
#include "solver/least_squares.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <ceres/ceres.h>
#include <tbb/parallel_for.h>

namespace closo {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

// Share of the range of a parameter. Far above the noise of a simulation, far below the curvature of a residual.
constexpr double difference = 2e-3;

// And of the widest, for what the residuals hardly depend on.
constexpr double widest_difference = 0.05;

constexpr int most_minimiser_iterations = 60;
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

  /// The residuals at z, which were found before if z is where they were last asked for; nothing where the model fails.
  std::optional<VectorXd> residuals_at(const VectorXd& z) const {
    if (z_.size() == 0 || z != z_) {
      const std::optional<VectorXd> found = model_.evaluate(z);
      if (!found) return std::nullopt;
      z_ = z, residuals_ = *found;
    }
    return residuals_;
  }

  bool Evaluate(const double* const* parameters, double* residuals, double** jacobians) const override {
    const VectorXd z = Eigen::Map<const VectorXd>(parameters[0], model_.parameters());
    if (!residuals_at(z)) return false;
    Eigen::Map<VectorXd>(residuals, residuals_.size()) = residuals_;
    if (jacobians == nullptr || jacobians[0] == nullptr) return true;
    const std::optional<MatrixXd> J = jacobian(model_, z, residuals_);
    if (!J) return false;
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Eigen::Map<RowMajor>(jacobians[0], J->rows(), J->cols()) = *J;
    return true;
  }

 private:
  const ResidualModel& model_;
  mutable VectorXd z_, residuals_;  // of the last evaluation: Ceres asks for values and derivatives at one place
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

/// Derivatives of the residuals along the columns of steps, per unit length, from differences as wide as these.
std::optional<MatrixXd> derivatives(const ResidualModel& model, const VectorXd& z, const VectorXd& residuals,
                                    const MatrixXd& steps, bool central) {
  MatrixXd D(model.residuals(), steps.cols());
  std::atomic<bool> failed = false;
  tbb::parallel_for(Index{0}, steps.cols(), [&](Index k) {
    const auto at = [&](double sign) -> std::optional<VectorXd> {
      const VectorXd moved = z + sign * steps.col(k);
      if (moved.minCoeff() < 0 || moved.maxCoeff() > 1) return std::nullopt;
      return model.evaluate(moved);
    };
    const std::optional<VectorXd> above = at(1);
    const std::optional<VectorXd> below = central || !above ? at(-1) : std::nullopt;
    if (!above && !below) {
      failed = true;
      return;
    }
    const double width = steps.col(k).norm() * ((above ? 1 : 0) + (below ? 1 : 0));
    D.col(k) = (above.value_or(residuals) - below.value_or(residuals)) / width;
  });
  if (failed) return std::nullopt;
  return D;
}

}  // namespace

VectorXd HeldModel::full(const VectorXd& free) const {
  VectorXd z(free.size() + 1);
  z << free.head(held_), at_, free.tail(free.size() - held_);
  return z;
}

std::optional<MatrixXd> jacobian(const ResidualModel& model, const VectorXd& z, const VectorXd& residuals) {
  const Index n = z.size();
  return derivatives(model, z, residuals, difference * MatrixXd::Identity(n, n), false);
}

std::optional<MatrixXd> precise_jacobian(const ResidualModel& model, const VectorXd& z, const VectorXd& residuals) {
  const Index n = z.size();
  std::optional<MatrixXd> J = derivatives(model, z, residuals, difference * MatrixXd::Identity(n, n), true);
  if (!J || n == 0) return J;
  const Eigen::JacobiSVD<MatrixXd> svd(*J, Eigen::ComputeFullV);
  VectorXd width = VectorXd::Constant(n, widest_difference);
  for (Index k = 0; k < svd.singularValues().size(); ++k)
    width[k] = std::clamp(1 / std::max(svd.singularValues()[k], 1.0), difference, widest_difference);
  const std::optional<MatrixXd> along = derivatives(model, z, residuals, svd.matrixV() * width.asDiagonal(), true);
  if (!along) return J;
  return *along * svd.matrixV().transpose();
}

std::optional<Minimum> minimise(const ResidualModel& model, const VectorXd& start) {
  CeresCost cost(model);
  const std::optional<VectorXd> first = cost.residuals_at(start);
  if (!first) return std::nullopt;
  if (model.parameters() == 0) return Minimum{start, *first, true, "no free parameters"};
  VectorXd z = start;
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
  options.max_num_iterations = most_minimiser_iterations;
  options.function_tolerance = relative_change;
  NegligibleChange negligible;
  options.callbacks.push_back(&negligible);
  options.max_num_consecutive_invalid_steps = most_minimiser_iterations;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  const std::optional<VectorXd> residuals = cost.residuals_at(z);
  if (!residuals) return std::nullopt;
  return Minimum{z, *residuals, summary.IsSolutionUsable() && summary.termination_type != ceres::NO_CONVERGENCE,
                 summary.message};
}

}  // namespace closo
