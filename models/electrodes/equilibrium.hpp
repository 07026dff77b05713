// What the active material of a composite holds in equilibrium, at any temperature of its state.
#pragma once

#include <optional>

#include "models/parameters.hpp"

namespace closo {

/// U and H of a stoichiometry. In a cell that makes heat U is a straight line between that at the temperature around
/// the cell and that 10 K above. Without an active material all is 0.
class Equilibrium {
 public:
  /// @param heated  whether the temperature is a state
  Equilibrium(const ActiveMaterial& material, bool exists, bool heated)
      : data_(material.open_circuit_voltage), exists_(exists), heated_(heated) {}

  /// @param around  temperature around the cell [K]
  void set_conditions(double around) {
    around_ = temperature_ = around;
    if (exists_) at_.emplace(data_, around);
    if (heated_) above_.emplace(data_, around + warmer);
  }
  void set_temperature(double T) { temperature_ = T; }

  /// U [V], of two curves their mean, and dU/dy.
  CubicTable::Point at(double y) const {
    if (!at_) return {0, 0};
    CubicTable::Point U = at_->at(y);
    if (above_) {
      const auto [value, slope] = above_->at(y);
      const double share = (temperature_ - around_) / warmer;
      U.value += share * (value - U.value), U.slope += share * (slope - U.slope);
    }
    return U;
  }

  /// What a reaction at stoichiometry y stores per charge, H = U - T dU/dT [V], and its slope. As U is a straight line
  /// between two temperatures, H is the same at all: what particles store is a function of y alone.
  CubicTable::Point enthalpy(double y) const {
    const auto [low, low_slope] = at_->at(y);
    const auto [high, high_slope] = above_->at(y);
    const double own = 1 + around_ / warmer, other = around_ / warmer;
    return {own * low - other * high, own * low_slope - other * high_slope};
  }

  /// At the temperature around the cell.
  const OpenCircuitVoltage& curve() const { return *at_; }

 private:
  static constexpr double warmer = 10;  // K
  OpenCircuitVoltageData data_;
  bool exists_, heated_;
  double around_ = 0.0, temperature_ = 0.0;  // K
  std::optional<OpenCircuitVoltage> at_, above_;
};

}  // namespace closo
