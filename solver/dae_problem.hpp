// What the integrator needs to know of a differential-algebraic problem F(t, y, y') = 0.
#pragma once

#include "solver/types.hpp"

namespace closo {

class DaeProblem {
 public:
  virtual ~DaeProblem() = default;

  /// Number of unknowns n.
  virtual Index size() const = 0;

  /// r = F(t, y, y'), all of shape (n). Keeps the partial derivatives for solve(); must not throw.
  virtual void residual(double t, const ConstVector& y, const ConstVector& yp, Vector r) = 0;

  /// Solves (cj dF/dy' + dF/dy) x = b at the arguments of the last residual(). cj = infinity holds the differential
  /// unknowns fixed, which leaves the algebraic equations alone. Must not throw.
  virtual void solve(double cj, const ConstVector& b, Vector x) = 0;

  /// The size of each unknown against which its error is measured, shape (n); infinite for unknowns whose error is left
  /// to those they follow from.
  virtual const Eigen::ArrayXd& scale() const = 0;

  /// How far y is from satisfying the rows that are far from linear, as an error over scale(). Newton's method
  /// continues until this is small; it may overwrite the derivatives that residual() keeps. Zero for linear problems.
  virtual double defect(const ConstVector& y) = 0;

  /// Functions g(t, y), each positive before its event and zero at it.
  virtual Index event_count() const { return 0; }
  virtual void events(double t, const ConstVector& y, Vector g) const { (void)t, (void)y, (void)g; }
};

}  // namespace closo
