// Reads a run that has been put together: its cell, start, mesh and protocol.
#pragma once

#include <optional>

#include "cycler/close_run.hpp"
#include "formats/yaml/resolved_input.hpp"
#include "io/input_reader.hpp"

namespace closo {

/// The cell of a resolved run or cell.
/// @param log  receives every parameter with its status and source; may be null
CellParameters read_cell_parameters(const ResolvedInput& input, ParameterList* log);

/// The mesh of a resolved run.
Mesh read_mesh(const ResolvedInput& input);

/// What a resolved run states. @throws InputError
RunSpec read_run_spec(const ResolvedInput& input, ParameterList* log);

/// @throws InputError
RunInput read_run(const ResolvedInput& input, ParameterList* log);

/// Reads a material, for its errors. @return it, if it is an active one
std::optional<ActiveMaterial> check_material(const ResolvedInput& input, ParameterList* log);

}  // namespace closo
