// Diffusivity in the particles, and its integral over stoichiometry, at a temperature.
#pragma once

#include <algorithm>

#include "models/curve.hpp"

namespace closo {

class Diffusivity {
 public:
  Diffusivity(const Curve& curve, double temperature) : curve_(curve), factor_(curve.at(temperature)) {}

  void set_temperature(double T) { factor_ = curve_.at(T); }

  bool constant() const { return !curve_.table; }
  double value() const { return factor_; }

  /// D(y) [m2 s-1] and Phi(y) = integral of D dy [m2 s-1]. Fluxes are differences of Phi, so they conserve, their
  /// derivatives are D itself, and no mean of D across a step has to be chosen.
  void at(double y, double& D, double& Phi) const {
    if (!curve_.table) {
      D = factor_;
      Phi = factor_ * y;
      return;
    }
    // Positive beyond the table too: an iteration may try a stoichiometry just outside.
    const double inside = std::clamp(y, curve_.table->lower(), curve_.table->upper());
    D = factor_ * curve_.table->at(inside).value;
    Phi = factor_ * curve_.table->integral(inside) + D * (y - inside);
  }

  /// Mean of D over the range of the data [m2 s-1].
  double mean() const {
    return curve_.table ? factor_ * curve_.table->integral(curve_.table->upper()) /
                              (curve_.table->upper() - curve_.table->lower())
                        : factor_;
  }

 private:
  Curve curve_;
  double factor_;  // m2 s-1, or the dimensionless factor of the table
};

}  // namespace closo
