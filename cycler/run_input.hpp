// Reads a run: a cell, its materials, the overrides, the mesh and the protocol, as one self-contained tree.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cycler/design_meter.hpp"
#include "cycler/run.hpp"
#include "cycler/start_result.hpp"
#include "solver/input_reader.hpp"

namespace closo {

/// What a file describes.
enum class InputKind { run, cell, material };

/// An input with all that it refers to put in its place: the cell, the materials by name, the rows of tables, and the
/// overrides. Written as YAML it stands for itself: running it again gives the same result.
struct ResolvedInput {
  InputKind kind = InputKind::run;
  InputNode tree;
  std::shared_ptr<const StartResult> start;  // the result that the run begins with, if it names one
  std::vector<std::filesystem::path> files;  // all that were read: of the run, its cell, materials, tables and start
};

/// Reads a run, a cell or a material file with everything it refers to. Materials are looked for beside the cell file
/// and in the folder ../materials.
/// @param overrides  texts "key=value", see run_key()
ResolvedInput resolve_file(const std::filesystem::path& file, const std::vector<std::string>& overrides);

/// The same for the text of a resolved input; `name` stands for the file in messages.
/// @param holder  the result file that the text comes from, which holds the state that its run began with as well
ResolvedInput resolve_text(const std::string& text, const std::string& name, const std::vector<std::string>& overrides,
                           const std::filesystem::path& holder = {});

/// The key in the tree of a run that an override means: those of the cell may leave out the leading "cell.".
std::string run_key(const std::string& key);

struct RunInput {
  std::string title;
  CellParameters cell;
  RunSettings settings;
  DesignMeter::State figures;  // where a run goes on with the counters of another one
};

/// The cell of a resolved run or cell.
/// @param log  receives every parameter with its status and source; may be null
CellParameters read_cell_parameters(const ResolvedInput& input, ParameterList* log);

/// The mesh of a resolved run.
Mesh read_mesh(const ResolvedInput& input, const CellParameters& cell);

/// @throws InputError
RunInput read_run(const ResolvedInput& input, ParameterList* log);

/// Reads a material, for its errors.
void check_material(const ResolvedInput& input, ParameterList* log);

}  // namespace closo
