// What a cell is made of, as its user states it, in SI units.
#pragma once

#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/constants.hpp"
#include "models/curve.hpp"
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
#include "models/side.hpp"

namespace closo {

/// Exchange-current density [A m-2] with the anodic and cathodic charge-transfer coefficients. At particles a number is
/// that at half stoichiometry, of the usual dependence on it; a curve is one of the stoichiometry.
struct Kinetics {
  Curve exchange_current_density;
  double alpha_a = 0.5;
  double alpha_c = 0.5;
};

struct TemperatureRange {
  double low = 0.0, high = 0.0;  // K
};

struct ActiveMaterial {
  std::string name;
  double molar_mass = 0.0;      // kg mol-1
  double density = 0.0;         // kg m-3
  double exchanged_ions = 0.0;  // per formula unit
  TemperatureRange temperature_range;
  OpenCircuitVoltageData open_circuit_voltage;
  Curve diffusivity;  // in the particles, of stoichiometry [m2 s-1]
  Kinetics kinetics;
  std::optional<Curve> relative_volume{};  // of stoichiometry, over the volume to which the density belongs

  double site_concentration() const { return exchanged_ions * density / molar_mass; }    // mol m-3
  double theoretical_capacity() const { return exchanged_ions * faraday / molar_mass; }  // C kg-1
};

/// An interface that stores charge: a capacitor, or a constant-phase element Y = Q (j omega)^exponent.
struct DoubleLayer {
  double capacitance = 0.0;  // F m-2; of a constant-phase element that of |Y| / omega at `frequency`
  double exponent = 1.0;
  double frequency = 1.0;  // Hz, of no influence on a capacitor

  /// Per area [S m-2], for a weight s = j omega of time derivatives.
  std::complex<double> admittance(std::complex<double> s) const;
};

/// What the boundaries between grains add to the bulk of an electrolyte in series.
struct GrainBoundary {
  double share = 0.0;    // of the resistance that the conductivity stands for
  double frequency = 0;  // Hz, at which its arc is highest at the reference temperature of the conductivity
  double exponent = 1;   // of its constant-phase element
};

struct Electrolyte {
  std::string name;
  double density = 0.0;  // kg m-3
  TemperatureRange temperature_range;
  Curve conductivity;                  // of ions [S m-1], of temperature, or with a salt of its concentration
  double electronic_conductivity = 0;  // S m-1
  double relative_permittivity = 0;    // of its bulk; 0 leaves the geometric capacitance out
  std::optional<GrainBoundary> grain_boundary{};
  std::optional<Salt> salt{};  // of a liquid or a polymer; other solids conduct by their cation alone

  /// Whether its ions have a concentration that varies.
  bool has_concentration() const { return salt.has_value(); }
  /// Whether it fills pores, instead of being one of the components by weight.
  bool fills_pores() const { return salt && !salt->in_polymer; }
};

struct Additive {
  std::string name;
  double density = 0.0;  // kg m-3
  double weight_fraction = 0.0;
};

struct Metal {
  std::string name;
  double molar_mass = 0.0;                                              // kg mol-1
  double density = 0.0;                                                 // kg m-3
  double melting_point = std::numeric_limits<double>::infinity();       // K
  double extrusion_pressure = std::numeric_limits<double>::infinity();  // at which it flows [Pa]

  double thickness_per_charge() const { return molar_mass / (density * faraday); }  // m3 C-1, one electron per atom
};

/// A flat electrode: a metal that dissolves and is plated, or a conductor that passes no ions.
struct FlatElectrode {
  bool blocking = false;        // if so, it has a double layer and nothing else
  Metal metal;                  // of a blocking electrode its name alone
  double thickness = 0.0;       // as assembled; 0 of a cell without anode [m]
  double inactive_share = 0.0;  // of what is plated, that cannot be stripped
  std::optional<Alloy> alloy;
  Kinetics kinetics;                  // of the interface metal | electrolyte
  double interface_resistance = 0.0;  // ohm m2
  std::optional<MetalInterface> interface;
  DoubleLayer double_layer;  // per cell area under the reference pressure, in full contact
};

/// How well a phase conducts within a porous region.
struct ConductionPath {
  enum class Kind { bruggeman, tortuosity_factor, effective_conductivity, transport_efficiency };
  Kind kind = Kind::bruggeman;
  double value = 0.0;  // exponent, factor, S m-1, or the efficiency itself

  /// Effective over own conductivity of a phase.
  /// @param fraction  of volume     @param conductivity  its own, to which a value in S m-1 belongs [S m-1]
  double efficiency(double fraction, double conductivity) const;
  /// Of the fraction of volume, with which the effective conductivity falls; nothing where that is stated by itself.
  std::optional<double> exponent() const;
};

/// Electrolytes one after another, from the metal on. A liquid one fills the pores of a membrane.
struct Separator {
  struct Layer {
    Electrolyte electrolyte;
    double thickness = 0.0;   // m
    double loading = 0.0;     // kg m-2
    double fraction = 1.0;    // of volume, filled by the electrolyte
    double efficiency = 1.0;  // effective over own conductivity and diffusivity

