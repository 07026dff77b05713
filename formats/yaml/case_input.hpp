// What the file of a sweep and that of a search for designs have in common: the run, dependent values and limits.
#pragma once

#include "formats/yaml/resolved_input.hpp"
#include "io/input_reader.hpp"
#include "sweep/sweep_problem.hpp"

namespace closo {

/// Reads closo, title, run, dependent and limits of a file into the problem. @return the run     @throws InputError
ResolvedInput read_base(const InputReader& root, sweep::SweepProblem& problem);

/// The file that a key, or with the key "" the entry itself, names relative to the file of the entry. @throws
/// InputError
std::filesystem::path file_beside(const InputReader& entry, const std::string& key);

/// The design quantity of a name. @throws InputError
const Figure& read_design_quantity(const InputReader& entry, const std::string& key);

}  // namespace closo
