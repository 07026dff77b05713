// The integrator on a small linear problem with an exact solution: an oscillator and an algebraic unknown.
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "solver/integrator.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

///   a' = omega b,   b' = -omega a,   c = a + 2 b;     a = cos(omega t), b = -sin(omega t) from (1, 0, 1)
class Oscillator final : public DaeProblem {
 public:
  double omega = 1.0;
  double poisoned_from = std::numeric_limits<double>::infinity();  // time from which a row is not a number
  Index poisoned_row = 0;
  double jump_at = std::numeric_limits<double>::infinity();  // time at which c jumps
  enum class Function { none, residual, solve, defect, events };
  Function throws = Function::none;  // from the time 0.5 on
  std::vector<std::function<double(double, const ConstVector&)>> limits;

  Index size() const override { return 3; }
  void residual(double t, const ConstVector& y, const ConstVector& yp, Vector r) override {
    r(0) = yp(0) - omega * y(1);
    r(1) = yp(1) + omega * y(0);
    r(2) = y(2) - y(0) - 2 * y(1) - (t >= jump_at ? 1.0 : 0.0);
    if (t >= poisoned_from) r(poisoned_row) = std::numeric_limits<double>::quiet_NaN();
    time_ = t;
    may_throw(Function::residual, t);
  }
  void solve(double cj, const ConstVector& b, Vector x) override {
    may_throw(Function::solve, time_);
    const double determinant = cj * cj + omega * omega;
    const double a = (cj * b(0) + omega * b(1)) / determinant, s = (cj * b(1) - omega * b(0)) / determinant;
    x << a, s, b(2) + a + 2 * s;
  }
  const ArrayXd& scale() const override { return scale_; }
  double defect(const ConstVector&) override {
    may_throw(Function::defect, time_);
    return 0.0;
  }
  Index event_count() const override { return static_cast<Index>(limits.size()); }
  void events(double t, const ConstVector& y, Vector g) const override {
    may_throw(Function::events, t);
    for (std::size_t k = 0; k < limits.size(); ++k) g(static_cast<Index>(k)) = limits[k](t, y);
  }

  static ArrayXd exact(double phase) {
    return Eigen::Array3d(std::cos(phase), -std::sin(phase), std::cos(phase) - 2 * std::sin(phase));
  }
  ArrayXd rate(const ArrayXd& y) const {
    return Eigen::Array3d(omega * y(1), -omega * y(0), omega * (y(1) - 2 * y(0)));
  }
  void start(Integrator& integrator, double t, const ArrayXd& y, double t_stop) const {
    integrator.start(t, y, rate(y), t_stop);
  }

 private:
  void may_throw(Function here, double t) const {
    if (throws == here && t >= 0.5) throw std::domain_error("thrown by the problem");
  }

  ArrayXd scale_ = ArrayXd::Ones(3);
  double time_ = 0.0;  // of the last residual
};

constexpr double forever = std::numeric_limits<double>::infinity();

Advance run(Integrator& integrator) {
  Advance advance;
  do {
    advance = integrator.advance();
  } while (advance == Advance::stepped);
  return advance;
}

/// Times and states of all steps up to an event, a time and three unknowns each.
std::vector<double> steps_to_event(Integrator& integrator) {
  std::vector<double> steps;
  Advance advance;
  do {
    advance = integrator.advance();
    steps.push_back(integrator.time());
    for (const double y : integrator.state()) steps.push_back(y);
  } while (advance == Advance::stepped);
  EXPECT_EQ(advance, Advance::event);
  return steps;
}

double error_at_ten(double tolerance) {
  Oscillator problem;
  Integrator integrator(problem, tolerance);
  problem.start(integrator, 0, Oscillator::exact(0), 10);
  EXPECT_EQ(run(integrator), Advance::stop_time);
  return (integrator.state() - Oscillator::exact(10)).abs().maxCoeff();
}

TEST(Integrator, ErrorFallsWithTheTolerance) {
  for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
    EXPECT_LT(error_at_ten(tolerance), 100 * tolerance);
    EXPECT_LT(error_at_ten(tolerance / 100), error_at_ten(tolerance) / 10);
  }
}

