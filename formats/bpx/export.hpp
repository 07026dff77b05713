// Cells of closo in the Battery Parameter eXchange format (BPX).
#pragma once

#include <string>
#include <vector>

#include "formats/yaml/resolved_input.hpp"

namespace closo::bpx {

struct Export {
  std::string json;
  std::vector<std::string> notes;  // what was left out or made anew
};

/// As a file of BPX 1.1: for a DFN a cell of two porous electrodes in a liquid electrolyte, any other one as `Partial`,
/// which has the cell of closo under `User-defined`.
/// @throws InputError for what is no cell
Export export_bpx(const ResolvedInput& cell);

}  // namespace closo::bpx
