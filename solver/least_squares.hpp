// Bounded least squares of a model that may fail, and its derivatives by differences. Knows no cells.
#pragma once

#include <optional>
#include <string>

#include <Eigen/Core>

namespace closo {

/// Residuals over their uncertainties, of parameters between 0 and 1.
class ResidualModel {
 public:
  virtual ~ResidualModel() = default;
  virtual Eigen::Index parameters() const = 0;
  virtual Eigen::Index residuals() const = 0;
  /// @param z  shape (parameters)     @return shape (residuals), or nothing if the model fails there; from any thread
  virtual std::optional<Eigen::VectorXd> evaluate(const Eigen::VectorXd& z) const = 0;
};

/// A model with one parameter held.
class HeldModel : public ResidualModel {
 public:
  HeldModel(const ResidualModel& model, Eigen::Index held, double at) : model_(model), held_(held), at_(at) {}
  Eigen::Index parameters() const override { return model_.parameters() - 1; }
  Eigen::Index residuals() const override { return model_.residuals(); }
  std::optional<Eigen::VectorXd> evaluate(const Eigen::VectorXd& z) const override { return model_.evaluate(full(z)); }

  /// All parameters from those that are free.
  Eigen::VectorXd full(const Eigen::VectorXd& free) const;

 private:
  const ResidualModel& model_;
  Eigen::Index held_;
  double at_;
};

struct Minimum {
  Eigen::VectorXd z, residuals;
  bool converged = false;
  std::string message;

  double sum_of_squares() const { return residuals.squaredNorm(); }
};

/// Levenberg-Marquardt (Ceres Solver) from a start, within 0 <= z <= 1; nothing if the model fails at the start. Where
/// it fails on the way the step is shortened.
std::optional<Minimum> minimise(const ResidualModel& model, const Eigen::VectorXd& start);

/// Derivatives of the residuals by one-sided differences, columns in parallel, shape (residuals, parameters); nothing
/// if the model fails on both sides of z.
/// @param residuals  at z
std::optional<Eigen::MatrixXd> jacobian(const ResidualModel& model, const Eigen::VectorXd& z,
                                        const Eigen::VectorXd& residuals);

/// The same by central differences, along the principal directions of a first estimate and as wide as one standard
/// deviation of each: what the residuals hardly depend on would drown in their noise otherwise.
std::optional<Eigen::MatrixXd> precise_jacobian(const ResidualModel& model, const Eigen::VectorXd& z,
                                                const Eigen::VectorXd& residuals);

}  // namespace closo
