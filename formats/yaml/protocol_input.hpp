// Protocols in YAML: steps in their language, and mappings where structure is needed.
#pragma once

#include <functional>
#include <string>

#include "cycler/protocol.hpp"
#include "io/input_reader.hpp"
#include "models/parameters.hpp"

namespace closo {

/// Puts the CSV files of profiles in place.
/// @param entries  the sequence under `protocol` or `steps`
void inline_profiles(InputNode& entries);

/// Reads the sequence under `key`. An entry is a step in the language of protocol_text.hpp, or one of the mappings
///   {step: TEXT, until: LIMITS}    {profile: FILE.csv, until: LIMITS}
///   {repeat: N, until: LOOP LIMITS, steps: [...]}
///   {for_each: {NAME: VALUES}, steps: [...]}   the steps once for each value, which replaces {NAME} in their texts;
///                                              VALUES is a list or "4.05 V to 4.40 V by 0.05 V"
/// each with `temperature` and `pressure` if they are not the cell's.
/// @throws InputError
Protocol read_protocol(const InputReader& parent, const std::string& key, const CellParameters& cell);

/// The protocol as YAML, which reads as the same protocol, temperatures to ten digits; values of for_each are put in
/// place.
/// @param comment  what to say behind a step or a loop; nothing if empty
std::string write_protocol(const Protocol& protocol, const std::function<std::string(const ProtocolNode&)>& comment);

}  // namespace closo
