// The parts of a fit that know no cell: search, intervals, profiles, on models with known answers.
#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include <Eigen/LU>

#include "cycler/varied_key.hpp"
#include "fit/curve_distance.hpp"
#include "solver/least_squares.hpp"
#include "solver/profile_likelihood.hpp"
#include "solver/statistics.hpp"
#include "solver/uncertainty.hpp"

namespace closo {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

/// r = A z - b.
class Linear : public ResidualModel {
 public:
  Linear(MatrixXd A, VectorXd b) : A_(std::move(A)), b_(std::move(b)) {}
  Index parameters() const override { return A_.cols(); }
  Index residuals() const override { return A_.rows(); }
  std::optional<VectorXd> evaluate(const VectorXd& z) const override { return VectorXd(A_ * z - b_); }

 private:
  MatrixXd A_;
  VectorXd b_;
};

/// Rosenbrock's valley with its minimum at (0.6, 0.36); fails where z0 is above `wall`.
class Valley : public ResidualModel {
 public:
  explicit Valley(double wall) : wall_(wall) {}
  Index parameters() const override { return 2; }
  Index residuals() const override { return 2; }
  std::optional<VectorXd> evaluate(const VectorXd& z) const override {
    if (z[0] > wall_) return std::nullopt;
    return VectorXd(Eigen::Vector2d(1e4 * (z[1] - z[0] * z[0]), 1e3 * (0.6 - z[0])));
  }

 private:
  double wall_;
};

MatrixXd random_matrix(Index rows, Index columns) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  return MatrixXd::NullaryExpr(rows, columns, [&] { return normal(random); });
}

TEST(LeastSquares, FindsTheEndOfACurvedValleyPastPlacesWhereTheModelFails) {
  for (const double wall : {2.0, 0.7}) {
    const std::optional<Minimum> found = minimise(Valley(wall), Eigen::Vector2d(0.1, 0.9));
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->converged) << found->message;
    EXPECT_NEAR(found->z[0], 0.6, 1e-3);
    EXPECT_NEAR(found->z[1], 0.36, 1e-3);
  }
  EXPECT_FALSE(minimise(Valley(0.5), Eigen::Vector2d(0.9, 0.9)));
}

TEST(LeastSquares, StaysWithinTheBounds) {
  const Linear model(100 * MatrixXd::Identity(2, 2), Eigen::Vector2d(150, 20));
  const std::optional<Minimum> found = minimise(model, Eigen::Vector2d(0.5, 0.5));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->z[0], 1.0, 1e-6);
  EXPECT_NEAR(found->z[1], 0.2, 1e-4);
}

TEST(LeastSquares, DifferencesOfALinearModelAreExactAlsoAtTheBounds) {
  const MatrixXd A = random_matrix(6, 3);
  const Linear model(A, VectorXd::Zero(6));
  const Eigen::Vector3d z(0, 0.5, 1);
  EXPECT_LT((*jacobian(model, z, *model.evaluate(z)) - A).norm(), 1e-10);
  EXPECT_LT((*precise_jacobian(model, z, *model.evaluate(z)) - A).norm(), 1e-10);
}

/// r = 100 (z_0 + z_1), shaken by 1e-3: the difference of the two parameters is in it only as noise.
class Shaken : public ResidualModel {
 public:
  Index residuals() const override { return 400; }
  Index parameters() const override { return 2; }
  std::optional<VectorXd> evaluate(const VectorXd& z) const override {
    VectorXd r(residuals());
    for (Index k = 0; k < r.size(); ++k) r[k] = 100 * (z[0] + z[1]) / 20 + 1e-3 * std::sin(1e5 * z[0] * double(k + 1));
    return r;
  }
};

TEST(LeastSquares, TheNoiseOfTheResidualsDoesNotPassForADependence) {
  const Shaken model;
  const Eigen::Vector2d z(0.4, 0.5), along(std::sqrt(0.5), -std::sqrt(0.5));
  const VectorXd r = *model.evaluate(z);
  const double narrow = (*jacobian(model, z, r) * along).norm(), wide = (*precise_jacobian(model, z, r) * along).norm();
  EXPECT_GT(narrow, 3.0);
  EXPECT_LT(wide, 0.5);
  EXPECT_NEAR((*precise_jacobian(model, z, r)).col(0).norm(), 100, 1);
}

TEST(LeastSquares, AHeldParameterStays) {
  const MatrixXd A = random_matrix(6, 3);
  const Linear model(A, A * Eigen::Vector3d(0.2, 0.5, 0.7));
  const HeldModel held(model, 1, 0.3);
  EXPECT_EQ(held.full(Eigen::Vector2d(0.2, 0.7)), Eigen::Vector3d(0.2, 0.3, 0.7));
  EXPECT_NEAR(held.evaluate(Eigen::Vector2d(0.2, 0.7))->norm(), 0.2 * A.col(1).norm(), 1e-12);
}

TEST(StudentT, AgreesWithTables) {  // Abramowitz and Stegun, table 26.10
  EXPECT_NEAR(student_t(0.95, 1), 12.706, 1e-3);
  EXPECT_NEAR(student_t(0.95, 10), 2.228, 1e-3);
  EXPECT_NEAR(student_t(0.99, 30), 2.750, 1e-3);
  EXPECT_NEAR(student_t(0.95, 1e6), 1.95996, 1e-4);
}

