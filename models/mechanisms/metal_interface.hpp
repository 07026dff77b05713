// How the interface of a metal changes with pressure and with what has passed: its parameters, as stated and in SI, and
// what its resistance gains.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/mechanisms/voids.hpp"

namespace closo {

struct MetalInterfaceSpec : Part {
  Quantity reference_pressure, pressure_exponent, growth;
  std::optional<VoidsSpec> voids;
};

/// How the interface metal | electrolyte depends on pressure and on what has passed.
struct MetalInterface {
  double reference_pressure = 0.0;  // of its kinetics and resistance [Pa]
  double pressure_exponent = 0.0;   // of its true area
  double growth = 0.0;              // of its resistance after one equivalent cycle; with their square root [ohm m2]
  std::optional<Voids> voids;

  /// Area that pressure makes, over that at the reference pressure.                                              (9)
  double true_area(double pressure) const { return std::pow(pressure / reference_pressure, pressure_exponent); }
  /// Stripping current density that is just refilled; infinite without a law of voids [A m-2].
  double critical_current(double pressure, double T) const {
    return voids ? voids->critical_current_at(pressure, T) : std::numeric_limits<double>::infinity();
  }
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, MetalInterfaceSpec& spec);
MetalInterface close(const MetalInterfaceSpec& spec);

/// What the resistance has gained with the equivalent cycles n,  R_g = R_1 sqrt(n),  over its area as assembled. (9)
class InterfaceGrowth {
 public:
  static void add_columns(Columns& columns);
  /// @param first  R_1 [ohm m2]
  explicit InterfaceGrowth(double first) : first_(first) {}

  double resistance(const Fields<const double>& s) const { return first_ * std::sqrt(std::max(s.cycles(), 0.0)); }
  double by_cycles(const Fields<const double>& s) const {
    return first_ / (2 * std::sqrt(std::max(s.cycles(), first_cycles)));
  }

 private:
  // Below it a square root of equivalent cycles is too steep for Newton's method; it is still some 0.001 % of what the
  // first cycle adds.
  static constexpr double first_cycles = 1e-10;
  double first_;
};

}  // namespace closo
