// The coefficients of the equations at the cell's temperature, derived from what the user states.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "models/parameters.hpp"

namespace closo {

/// Coefficients of a flat electrode, at the pressure of the cell.
struct FlatCoefficients {
  double i_ref = 0.0;       // exchange-current density [A m-2]
  double resistance = 0.0;  // ohm m2
  double true_area = 1.0;   // that pressure makes, over that at the reference pressure
  double critical_current = std::numeric_limits<double>::infinity();  // stripping that is just refilled [A m-2]
};

/// Coefficients of a class of particles.
struct ParticleCoefficients {
  double a = 0.0;      // connected surface per volume of composite [m-1]
  double c_max = 0.0;  // sites of its active material [mol m-3]
  double i_ref = 0.0;  // exchange-current density at half stoichiometry [A m-2]
};

struct CompositeCoefficients {
  // Volume fractions, of all active materials together, and effective conductivities [S m-1].
  double eps_active = 0.0, eps_electrolyte = 0.0, eps_additives = 0.0;
  double kappa_eff = 0.0, sigma_eff = 0.0;
  double ion_efficiency = 0.0;  // effective over own conductivity of the electrolyte
  std::vector<ParticleCoefficients> particles;
  double exchange_charge = 0.0;  // of the connected material, per cell area, for y from 0 to 1 [C m-2]
};

struct Coefficients {
  double f = 0.0;                                   // F/RT [V-1]
  std::array<CompositeCoefficients, 2> composites;  // of nothing where there is none
  std::array<FlatCoefficients, 2> flats;            // by side; of nothing where there is none
  double R_separator = 0.0;                         // ohm m2
  double electronic_conductance = 0.0;              // of the separator, Lambda [S m-2]
  double nominal_charge = 0.0;                      // per cell area: 1C passes it in an hour [C m-2]

  const CompositeCoefficients& composite(Index number = 0) const {
    return composites[static_cast<std::size_t>(number)];
  }
  const FlatCoefficients& flat(Side side) const { return flats[static_cast<std::size_t>(side)]; }
  double one_c() const { return nominal_charge / seconds_per_hour; }  // A m-2
};

/// At the cell's own temperature and pressure, or at others [K, Pa].
/// @param room  earlier coefficients, so that nothing is allocated
Coefficients coefficients_of(const CellParameters& cell);
Coefficients coefficients_of(const CellParameters& cell, double temperature, double pressure, Coefficients room = {});
FlatCoefficients flat_coefficients(const FlatElectrode& electrode, double pressure, double temperature);

/// The stoichiometries at which the data of a material hold, and what ends there.
struct StoichiometryRange {
  double low = 0.0, high = 1.0;
  std::string low_end = "they are empty", high_end = "they are full";

  /// By the table of a curve, if it has one. @param of  what the table is of
  void narrow(const Curve& curve, const std::string& of) { narrow(curve.table, of, curve.name); }
  void narrow(const std::optional<CubicTable>& table, const std::string& of, const std::string& name);
};
/// Of the active materials of a composite, each by itself, and with the electron path of a single one.
std::vector<StoichiometryRange> stoichiometry_ranges(const Composite& composite);

/// The temperatures at which the data of all materials hold, and the materials that set their ends.
struct TemperatureLimits {
  TemperatureRange range;  // K
  std::string low_of, high_of;
};
TemperatureLimits temperature_limits(const CellParameters& cell);

}  // namespace closo