TEST(Uncertainty, IsThatOfLinearRegression) {
  const MatrixXd J = 50 * random_matrix(40, 3);
  const Uncertainty u = uncertainty_of(J, 20.0, 0.95);
  const MatrixXd covariance = (J.transpose() * J).inverse();
  EXPECT_EQ(u.freedom, 37);
  EXPECT_EQ(u.scale, 1);
  for (Index j = 0; j < 3; ++j)
    EXPECT_NEAR(u.half_width[j] / (student_t(0.95, 37) * std::sqrt(covariance(j, j))), 1, 1e-9);
  EXPECT_NEAR(u.correlation(0, 2), covariance(0, 2) / std::sqrt(covariance(0, 0) * covariance(2, 2)), 1e-9);
  EXPECT_TRUE(u.undetermined.empty());
  EXPECT_NEAR(uncertainty_of(J, 37.0 * 9, 0.95).half_width[1] / u.half_width[1], 3, 1e-9);
}

TEST(Uncertainty, NamesACombinationThatTheDataDoNotSee) {
  MatrixXd J = 50 * random_matrix(40, 3);
  J.col(2) = 2 * J.col(0);
  const Uncertainty u = uncertainty_of(J, 37, 0.95);
  ASSERT_EQ(u.undetermined.size(), 1u);
  EXPECT_LT((u.undetermined.front().direction - Eigen::Vector3d(2, 0, -1) / std::sqrt(5)).norm(), 1e-6);
  EXPECT_FALSE(u.determines(0));
  EXPECT_TRUE(u.determines(1));
  EXPECT_FALSE(u.determines(2));
  EXPECT_NEAR(u.correlation(0, 2), -1, 1e-9);
}

TEST(ProfileLikelihood, OfALinearModelIsAParabolaWithTheLinearInterval) {
  const MatrixXd A = 50 * random_matrix(40, 3);
  const Eigen::Vector3d truth(0.4, 0.5, 0.6);
  const Linear model(A, A * truth + random_matrix(40, 1));
  const Minimum best = *minimise(model, truth);
  const double half = uncertainty_of(A, 37, 0.95).half_width[1];
  const ProfileLikelihood profile = profile_likelihood(model, best, 1, half);
  const double t = student_t(0.95, 37);
  for (std::size_t k = 0; k < profile.chi2.size(); ++k) {
    const double share = (profile.coordinate[k] - best.z[1]) / half;
    EXPECT_NEAR(profile.chi2[k] - best.sum_of_squares(), t * t * share * share, 0.05 + 0.02 * t * t * share * share);
  }
  const ProfileInterval interval = interval_of(profile, best.z[1], best.sum_of_squares() + t * t);
  EXPECT_NEAR((best.z[1] - interval.low) / half, 1, 0.05);
  EXPECT_NEAR((interval.high - best.z[1]) / half, 1, 0.05);
  EXPECT_FALSE(interval.low_open || interval.high_open);
}

TEST(VariedKey, MovesAlongItsScaleWithAllDigits) {
  const VariedKey linear{"a", {"um"}, 10, 30, false}, logarithmic{"b", {"m2/s"}, 1e-17, 1e-13, true};
  EXPECT_DOUBLE_EQ(linear.value(0.5), 20);
  EXPECT_NEAR(logarithmic.value(0.5) / 1e-15, 1, 1e-12);
  for (const VariedKey& p : {linear, logarithmic}) EXPECT_NEAR(p.coordinate(p.value(0.3)), 0.3, 1e-12);
  EXPECT_EQ(linear.text_at(0.25), "15 um");
}

compare::HalfCycle corner() {
  compare::HalfCycle half;
  half.direction = compare::HalfCycle::Direction::discharge;
  half.charge = {0, 100, 100.1, 100.1};
  half.voltage = {3.8, 3.6, 2.6, 2.5};
  return half;
}

TEST(CurveDistance, IsTheVoltageOnAPlateauAndTheChargeInAPlunge) {
  const compare::HalfCycle half = corner();
  const double steep = std::atan(0.2 / 100 / 1e-3);  // of the plateau in the plane of uncertainties
  fit::CurveDistance distance(half, 1.0, 1e-3);
  EXPECT_NEAR(distance(50, 3.705), -5 * std::cos(steep), 1e-9);
  EXPECT_NEAR(distance(50, 3.695), 5 * std::cos(steep), 1e-9);
  fit::CurveDistance end(half, 1.0, 1e-3);
  EXPECT_NEAR(end(98, 2.6), 2.1, 1e-3);
  EXPECT_NEAR(end(103, 2.55), -2.9, 1e-3);
}

TEST(CurveDistance, DoesNotJumpAcrossThePlunge) {
  const compare::HalfCycle half = corner();
  double before = 0;
  for (double charge = 90; charge < 110; charge += 0.01) {
    fit::CurveDistance distance(half, 1.0, 1e-3);
    const double now = distance(charge, 3.3);
    EXPECT_LT(charge > 90 ? std::abs(now - before) : 0, 0.0101);
    before = now;
  }
}

TEST(CurveDistance, ForgivesRowsFromBeforeTheJumpOfTheCurrent) {
  const compare::HalfCycle half = corner();
  fit::CurveDistance distance(half, 1.0, 1e-3);
  EXPECT_NEAR(distance(0, 4.15), 0, 1e-12);
  EXPECT_NEAR(distance(0.1, 4.15), -0.1, 1e-12);
}

}  // namespace
}  // namespace closo
