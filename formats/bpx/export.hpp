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

/// A cell of two porous electrodes in a liquid electrolyte, as a file of BPX 1.1 for a DFN.
/// @throws InputError for a cell with something that BPX has no place for
Export export_bpx(const ResolvedInput& cell);

}  // namespace closo::bpx
