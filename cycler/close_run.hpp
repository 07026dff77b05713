// From what a run states to the run: its cell, mesh, start and what it keeps.
#pragma once

#include <string>

#include "cycler/figure_meter.hpp"
#include "cycler/run_spec.hpp"

namespace closo {

struct RunInput {
  std::string title;
  CellParameters cell;
  RunSettings settings;
  FigureMeter::State figures;  // where a run continues the counters of another one
};

/// The run that a spec stands for. @throws InputError for a contradiction
RunInput close(const RunSpec& spec);
/// The same with its cell, which is closed already.
RunInput close(const RunSpec& spec, CellParameters cell);

Mesh close(const MeshSpec& spec);
/// Without the cycles that it keeps.
Sampling close(const RecordSpec& spec);

/// Initial state of a cell with a composite, which must be stated. Without active material the cell has the voltage at
/// which it was left.
/// @param key  of the start, for errors
void close_start(const AssembledSpec& start, const std::string& key, const CellParameters& cell, RunSettings& settings);

}  // namespace closo
