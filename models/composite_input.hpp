// The composite electrode as its user states it.
#pragma once

#include "models/parameters.hpp"
#include "solver/input_reader.hpp"

namespace closo {

/// @param pressure  of the cell, under which it is assembled [Pa]     @throws InputError
PositiveElectrode read_composite(const InputReader& positive, const InputReader& materials, double pressure);

/// The key `double_layer` of an electrode: a capacitance, with `exponent` and `frequency` a constant-phase element.
DoubleLayer read_double_layer(const InputReader& electrode);

}  // namespace closo
