// A cell as its user states it: every entry optional, with its status and source. cell_rows.cpp says what each means.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/stated.hpp"
#include "solver/cubic_table.hpp"

namespace closo {

/// A coefficient, with its dependence on temperature if it has one.
struct ArrheniusSpec {
  Quantity value, activation_energy, reference_temperature;
};

/// A curve that a table or an expression states, in SI: a table is interpolated, an expression tabulated. Immutable,
/// and shared by all copies of a spec.
struct TableSpec {
  std::string name;                            // of its file; of an expression its formula
  std::array<std::string, 2> headers;          // "ocv [V]": of argument and value
  std::array<std::vector<double>, 2> columns;  // in the units of the headers
  std::string file;                            // and line, where it is named
  int line = 0;
  CubicTable curve;
  Word interpolation = {};      // of a table, if stated
  std::string unit = {};        // of an expression
  Quantity from = {}, to = {};  // where it holds, if stated
  bool is_expression() const { return columns[0].empty(); }

  /// As the text of a table.
  std::string csv() const;
};

/// A coefficient that may be a table or an expression, of stoichiometry, concentration or temperature.
struct CurveSpec : Part {
  ArrheniusSpec number;                    // if it is no table, or the dependence of a table on temperature
  std::shared_ptr<const TableSpec> table;  // or null
  ArrheniusSpec scale;                     // factor of a table

  /// Whether there is either.
  bool stated() const { return number.value || table; }
};

struct DoubleLayerSpec {
  Quantity capacitance, exponent, frequency;
};

struct TransferCoefficientsSpec : Part {
  Quantity anodic, cathodic;
};

struct KineticsSpec {
  CurveSpec exchange_current_density;
  std::optional<TransferCoefficientsSpec> transfer_coefficients;
};

struct GallerySpec : Part {
  Quantity fraction, potential, width;
};

struct VoltageBranchSpec : Part {
  std::shared_ptr<const TableSpec> table;  // or
  std::vector<GallerySpec> galleries;
  Quantity empty, full;
};

struct OpenCircuitVoltageSpec : VoltageBranchSpec {
  std::optional<VoltageBranchSpec> discharge, charge;  // with hysteresis, instead of the branch that this is
  Quantity transition;
  Word start;
  CurveSpec entropic_coefficient;
  Quantity reference_temperature;
};

struct TemperatureRangeSpec : Part {
  Quantity low, high;
};

struct LatticeSpec : Part {
  Quantity a, b, c, formula_units;
};

struct SaltSpec : Part {
  Quantity concentration, transference_number;
  CurveSpec diffusivity, thermodynamic_factor;
};

struct GrainBoundarySpec : Part {
  Quantity share, frequency, exponent;
};

/// A material; `kind` says which of the entries it has.
struct MaterialSpec : Part {
  Word format, kind, title;
  Word formula;
  Quantity molar_mass, density;
  std::optional<LatticeSpec> lattice;
  Word any_temperature;
  std::optional<TemperatureRangeSpec> temperature_range;
  // active
  Quantity exchanged_ions;
  std::optional<OpenCircuitVoltageSpec> open_circuit_voltage;
  CurveSpec diffusivity;
  KineticsSpec kinetics;
  // electrolyte
  CurveSpec conductivity;
  std::optional<SaltSpec> salt;
  Quantity relative_permittivity, electronic_conductivity;
  std::optional<GrainBoundarySpec> grain_boundary;
};

struct VoidsSpec : Part {
  Quantity depth;
  ArrheniusSpec critical_current;
  Quantity critical_current_per_pressure;
  Word at_critical_current;
};

struct MetalInterfaceSpec : Part {
  Quantity reference_pressure, pressure_exponent, growth;
  std::optional<VoidsSpec> voids;
};

struct IonPathSpec : Part {
  Quantity bruggeman, tortuosity_factor, effective_conductivity;
};

struct ElectronPathSpec : Part {
  CurveSpec effective_conductivity;
};

struct ParticleSpec : Part {
  Quantity radius, share;
};

struct ParticleDistributionSpec : Part {
  Word distribution;
  Quantity median_radius, width, classes;
};

struct ContactPressureSpec : Part {
  Quantity reference, exponent;
};

struct ContactLossSpec : Part {
  Quantity limit, cycles;
};

struct OxidationReactionSpec : Part {
  Word name;
  Quantity potential;
  ArrheniusSpec rate;
  Quantity transfer_coefficient, electrolyte_charge, passivating_thickness;
  ArrheniusSpec conductivity;
};

struct FilmSpec : Part {
  std::vector<OxidationReactionSpec> reactions;
  Quantity specific_area, molar_volume;
};

struct CompositionSpec : Part {
  std::vector<std::pair<std::string, Quantity>> fractions;  // by name of material
};

/// One side of a cell: a metal, a blocking conductor or a composite, whichever of the first three is stated.
struct ElectrodeSpec : Part {
  Word metal, blocking;
  std::optional<CompositionSpec> composition;
  Quantity thickness;
  DoubleLayerSpec double_layer;
  // metal
  KineticsSpec kinetics;
  Quantity interface_resistance;
  std::optional<MetalInterfaceSpec> interface;
  // composite
  Quantity active_loading, electrolyte_loading, porosity;
  std::optional<IonPathSpec> ion_path;
  std::optional<ElectronPathSpec> electron_path;
  std::optional<ParticleDistributionSpec> distribution;
  std::vector<ParticleSpec> particles;
  Quantity contact;
  std::optional<ContactPressureSpec> contact_pressure;
  std::optional<ContactLossSpec> contact_loss;
  Quantity film_resistance;
  DoubleLayerSpec film_capacitance;
  std::optional<FilmSpec> film;
  Quantity contact_resistance;
};

struct MembraneSpec : Part {
  Quantity porosity, density;
  std::optional<IonPathSpec> ion_path;
};

struct LayerSpec : Part {
  Word electrolyte;
  Quantity thickness, loading;
  std::optional<MembraneSpec> membrane;
};

struct SeparatorSpec : LayerSpec {
  std::vector<LayerSpec> layers;  // instead of the one that this is
};

struct LimitsSpec : Part {
  Quantity lower, upper;
};

struct HeatSpec : Part {
  Quantity capacity, transfer;
};

struct CollectorSpec : Part {
  Quantity thickness, density;
};

struct CollectorsSpec : Part {
  std::optional<CollectorSpec> positive, negative;
};

/// The state of a cell as assembled.
struct AssembledSpec : Part {
  Quantity stoichiometry, voltage;
};

/// The state that a run begins with.
struct StartSpec : AssembledSpec {
  Word result, counters;
};

struct CellSpec : Part {
  Word format, title;
  Quantity area, pressure, temperature;
  Quantity nominal_capacity;
  std::optional<LimitsSpec> limits;
  std::optional<AssembledSpec> as_assembled;
  std::optional<ElectrodeSpec> negative, positive;
  std::optional<SeparatorSpec> separator;
  std::optional<CollectorsSpec> collectors;
  std::optional<HeatSpec> heat;
  std::vector<std::pair<std::string, MaterialSpec>> materials;

  /// nullptr if there is none of that name.
  const MaterialSpec* material(const std::string& name) const;
  /// Of the stated composition, whether it has an active material.
  bool has_active_material(const ElectrodeSpec& electrode) const;
};

}  // namespace closo
