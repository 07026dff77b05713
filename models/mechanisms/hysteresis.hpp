// Two branches of the open-circuit voltage, and where particles lie between them.
#pragma once

#include <complex>

#include "models/electrodes/equilibrium.hpp"
#include "models/layout.hpp"

namespace closo {

/// Place h of the particles of a class between the branches, 1 on that of charge and -1 on that of discharge:
///   U = mean of the branches + h half the gap between them,
///   d(h)/dt = (z - |z| h) / transition,  with the rate z = d j / (F c_max r_p) at which the stoichiometry falls. (12)
/// In a blend the classes of materials with one branch have a place too, which stays 0.
class BranchPosition {
 public:
  static void add_unknowns(const Composite& composite, const CompositePlace& place, Layout& layout);
  /// @param voltage  of the class p of particles     @param dimension  of these particles: see Shape
  BranchPosition(const OpenCircuitVoltageData& voltage, int dimension, Index p, const CompositePlace& place,
                 const Layout& layout);

  bool active() const { return h_.rows > 0; }
  /// That of a cell as assembled.
  void start(const Fields<double>& s) const {
    if (active()) s.column(h_, p_).setConstant(start_);
  }
  /// What the branch adds to U at a stoichiometry as assembled [V].
  double start_voltage(const Equilibrium& equilibrium, double y) const {
    return active() ? start_ * equilibrium.curve().half_gap(y).value : 0;
  }

  /// Time derivatives from the rows at a rate of 0.
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    if (active()) rate.column(h_, p_) = -row.column(h_, p_);
  }

  /// Adds to U and dU/dy at the stoichiometries of the surfaces.
  void shift(const Fields<const double>& s, const Equilibrium& equilibrium, Eigen::ArrayXd& U, Eigen::ArrayXd& dUdy);
  /// @param outflow  of the surfaces [s-1], shape (n_x), and its derivative to j [m2 C-1]
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                const Eigen::ArrayXd& outflow, double outflow_per_current);
  /// Mean of what the branch adds to U [V].
  double overpotential(const Fields<const double>& s, const Equilibrium& equilibrium) const;

  /// Leaves x_branch = fixed + gain x_j, and adds what that does to a reaction of derivative `du` to u.
  void condense(double cj, const Fields<const double>& b, const Eigen::ArrayXd& du, Eigen::ArrayXd& slope,
                Eigen::ArrayXd& reaction);
  void expand(const Fields<double>& x) const {
    if (active()) x.column(h_, p_) = fixed_ + gain_ * x.j(p_);
  }
  /// The same slope at a complex weight of time derivatives.
  void add_slope(std::complex<double> s, const Eigen::ArrayXd& du, Eigen::ArrayXcd& slope) const {
    if (active()) slope += du * gap_ * by_j_ / (by_branch_ + s);
  }

 private:
  Index p_;
  FieldPlace h_;
  double per_outflow_ = 0.0, start_ = 0.0;
  Eigen::ArrayXd gap_, by_branch_, by_j_;  // half the gap [V]; derivatives of the row, shapes (n_x)
  Eigen::ArrayXd fixed_, gain_;
};

}  // namespace closo
