// Reads a run that has been put together: its cell, start, mesh and protocol.
#pragma once

#include <optional>
#include <string>

#include "cycler/figure_meter.hpp"
#include "cycler/resolved_input.hpp"
#include "cycler/run_spec.hpp"
#include "io/input_reader.hpp"

namespace closo {

struct RunInput {
  std::string title;
  CellParameters cell;
  RunSettings settings;
  FigureMeter::State figures;  // where a run continues the counters of another one
};

/// The cell of a resolved run or cell.
/// @param log  receives every parameter with its status and source; may be null
CellParameters read_cell_parameters(const ResolvedInput& input, ParameterList* log);

/// The mesh of a resolved run.
Mesh read_mesh(const ResolvedInput& input);

/// What a resolved run states. @throws InputError
RunSpec read_run_spec(const ResolvedInput& input, ParameterList* log);

/// The run that a spec stands for. @throws InputError for a contradiction
RunInput close(const RunSpec& spec);

/// @throws InputError
RunInput read_run(const ResolvedInput& input, ParameterList* log);

/// Reads a material, for its errors. @return it, if it is an active one
std::optional<ActiveMaterial> check_material(const ResolvedInput& input, ParameterList* log);

}  // namespace closo
