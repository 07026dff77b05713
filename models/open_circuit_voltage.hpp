// Open-circuit voltage of the active material and its slope against stoichiometry, at one temperature.
#pragma once

#include "models/parameters.hpp"

namespace closo {

class OpenCircuitVoltage {
 public:
  OpenCircuitVoltage(const OpenCircuitVoltageData& data, double temperature);

  struct Point {
    double U;     // V
    double dUdy;  // V
  };
  Point at(double y) const;

  /// Range of stoichiometry in which the data hold.
  double y_lower() const { return y_lower_; }
  double y_upper() const { return y_upper_; }

  /// Stoichiometry whose open-circuit voltage is U, within the range above; U outside gives its nearest end.
  double stoichiometry(double U) const;

  /// Mean of U over stoichiometry from a to b [V].
  double mean(double a, double b) const;

 private:
  Point base(double y) const;

  CubicTable table_;  // against y, or for galleries against ln(y / (1 - y))
  bool logit_;
  double y_lower_, y_upper_;
  double shift_;                    // V, entropic
  double wall_empty_, wall_full_;  // V by which the walls move U at the ends
};

/// Stoichiometry at the voltage U by the galleries:  y = sum_k X_k / (1 + exp[F (U - U_k) / (w_k R T)])          (4a)
double gallery_stoichiometry(const std::vector<Gallery>& galleries, double U, double T);

}  // namespace closo
