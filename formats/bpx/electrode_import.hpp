// An electrode of BPX as a composite and its active materials.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/bpx/consistency.hpp"
#include "formats/bpx/json_file.hpp"
#include "io/input_tree.hpp"
#include "models/side.hpp"

namespace closo::bpx {

struct ElectrodeImport {
  InputNode composite;
  std::vector<std::pair<std::string, InputNode>> materials;  // with their names
  std::vector<MaterialWindow> windows;                       // of each
  Window window;                                             // of all, a mean by charge
};

/// What an electrode takes from the rest of the file.
struct ElectrodeContext {
  Side side;
  std::string material;                       // its name, with which those of a blend begin
  std::optional<JsonValue> temperature;       // to which coefficients refer
  std::optional<JsonValue> user_defined;      // which may have the branches of its hysteresis
  std::optional<JsonValue> hysteresis_state;  // in the beginning, one or by particle
};

ElectrodeImport import_electrode(const JsonValue& electrode, const ElectrodeContext& context,
                                 std::vector<std::string>& notes);

/// How the pores of an electrode or a separator conduct.
InputNode ion_path(const JsonValue& section);

/// Puts the dependence on temperature beside a coefficient, if the electrode or electrolyte states it.
void put_activation(InputNode& coefficient, const JsonValue& section, const std::string& key,
                    const std::optional<JsonValue>& temperature);

}  // namespace closo::bpx
