// The composite electrode as its user states it.
#pragma once

#include "models/parameters.hpp"
#include "solver/input_reader.hpp"

namespace closo {

/// @param pressure  of the cell, under which it is assembled [Pa]
/// @param liquid    that fills its pores, or none     @throws InputError
PositiveElectrode read_composite(const InputReader& positive, const InputReader& materials, double pressure,
                                 const Electrolyte* liquid);

/// The key `ion_path` of a composite or a membrane.
ConductionPath read_ion_path(const InputReader& region);

/// A key such as `double_layer` of an electrode: a capacitance, with `exponent` and `frequency` a constant-phase
/// element.
DoubleLayer read_double_layer(const InputReader& electrode, const std::string& key = "double_layer");

}  // namespace closo
