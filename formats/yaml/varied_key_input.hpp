// Reads keys of a run that a study varies.
#pragma once

#include "cycler/varied_key.hpp"
#include "formats/yaml/resolved_input.hpp"
#include "io/input_reader.hpp"

namespace closo {

/// Reads {key, LOW, HIGH, scale, text}: two bounds in one unit, `scale` linear (without it) or log, and `text` with {}
/// for the value where the run has it within a text. @throws InputError, also for bounds of another kind than the run's
/// value
VariedKey read_varied_key(const InputReader& entry, const char* low, const char* high, const ResolvedInput& run);

/// The value that a run has at a key, in the unit of the bounds.
/// @param name  of the entry's key that is refused if the value is of another kind     @throws InputError
double value_in(const ResolvedInput& run, const VariedKey& varied, const InputReader& entry, const char* name);

}  // namespace closo
