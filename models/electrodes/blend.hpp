// Active materials that share a composite, at rest: all at one potential.
#pragma once

#include <functional>
#include <vector>

#include "models/coefficients.hpp"
#include "models/open_circuit_voltage.hpp"

namespace closo {

/// An active material at rest beside others.
struct BlendMember {
  std::function<CubicTable::Point(double)> potential;  // U(y) [V], falling, and its slope
  double share = 1.0;                                  // of the charge that all exchange
  double low = 0.0, high = 1.0;                        // of stoichiometry
};

/// The stoichiometries of all members at the one potential at which their mean, by shares, is y:
///   sum_m S_m y_m(U) = y.                                                                                        (4c)
/// Where a member is at an end of its range it stays there.
std::vector<double> at_one_potential(const std::vector<BlendMember>& members, double y);

/// The potential of members at these stoichiometries [V].
double potential_of(const std::vector<BlendMember>& members, const std::vector<double>& stoichiometries);

/// Open-circuit potential of a composite against the mean stoichiometry of its active materials.
class OpenCircuitPotential {
 public:
  /// @param temperature  of the composite [K]
  OpenCircuitPotential(const Composite& composite, double temperature);

  /// Where the data of all its materials hold, in mean stoichiometry.
  const StoichiometryRange& range() const { return range_; }
  double at(double y) const;  // V
  /// Of each material, at a mean.
  std::vector<double> stoichiometries(double y) const {
    return members_.empty() ? std::vector{y} : at_one_potential(members_, y);
  }
  /// Its mean over stoichiometry from a to b [V].
  double mean(double a, double b) const;

 private:
  std::vector<OpenCircuitVoltage> curves_;
  std::vector<BlendMember> members_;  // of a blend
  StoichiometryRange range_;
};

}  // namespace closo
