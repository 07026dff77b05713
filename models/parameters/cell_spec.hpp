// A cell as its user states it: every entry optional, with its status and source. cell_rows.cpp says what each means.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/mechanisms/alloy.hpp"
#include "models/mechanisms/binary_electrolyte.hpp"
#include "models/mechanisms/composite_interphase.hpp"
#include "models/mechanisms/contact_ageing.hpp"
#include "models/mechanisms/coverage.hpp"
#include "models/mechanisms/film.hpp"
#include "models/mechanisms/heat.hpp"
#include "models/mechanisms/metal_interface.hpp"
#include "models/mechanisms/swelling.hpp"
#include "models/open_circuit_voltage.hpp"

namespace closo {

struct DoubleLayerSpec {
  Quantity capacitance, exponent, frequency;
};

struct TransferCoefficientsSpec : Part {
  Quantity anodic, cathodic;
};

struct KineticsSpec {
  CurveSpec exchange_current_density;
  ArrheniusSpec charge_transfer_resistance;  // instead, of a metal
  std::optional<TransferCoefficientsSpec> transfer_coefficients;
};

struct TemperatureRangeSpec : Part {
  Quantity low, high;
};

struct LatticeSpec : Part {
  Quantity a, b, c, formula_units;
};

struct GrainBoundarySpec : Part {
  Quantity share, frequency, exponent;
};

/// A material; `kind` says which of the entries it has.
struct MaterialSpec : Part {
  Word format, kind, title;
  Word formula;
  Quantity molar_mass, density;
  Quantity melting_point, extrusion_pressure;  // of a metal
  std::optional<LatticeSpec> lattice;
  Word any_temperature;
  std::optional<TemperatureRangeSpec> temperature_range;
  // active
  Quantity exchanged_ions, maximum_concentration;
  std::optional<OpenCircuitVoltageSpec> open_circuit_voltage;
  CurveSpec diffusivity, relative_volume;
  KineticsSpec kinetics;
  // electrolyte
  CurveSpec conductivity;
  std::optional<SaltSpec> salt;
  Quantity relative_permittivity, electronic_conductivity;
  std::optional<GrainBoundarySpec> grain_boundary;
};

struct IonPathSpec : Part {
  Quantity bruggeman, tortuosity_factor, effective_conductivity, transport_efficiency;
};

struct ElectronPathSpec : Part {
  CurveSpec effective_conductivity;
};

struct ParticleSpec : Part {
  Quantity radius, share;
  Word material, shape;
};

struct ParticleDistributionSpec : Part {
  Word distribution, shape;
  Quantity median_radius, width, classes;
};

struct CompositionSpec : Part {
  std::vector<std::pair<std::string, Quantity>> fractions;  // by name of material
};

/// Of the volume of a composite, its pores included, instead of the weight of its solids.
struct VolumeFractionsSpec : CompositionSpec {};

struct CoatingSpec : Part {
  Quantity thickness;
  ArrheniusSpec conductivity;
};

/// One side of a cell: a metal, a blocking conductor or a composite, whichever of the first three is stated.
struct ElectrodeSpec : Part {
  Word metal, blocking;
  std::optional<CompositionSpec> composition;
  std::optional<VolumeFractionsSpec> volume_fractions;
  Quantity thickness;
  DoubleLayerSpec double_layer;
  // metal
  Quantity inactive_share;
  std::optional<AlloySpec> alloy;
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
  std::optional<CoverageSpec> coverage;
  std::optional<CoatingSpec> coating;
  Quantity film_resistance;
  ArrheniusSpec charge_transfer_resistance;  // of all its particles, in the place of what the material has
  DoubleLayerSpec film_capacitance;
  std::optional<FilmSpec> film;
  std::optional<CompositeInterphaseSpec> interphase;
  std::optional<SwellingSpec> swelling;
  Quantity contact_resistance;

  /// Of a composite, by weight or by volume; nullptr of another electrode.
  const CompositionSpec* components() const {
    return composition ? &*composition : volume_fractions ? &*volume_fractions : nullptr;
  }
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

struct CollectorSpec : Part {
  Quantity thickness, density;
};

struct CollectorsSpec : Part {
  std::optional<CollectorSpec> positive, negative;
};

/// The state of a cell as assembled.
struct AssembledSpec : Part {
  Quantity stoichiometry, negative_stoichiometry, state_of_charge, voltage;
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
  /// Whether a composite is stated by volume: densities may then be unknown.
  bool by_volume() const;
  /// Of the stated composition, whether it has an active material.
  bool has_active_material(const ElectrodeSpec& electrode) const;
  /// Whether it is an active material without any electrolyte, be it one that fills pores.
  bool is_dense(const ElectrodeSpec& electrode) const;
};

}  // namespace closo
