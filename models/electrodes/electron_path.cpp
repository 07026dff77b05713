// Two halves of cells in series at every face.
#include "models/electrodes/electron_path.hpp"

#include <algorithm>

#include "solver/unwritten.hpp"

namespace closo {

using Eigen::ArrayXd;

ElectronPath::ElectronPath(const Composite& positive, Index n_x)
    : sigma_(positive.electron_conductivity),
      half_width_(n_x > 0 ? positive.thickness / static_cast<double>(2 * n_x) : 0),
      resistance_(ArrayXd::Constant(std::max<Index>(n_x - 1, 0), unwritten)) {
  if (!follows_stoichiometry()) return;
  const ArrayXd blank = ArrayXd::Constant(n_x, unwritten);
  half_ = by_y_ = effect_.potential = blank;
  effect_.current_by_from = effect_.current_by_to = resistance_;
}

void ElectronPath::set_temperature(double T) {
  half_resistance_ = half_width_ / sigma_.at(T);
  if (follows_stoichiometry()) return;
  resistance_.setConstant(2 * half_resistance_);
  to_collector_ = half_resistance_;
}

void ElectronPath::follow(const ArrayXd& y) {
  const Index n = y.size();
  for (Index k = 0; k < n; ++k) {
    const auto [value, slope] = sigma_.shape(y(k));
    half_(k) = half_resistance_ / value;
    by_y_(k) = -half_(k) * slope / value;
  }
  resistance_ = half_.head(n - 1) + half_.tail(n - 1);
  to_collector_ = half_(n - 1);
}

/// As  I_e = (i r + du) / (r + r_e),  dI_e/dr = (i - I_e) / (r + r_e);  the electrons lose  r (i - I_e)  at a face.
void ElectronPath::linearise(double i, const Eigen::Ref<const ArrayXd>& ionic_current,
                             const Eigen::Ref<const ArrayXd>& conductance) {
  const Index faces = resistance_.size();
  const auto by_r = (i - ionic_current) * conductance;
  effect_.current_by_from = by_r * by_y_.head(faces);
  effect_.current_by_to = by_r * by_y_.tail(faces);
  const auto lost = (i - ionic_current) * (1 - resistance_ * conductance);
  effect_.potential.setZero();
  effect_.potential(faces) = -i * by_y_(faces);
  effect_.potential.head(faces) -= lost * by_y_.head(faces);
  effect_.potential.tail(faces) -= lost * by_y_.tail(faces);
}

}  // namespace closo
