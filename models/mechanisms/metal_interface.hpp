// How the interface of a metal depends on pressure and on what has passed: its parameters, as stated and in SI.
#pragma once

#include <cmath>
#include <limits>
#include <optional>

#include "models/mechanisms/interface_growth.hpp"
#include "models/mechanisms/plating.hpp"
#include "models/mechanisms/voids.hpp"

namespace closo {

struct MetalInterfaceSpec : Part {
  Quantity reference_pressure, pressure_exponent;
  Quantity growth_per_cycle;  // of earlier files, instead of `growth`
  std::optional<GrowthSpec> growth;
  std::optional<VoidsSpec> voids;
  std::optional<PlatingSpec> plating;
};

/// How the interface metal | electrolyte depends on pressure and on what has passed.
struct MetalInterface {
  double reference_pressure = 0.0;  // of its kinetics and resistance [Pa]
  double pressure_exponent = 0.0;   // of its true area
  std::optional<Growth> growth;     // of its resistance
  std::optional<Voids> voids;       // that stripping leaves
  std::optional<Plating> plating;   // beyond its critical current

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

}  // namespace closo
