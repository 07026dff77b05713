// Cells of closo under `User-defined` of a BPX file. Its schema has numbers, tables and objects there, and texts only
// where their key is `description`:
//
//   thickness: {value: 600 um, status: measured}   "thickness": {"value [um]": 600, "status": {"description":
//   "measured"}}
//   - radius: 2.5 um                               "0": {"radius [um]": 2.5}
#pragma once

#include "formats/bpx/json_file.hpp"
#include "io/input_tree.hpp"

namespace closo::bpx {

constexpr const char* own_section = "closo";

/// Cell and materials of an input.
Json user_defined_json(const InputNode& input);

/// The way back.
InputNode user_defined_tree(const JsonValue& section);

/// Refuses a value beside the cell of closo that is not the one which this cell has.
/// @param path  of the cell of closo, for messages
void check_same(const JsonValue& value, const Json& expected, const std::string& path);

}  // namespace closo::bpx
