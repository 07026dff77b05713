// Groups of rows that cells and materials have in common.
#pragma once

#include "models/parameters/catalogue.hpp"

namespace closo {

constexpr Range exponent_range{0.3, 1.0, false, false};  // of constant-phase elements
constexpr Row reference_temperature{"reference_temperature", "K", Range::positive(),
                                    "temperature at which the value holds"};

// What curves are against.
constexpr Argument stoichiometry{"stoichiometry", "1", Range::between(0, 1), "y", "1"};
constexpr Argument concentration{"concentration", "mol/m3", Range::non_negative(), "c", "mol/l"};
constexpr Argument temperature{"temperature", "K", Range::positive(), "T", "K"};

/// The dependence of a coefficient on temperature.
void activation(RowVisitor& visitor, ArrheniusSpec& spec);
/// A coefficient with this dependence.
void arrhenius(RowVisitor& visitor, ArrheniusSpec& spec, const Row& row);
/// What may stand beside the table or the expression of a curve: its dependence on temperature, a factor with that
/// dependence, or the temperature to which other values of the material belong.
enum class Beside { nothing, activation, scale, reference };
/// A coefficient that is a number, or a curve against something.
void curve(RowVisitor& visitor, CurveSpec& spec, const Row& row, const Argument& against, Beside beside);
/// A capacitor, or a constant-phase element.
void double_layer(RowVisitor& visitor, DoubleLayerSpec& spec, const Row& row);
/// @param of        which surface the current is of
/// @param particles  whether the exchange-current density may be a curve against stoichiometry
void kinetics(RowVisitor& visitor, KineticsSpec& spec, const char* of, bool particles);

}  // namespace closo
