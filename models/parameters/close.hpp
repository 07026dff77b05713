// From what was stated to complete parameters: what follows is derived, what contradicts itself is refused.
#pragma once

#include "models/parameters.hpp"
#include "models/parameters/cell_spec.hpp"

namespace closo {

/// Gives every entry that is missing and has a default that default.
void complete(CellSpec& spec);

/// Refuses a spec that lacks an entry, or has one outside its range. @throws InputError
void check(const CellSpec& spec);

/// The parameters of a complete spec, in SI. Of loading, porosity and thickness of a composite any two give the third;
/// formula and lattice give molar mass and density.
/// @throws InputError as check() does, and for a contradiction
CellParameters close(const CellSpec& spec);

/// Stands for densities that nobody states where composites are stated by volume: nothing is told per mass then.
inline constexpr double unknown_density = 1000;  // kg m-3
bool knows_density(const MaterialSpec& spec);

/// The parameters of a material. @param key  of the spec, for errors
ActiveMaterial close_active_material(const MaterialSpec& spec, const std::string& key);
Electrolyte close_electrolyte(const MaterialSpec& spec, const std::string& key);
Additive close_additive(const MaterialSpec& spec, double weight_fraction);
Metal close_metal(const MaterialSpec& spec, const std::string& key);
Curve close(const ArrheniusSpec& spec);
Curve close(const CurveSpec& spec, Curve::Variable variable);
/// The same curve, which has a table, with its value at x as that of the coefficient, and the table over it.
Curve over_value_at(Curve curve, double x);
/// ... at half stoichiometry, or the end of the table that is next to it; a number stays.
Curve over_value_at_half(Curve curve);
Kinetics close(const KineticsSpec& spec);
/// The exchange-current density of a charge-transfer resistance  R T / F i_0 (alpha_a + alpha_c)  per cell area.
/// @param area  of the interface per cell area     @param T  at which it holds if it states no activation energy [K]
Curve exchange_current_of(const ArrheniusSpec& resistance, const Kinetics& kinetics, double area, double T);
/// Gives the material of a composite the exchange-current density at stoichiometry 1/2 of what all its particles have;
/// a curve keeps its shape.
void state_charge_transfer(const ArrheniusSpec& resistance, double T, Composite& composite);

// Of cells and their composites

std::string key_of(const std::string& material);
DoubleLayer close(const DoubleLayerSpec& spec);
ConductionPath close(const IonPathSpec& spec, const std::string& key);
/// Refuses a missing density where masses are told: unless a composite is stated by volume.
void check_density(const CellSpec& cell, bool known, const Part& part, const std::string& key);
/// @param beside  electrolyte of the separator: that of the composite as well if it fills pores
Composite close_composite(const CellSpec& cell, const ElectrodeSpec& spec, const std::string& key,
                          const Electrolyte& beside);
/// What lies on the particles of a composite as assembled, and what grows there of the electrolyte.
void close_layers(const ElectrodeSpec& spec, const std::string& key, Composite& composite);
/// Refuses what grows per mass, in a cell whose masses are not known.
void refuse_layers_per_mass(const ElectrodeSpec& spec, const std::string& key);
/// Whether all masses of a cell are known; refuses what needs them where they are not.
void close_masses(const CellSpec& spec, CellParameters& cell);

/// A value as it was stated, or in `unit` where a program assigned it.
std::string text_of(const Quantity& entry, const char* unit);

/// Refuse an entry, or what a group says. @param key  of the group     @param name  of the entry in it
/// @throws InputError
[[noreturn]] void refuse(const std::string& key, const char* name, const Quantity& found, const char* unit,
                         const std::string& expected);
[[noreturn]] void refuse(const std::string& key, const char* name, const Word& found, const std::string& expected);
[[noreturn]] void refuse(const Part& group, const std::string& key, const std::string& fault);
[[noreturn]] void refuse_missing(const Part& group, const std::string& key, const std::string& expected);

/// Which temperatures are allowed, in words, if the data of a material of the cell do not reach to this one.
std::optional<std::string> allowed_temperatures(const CellParameters& cell, double temperature);

}  // namespace closo
