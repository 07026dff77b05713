// The row of a branch, and its elimination.
#include "models/mechanisms/hysteresis.hpp"

#include <algorithm>

#include "solver/unwritten.hpp"

namespace closo {

using Eigen::ArrayXd;

namespace {

constexpr const char* branch_name = "branch";

}  // namespace

void BranchPosition::add_unknowns(const Composite& composite, const CompositePlace& place, Layout& layout) {
  if (std::ranges::any_of(composite.actives, [](const ActiveComponent& a) {
        return a.material.open_circuit_voltage.hysteresis.has_value();
      }))
    layout.add({place.name(branch_name),
                "1",
                "Position between the branches of the open-circuit voltage, (class, x)",
                {{"class", place.n_p}, place.across()}});
}

BranchPosition::BranchPosition(const OpenCircuitVoltageData& voltage, int dimension, Index p,
                               const CompositePlace& place, const Layout& layout)
    : p_(p), h_(layout.place(place.name(branch_name))) {
  if (!active()) return;
  if (voltage.hysteresis) per_outflow_ = dimension / voltage.hysteresis->transition, start_ = voltage.hysteresis->start;
  gap_ = by_branch_ = by_j_ = fixed_ = gain_ = ArrayXd::Constant(place.n_x, unwritten);
}

void BranchPosition::shift(const Fields<const double>& s, const Equilibrium& equilibrium, ArrayXd& U, ArrayXd& dUdy) {
  if (!active()) return;
  const auto y = s.y_surface(p_), h = s.column(h_, p_);
  for (Index k = 0; k < y.size(); ++k) {
    const auto [gap, slope] = equilibrium.curve().half_gap(y(k));
    gap_(k) = gap;
    U(k) += h(k) * gap;
    dUdy(k) += h(k) * slope;
  }
}

void BranchPosition::residual(const Fields<const double>& s, const Fields<const double>& rate,
                              const Fields<double>& row, const ArrayXd& outflow, double outflow_per_current) {
  if (!active()) return;
  const auto h = s.column(h_, p_);
  by_branch_ = per_outflow_ * outflow.abs();
  row.column(h_, p_) = rate.column(h_, p_) - per_outflow_ * outflow + by_branch_ * h;
  by_j_ = -per_outflow_ * outflow_per_current * (1 - outflow.sign() * h);
}

double BranchPosition::overpotential(const Fields<const double>& s, const Equilibrium& equilibrium) const {
  if (!active()) return 0;
  const auto y = s.y_surface(p_), h = s.column(h_, p_);
  double sum = 0;
  for (Index k = 0; k < y.size(); ++k) sum += h(k) * equilibrium.curve().half_gap(y(k)).value;
  return sum / static_cast<double>(y.size());
}

void BranchPosition::condense(double cj, const Fields<const double>& b, const ArrayXd& du, ArrayXd& slope,
                              ArrayXd& reaction) {
  if (!active()) return;
  gain_ = -by_j_ / (by_branch_ + cj);
  fixed_ = b.column(h_, p_) / (by_branch_ + cj);
  slope -= du * gap_ * gain_;
  reaction += du * gap_ * fixed_;
}

}  // namespace closo
