// Open-circuit voltage of the active material and its slope against stoichiometry, at one temperature.
#pragma once

#include "models/parameters.hpp"

namespace closo {

class OpenCircuitVoltage {
 public:
  OpenCircuitVoltage(const OpenCircuitVoltageData& data, double temperature);

  /// U [V] and dU/dy [V] at stoichiometry y.
  CubicTable::Point at(double y) const {
    const auto [value, slope] = table_.at(y);
    return {value + shift_, slope};
  }

  /// Range of stoichiometry in which the data hold.
  double y_lower() const { return table_.lower(); }
  double y_upper() const { return table_.upper(); }

  /// Stoichiometry whose open-circuit voltage is U, within the range above; U outside gives its nearest end.
  double stoichiometry(double U) const;

  /// Mean of U over stoichiometry from a to b [V].
  double mean(double a, double b) const { return (table_.integral(b) - table_.integral(a)) / (b - a) + shift_; }

 private:
  CubicTable table_;
  double shift_;  // V, entropic
};

/// Stoichiometry at the voltage U by the galleries:  y = sum_k X_k / (1 + exp[F (U - U_k) / (w_k R T)])          (4a)
double gallery_stoichiometry(const std::vector<Gallery>& galleries, double U, double T);

}  // namespace closo