TEST(Integrator, ReachesTheStopTimeExactly) {
  Oscillator problem;
  Integrator integrator(problem, 1e-6);
  for (const double stop : {0.7, 1e-9, 1234.5}) {
    problem.start(integrator, 0, Oscillator::exact(0), stop);
    ASSERT_EQ(run(integrator), Advance::stop_time);
    EXPECT_EQ(integrator.time(), stop);
  }
}

TEST(Integrator, LocatesAnEventAndNamesIt) {
  Oscillator problem;
  problem.limits = {[](double, const ConstVector& y) { return y(0) + 2; },  // never
                    [](double t, const ConstVector&) { return 1.2345678901 - t; },
                    [](double t, const ConstVector&) { return 5 - t; }};
  Integrator integrator(problem, 1e-6);
  problem.start(integrator, 0, Oscillator::exact(0), 100);
  ASSERT_EQ(run(integrator), Advance::event);
  EXPECT_NEAR(integrator.time(), 1.2345678901, 1e-9);
  EXPECT_EQ(integrator.fired(), std::vector<Index>{1});
}

TEST(Integrator, StopsWhereAFunctionOfTheStateFallsToZeroAndNotWhereItRises) {
  Oscillator problem;
  problem.limits = {[](double, const ConstVector& y) { return -y(0); }};  // rises at pi/2, falls at 3 pi/2
  Integrator integrator(problem, 1e-11);
  problem.start(integrator, 0, Oscillator::exact(0), 100);
  ASSERT_EQ(run(integrator), Advance::event);
  EXPECT_NEAR(integrator.time(), 1.5 * M_PI, 1e-9);
  EXPECT_NEAR(integrator.state()(0), 0, 1e-12);
  EXPECT_EQ(integrator.fired(), std::vector<Index>{0});
}

TEST(Integrator, InterpolatesWithinTheLastStep) {
  Oscillator problem;
  Integrator integrator(problem, 1e-8);
  problem.start(integrator, 0, Oscillator::exact(0), 5);
  double last = 0;
  ArrayXd y(3);
  int between = 0;
  while (integrator.advance() == Advance::stepped) {
    for (const double share : {0.0, 0.3, 0.8, 1.0}) {
      const double t = last + share * (integrator.time() - last);
      integrator.interpolate(t, y);
      EXPECT_LT((y - Oscillator::exact(t)).abs().maxCoeff(), 1e-6) << t;
      ++between;
    }
    last = integrator.time();
  }
  EXPECT_GT(between, 40);
}

TEST(Integrator, RestartsAfterAChangeOfTheProblemItsEventsAndTheTime) {
  Oscillator problem;
  problem.limits = {[](double t, const ConstVector&) { return 2 - t; }};
  Integrator integrator(problem, 1e-8);
  problem.start(integrator, 0, Oscillator::exact(0), forever);
  ASSERT_EQ(run(integrator), Advance::event);
  const long first_steps = integrator.statistics().steps;
  EXPECT_GT(first_steps, 0);

  problem.omega = -3;
  problem.limits.clear();
  const ArrayXd y = integrator.state();
  problem.start(integrator, 2, y, 3);
  EXPECT_TRUE(integrator.fired().empty());
  EXPECT_EQ(integrator.statistics().steps, 0);
  EXPECT_EQ(integrator.statistics().newton_iterations, 0);
  EXPECT_EQ(integrator.statistics().convergence_failures, 0);
  ASSERT_EQ(run(integrator), Advance::stop_time);
  EXPECT_LT((integrator.state() - Oscillator::exact(2 - 3)).abs().maxCoeff(), 1e-6);

  problem.limits = {[](double, const ConstVector&) { return 1.0; },
                    [](double t, const ConstVector&) { return 0.5 - t; }};
  problem.start(integrator, 0, Oscillator::exact(0), 3);  // back in time
  ASSERT_EQ(run(integrator), Advance::event);
  EXPECT_NEAR(integrator.time(), 0.5, 1e-9);
  EXPECT_EQ(integrator.fired(), std::vector<Index>{1});
}

