// Diffusivity in the particles, and its integral over stoichiometry, at a temperature.
#pragma once

#include <algorithm>

#include "models/parameters.hpp"

namespace closo {

class Diffusivity {
 public:
  Diffusivity(const DiffusivityData& data, double temperature)
      : table_(data.table), coefficient_(data.coefficient), factor_(coefficient_.at(temperature)) {}

  void set_temperature(double T) { factor_ = coefficient_.at(T); }

  bool constant() const { return !table_; }
  double value() const { return factor_; }

  /// D(y) [m2 s-1] and Phi(y) = integral of D dy [m2 s-1]. Fluxes are differences of Phi, so they conserve, their
  /// derivatives are D itself, and no mean of D across a step has to be chosen.
  void at(double y, double& D, double& Phi) const {
    if (!table_) {
      D = factor_;
      Phi = factor_ * y;
      return;
    }
    // Positive beyond the table too: an iteration may try a stoichiometry just outside.
    const double inside = std::clamp(y, table_->lower(), table_->upper());
    D = factor_ * table_->at(inside).value;
    Phi = factor_ * table_->integral(inside) + D * (y - inside);
  }

  /// Mean of D over the range of the data [m2 s-1].
  double mean() const {
    return table_ ? factor_ * table_->integral(table_->upper()) / (table_->upper() - table_->lower()) : factor_;
  }

 private:
  std::optional<CubicTable> table_;
  Arrhenius coefficient_;
  double factor_;  // m2 s-1, or the dimensionless factor of the table
};

}  // namespace closo
