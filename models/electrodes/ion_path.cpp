// Two halves of cells in series at every face, which resist more as the electrolyte is consumed.
#include "models/electrodes/ion_path.hpp"

#include <algorithm>
#include <cmath>

#include "solver/unwritten.hpp"

namespace closo {

using Eigen::ArrayXd;

namespace {

constexpr double least_left = 1e-6;  // of the electrolyte: a trial value of an iteration may ask for less

}  // namespace

IonPath::IonPath(const Composite& composite, Index n_x, bool consumed)
    : half_width_(n_x > 0 ? composite.thickness / static_cast<double>(2 * n_x) : 0),
      resistance_(ArrayXd::Constant(std::max<Index>(n_x - 1, 0), unwritten)) {
  if (!consumed) return;
  exponent_ = composite.ion_path.exponent().value_or(exponent_);
  half_ = by_consumed_ = effect_.potential = ArrayXd::Constant(n_x, unwritten);
  effect_.current_by_from = effect_.current_by_to = resistance_;
}

void IonPath::set_conductivity(double conductivity) {
  half_resistance_ = half_width_ / conductivity;
  if (narrows()) return;
  resistance_.setConstant(2 * half_resistance_);
  from_separator_ = to_end_ = half_resistance_;
}

void IonPath::follow(const ArrayXd& consumed) {
  const Index n = consumed.size();
  for (Index k = 0; k < n; ++k) {
    const double left = std::max(1 - consumed(k), least_left);
    half_(k) = half_resistance_ * std::pow(left, -exponent_);
    by_consumed_(k) = half_(k) * exponent_ / left;
  }
  resistance_ = half_.head(n - 1) + half_.tail(n - 1);
  from_separator_ = half_(0), to_end_ = half_(n - 1);
}

/// As  I_e = (i r_s + du) / (r_s + r),  dI_e/dr = -I_e / (r_s + r);  the ions lose  r I_e  at a face.
void IonPath::linearise(double i, const SolidFaces& faces) {
  const Index n = resistance_.size();
  effect_.current_by_from = -faces.current * faces.conductance * by_consumed_.head(n);
  effect_.current_by_to = -faces.current * faces.conductance * by_consumed_.tail(n);
  const auto lost = faces.current * faces.by_i;
  effect_.potential.setZero();
  effect_.potential(0) = -i * by_consumed_(0);
  effect_.potential.head(n) -= lost * by_consumed_.head(n);
  effect_.potential.tail(n) -= lost * by_consumed_.tail(n);
}

}  // namespace closo
