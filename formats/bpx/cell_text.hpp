// The files that an import writes, and the run that they make.
#pragma once

#include "formats/bpx/import.hpp"

namespace closo::bpx {

/// The cell with its materials, as YAML.
std::string cell_text(const Import& made, const std::filesystem::path& from);

/// A run of the cell from its state in the file on, whose protocol gives way to measured currents.
std::string run_text(const Import& made, const std::filesystem::path& cell);

/// The same with the cell in it, as it is put together from the files.
InputNode run_tree(const Import& made);

/// A measured test as a table of the Battery Data Format.
std::string table_text(const Experiment& experiment);

}  // namespace closo::bpx
