// YAML text to the input tree and back.
#pragma once

#include <filesystem>
#include <string>

#include "io/input_tree.hpp"

namespace closo {

/// Reads a file with one YAML document. Every scalar is kept as its text; aliases are expanded. Throws InputError for
/// whatever cannot be read, and for what an input file has no use for: duplicate keys, tags, keys that are not text,
/// several documents, nesting deeper than 64, more than a million nodes.
InputNode read_yaml_file(const std::filesystem::path& path);

/// The same for a text; `name` stands for the file in messages and nodes.
InputNode parse_yaml(const std::string& text, const std::string& name);

/// The tree as YAML; parse_yaml() returns the same keys and scalars.
std::string write_yaml(const InputNode& node);

}  // namespace closo