    double resistance(double T) const { return thickness / (efficiency * electrolyte.conductivity.at(T)); }  // ohm m2
  };
  std::vector<Layer> layers;

  /// The salt of an electrolyte that has one, which then goes through the separator and all composites.
  const Salt* salt() const {
    return layers.empty() || !layers.front().electrolyte.salt ? nullptr : &*layers.front().electrolyte.salt;
  }
  double thickness() const;           // m
  double resistance(double T) const;  // of ions through the layers in series [ohm m2]
  /// Impedance of the layers in series, each with its geometric capacitance in parallel, at an angular frequency [s-1];
  /// ohm m2. (15)
  std::complex<double> impedance(double T, std::complex<double> s) const;
  double electronic_conductance() const;  // of the layers in series, 0 if one insulates [S m-2]
};

/// What particles are, by the number of directions in which ions diffuse.
enum class Shape { plate = 1, rod = 2, sphere = 3 };

struct ParticleClass {
  double radius = 0.0;     // of a plate half its thickness [m]
  double share = 0.0;      // of the volume of its active material
  std::size_t active = 0;  // which of the active materials of its composite
  Shape shape = Shape::sphere;

  /// Surface per volume of particles [m-1].
  double surface() const { return static_cast<int>(shape) / radius; }
};

/// A material of a composite that may have several of its kind.
template <class Material>
struct Component {
  Material material;
  double share = 1.0;  // of the mass of all of its kind
};
using ActiveComponent = Component<ActiveMaterial>;
using ElectrolyteComponent = Component<Electrolyte>;

/// A layer that particles have been coated with. Its volume is taken to be small.
struct Coating {
  double thickness = 0.0;  // m
  Curve conductivity;      // of ions, of temperature [S m-1]

  double resistance(double T) const { return thickness / conductivity.at(T); }  // per surface of the particles [ohm m2]
};

/// A composite of electrolyte, additives and mostly an active material, or a blend of several. A liquid electrolyte
/// fills its pores, and is no part of the weight fractions. Without electrolyte it is a dense film of active material,
/// which ions enter at the face of the separator: a plate as thick as the electrode in a single cell of the mesh. (4d)
struct Composite {
  std::vector<ActiveComponent> actives = std::vector<ActiveComponent>(1);  // one of nothing where there is none
  std::vector<ElectrolyteComponent> electrolytes = std::vector<ElectrolyteComponent>(1);  // likewise
  std::vector<Additive> additives;
  double active_weight_fraction = 0.0;       // of all active materials
  double electrolyte_weight_fraction = 0.0;  // of all that are solid
  double active_loading = 0.0;               // kg m-2
  double electrolyte_loading = 0.0;          // kg m-2
  double porosity = 0.0;
  double thickness = 0.0;  // m
  bool dense = false;      // without electrolyte
  ConductionPath ion_path;
  Curve electron_conductivity;  // effective, of stoichiometry [S m-1]
  std::vector<ParticleClass> particles;
  double contact = 1.0;  // connected fraction of the active material, as assembled under the pressure of the cell
  std::optional<ContactPressure> contact_pressure;
  std::optional<ContactLoss> contact_loss;
  Coverage coverage;         // of the surface of connected particles
  DoubleLayer double_layer;  // per connected particle surface; without active material per cell area
  std::optional<Coating> coating;
  double film_resistance = 0.0;  // of the film as assembled, ohm m2 of particle surface
  DoubleLayer film_capacitance;  // in parallel to the film, per particle surface
  Film film;                     // that grows
  std::optional<CompositeInterphase> interphase;
  std::optional<Swelling> swelling;
  double collector_resistance = 0.0;  // ohm m2, composite | current collector

  bool has_active_material() const { return active_weight_fraction > 0; }
  bool is_blend() const { return actives.size() > 1; }
  /// The first electrolyte, or the only one.
  const Electrolyte& electrolyte() const { return electrolytes.front().material; }
  Electrolyte& electrolyte() { return electrolytes.front().material; }
  /// Of ions in all electrolytes, side by side as one phase, at a temperature or as stated [S m-1].              (4e)
  double conductivity(double T) const;
  double stated_conductivity() const;
  /// Of the electrolytes, in the volume with its pores.
  double electrolyte_fraction() const;
  /// Of the electrolytes per cell area, by their loading [m].
  double electrolyte_volume() const;
  /// The first active material, or the only one.
  const ActiveMaterial& active() const { return actives.front().material; }
  ActiveMaterial& active() { return actives.front().material; }
  /// Of all active materials together [C kg-1].
  double theoretical_capacity() const;
  /// Of a material in the charge that all of them exchange.
  double charge_share(const ActiveComponent& component) const {
    return component.share * component.material.theoretical_capacity() / theoretical_capacity();
  }
  /// Mass per cell area to which capacities refer: of active material or, without one, of electrolyte [kg m-2].
  double reference_loading() const { return has_active_material() ? active_loading : electrolyte_loading; }
  /// Volume of solids per mass of composite [m3 kg-1].
  double specific_volume() const;
  /// Of an active material, or of all, in the volume with its pores.
  double active_fraction(const ActiveComponent& component) const;
  double active_fraction() const;
  /// Of a class of particles, connected or not, per volume of composite [m-1].
  double surface(const ParticleClass& particles) const {
    return active_fraction(actives[particles.active]) * particles.share * particles.surface();
  }
  /// Share of the surface of all particles that reacts as assembled.
  double reacting() const { return contact * coverage.as_assembled; }
  /// Mass per cell area of solids and of the liquid in the pores [kg m-2].
  double loading() const;

