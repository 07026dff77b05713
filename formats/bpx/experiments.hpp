// Measured tests in a BPX file.
#pragma once

#include <string>
#include <vector>

#include "formats/bpx/json_file.hpp"
#include "models/parameters.hpp"

namespace closo::bpx {

/// Its current positive on charge [s, V, A].
struct Experiment {
  std::string title;  // as in the file
  std::string name;   // of letters, digits and _, so that a file may have it
  std::vector<double> time, voltage, current;
};

/// Those of `Validation`, of a file of this cell.
/// @param notes  receive what is unlikely
std::vector<Experiment> read_experiments(const JsonValue& root, const CellParameters& cell,
                                         std::vector<std::string>& notes);

}  // namespace closo::bpx
