// Groups of rows that cells and materials have in common.
#pragma once

#include "models/parameters/catalogue.hpp"

namespace closo {

constexpr Range exponent_range{0.3, 1.0, false, false};  // of constant-phase elements
constexpr Row reference_temperature{"reference_temperature", "K", Range::positive(),
                                    "temperature at which the value holds"};

/// The dependence of a coefficient on temperature.
void activation(RowVisitor& visitor, ArrheniusSpec& spec);
/// A coefficient with this dependence.
void arrhenius(RowVisitor& visitor, ArrheniusSpec& spec, const Row& row);
/// A capacitor, or a constant-phase element.
void double_layer(RowVisitor& visitor, DoubleLayerSpec& spec, const Row& row);
/// @param of  which surface the current is of
void kinetics(RowVisitor& visitor, KineticsSpec& spec, const char* of);

}  // namespace closo