 private:
  double conductivity_by(const std::function<double(const Curve&)>& of) const;
};

/// A current collector, which counts by mass and thickness alone.
struct Collector {
  double thickness = 0.0;  // m
  double density = 0.0;    // kg m-3
};

using Electrode = std::variant<FlatElectrode, Composite>;

/// Of the composites of a cell, in the order of CellParameters::composite_sides().
using Stoichiometries = std::array<double, 2>;

/// electrode | separator | electrode.
struct CellParameters {
  std::string title;
  double area = 0.0;            // m2
  double pressure = 0.0;        // Pa
  double temperature = 298.15;  // of the cell, or of what is around it if it makes heat [K]
  std::optional<HeatBalance> heat;
  double nominal_capacity = 0.0;                    // C per kg of the reference mass: 1C empties it in an hour
  bool masses_known = true;                         // if not, densities are placeholders
  double nominal_areal_capacity = 0.0;              // C m-2, of a cell without composite; 0: none is stated
  double lower_voltage = 0.0, upper_voltage = 0.0;  // V
  Electrode negative = FlatElectrode{}, positive = Composite{};
  Separator separator;
  std::vector<Collector> collectors;  // of both electrodes, or none
  // Of two composites as assembled: how they are balanced.
  std::optional<Stoichiometries> assembled;

  const Electrode& electrode(Side side) const { return side == Side::negative ? negative : positive; }
  Electrode& electrode(Side side) { return side == Side::negative ? negative : positive; }
  bool is_flat(Side side) const { return std::holds_alternative<FlatElectrode>(electrode(side)); }
  /// Of a side that is flat.
  const FlatElectrode& flat(Side side) const { return std::get<FlatElectrode>(electrode(side)); }
  FlatElectrode& flat(Side side) { return std::get<FlatElectrode>(electrode(side)); }
  std::vector<Side> flat_sides() const;
  /// The flat electrode of a number, in the order of flat_sides(); nullptr where there is none.
  const FlatElectrode* flat_of(std::size_t number) const;
  bool has_metal() const;  // at either end
  /// Whether electrons may pass from one electrode to the other within the cell.
  bool has_bypass() const;

  /// Where composites stand. The first one, of two that at the positive end, is that to whose mass and stoichiometry
  /// those of the cell refer.
  std::vector<Side> composite_sides() const;
  bool has_composite() const { return !is_flat(Side::negative) || !is_flat(Side::positive); }
  bool has_two_composites() const { return !is_flat(Side::negative) && !is_flat(Side::positive); }
  /// Of a composite, 1 at the positive end and -1 at the negative one: within it currents count out of the separator.
  static constexpr double orientation(Side side) { return side == Side::negative ? -1.0 : 1.0; }
  /// That of the first composite, or 1 without any. What lies beyond the collector of a single composite, or between
  /// those of two, counts currents and potentials in this direction.
  double orientation() const { return has_composite() ? orientation(first_side()) : 1.0; }
  /// The composite of a side that has one.
  const Composite& composite(Side side) const { return std::get<Composite>(electrode(side)); }
  Composite& composite(Side side) { return std::get<Composite>(electrode(side)); }
  /// The composite of a number, in the order of composite_sides(); nullptr where there is none.
  const Composite* composite_of(std::size_t number) const {
    if (number > 0) return has_two_composites() ? &composite(Side::negative) : nullptr;
    return has_composite() ? &composite(first_side()) : nullptr;
  }
  /// The first composite; one of nothing in a cell without.
  const Composite& composite() const;
  Composite& composite() { return composite(first_side()); }
  bool has_active_material() const { return composite().has_active_material(); }
  /// Whether something can be told per mass.
  bool has_masses() const { return has_composite() && masses_known; }
  bool has_nominal_capacity() const { return has_composite() || nominal_areal_capacity > 0; }
  double reference_mass() const { return composite().reference_loading() * area; }  // kg

 private:
  Side first_side() const { return is_flat(Side::positive) ? Side::negative : Side::positive; }
};

}  // namespace closo