TEST(Integrator, ForgetsAStopTimeThatAnEventCameBefore) {
  Oscillator problem;
  const auto event_at = [&](double end) { problem.limits = {[end](double t, const ConstVector&) { return end - t; }}; };
  Integrator used(problem, 1e-6), fresh(problem, 1e-6);
  event_at(0.5);
  problem.start(used, 0, Oscillator::exact(0), 3);
  ASSERT_EQ(run(used), Advance::event);

  event_at(7.0);
  problem.start(used, 0, Oscillator::exact(0), forever);
  problem.start(fresh, 0, Oscillator::exact(0), forever);
  const std::vector<double> steps = steps_to_event(fresh);
  EXPECT_NEAR(fresh.time(), 7.0, 1e-9);
  EXPECT_EQ(steps_to_event(used), steps);
}

TEST(Integrator, HandsOnWhatAFunctionOfTheProblemThrowsAndCanStartAgain) {
  Oscillator problem;
  const auto start = [&](Integrator& integrator) { problem.start(integrator, 0, Oscillator::exact(0), forever); };
  problem.limits = {[](double t, const ConstVector&) { return 2 - t; }};
  Integrator fresh(problem, 1e-6);
  start(fresh);
  const std::vector<double> steps = steps_to_event(fresh);

  using enum Oscillator::Function;
  for (const Oscillator::Function function : {residual, solve, defect, events}) {
    Integrator integrator(problem, 1e-6);
    problem.throws = function;
    start(integrator);
    try {
      run(integrator);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::domain_error& error) {
      EXPECT_STREQ(error.what(), "thrown by the problem");
    }
    problem.throws = none;
    start(integrator);
    EXPECT_EQ(steps_to_event(integrator), steps);
  }
}

TEST(Integrator, NamesTheUnknownThatIsNotANumber) {
  Oscillator problem;
  problem.poisoned_from = 0.5;
  problem.poisoned_row = 2;
  Integrator integrator(problem, 1e-6);
  problem.start(integrator, 0, Oscillator::exact(0), 10);
  ASSERT_EQ(run(integrator), Advance::step_limit);
  const StepFailure failure = integrator.failure();
  EXPECT_EQ(failure.cause, StepFailure::Cause::convergence);
  EXPECT_EQ(failure.unknown, 2);
  EXPECT_EQ(failure.correction, forever);
  EXPECT_EQ(failure.time, integrator.time());
  EXPECT_GT(failure.step, 0);
  EXPECT_LT(failure.step, 1e-9);
  EXPECT_EQ(failure.failed_solutions, integrator.statistics().convergence_failures);
}

TEST(Integrator, NamesTheUnknownThatJumps) {
  Oscillator problem;
  problem.jump_at = 0.5;
  Integrator integrator(problem, 1e-6);
  problem.start(integrator, 0, Oscillator::exact(0), 10);
  ASSERT_EQ(run(integrator), Advance::step_limit);
  const StepFailure failure = integrator.failure();
  EXPECT_EQ(failure.cause, StepFailure::Cause::error_test);
  EXPECT_EQ(failure.unknown, 2);
  EXPECT_GT(failure.correction, 1e3);  // a jump of 1 at a tolerance of 1e-6
  EXPECT_NEAR(failure.time, 0.5, 1e-9);
  EXPECT_GT(failure.failed_errors, 10);
}

TEST(Integrator, GivesUpWithoutACrashWhereTheResidualIsNotANumber) {
  for (const double from : {0.5, 0.0}) {
    Oscillator problem;
    problem.poisoned_from = from;
    Integrator integrator(problem, 1e-6);
    problem.start(integrator, 0, Oscillator::exact(0), 10);
    ASSERT_EQ(run(integrator), Advance::step_limit);
    EXPECT_LE(integrator.time(), from);
    EXPECT_GT(integrator.statistics().convergence_failures, 0);

    problem.poisoned_from = forever;
    problem.start(integrator, 0, Oscillator::exact(0), 1);
    EXPECT_EQ(run(integrator), Advance::stop_time);
  }
}

TEST(IntegratorStatistics, AddUp) {
  IntegratorStatistics total{1, 2, 3, 4};
  total += {10, 20, 30, 40};
  EXPECT_EQ(total.steps, 11);
  EXPECT_EQ(total.newton_iterations, 22);
  EXPECT_EQ(total.error_test_failures, 33);
  EXPECT_EQ(total.convergence_failures, 44);
}

}  // namespace
}  // namespace closo
