// Puts a run together from its files, as one self-contained tree.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "formats/yaml/defaults.hpp"
#include "formats/yaml/start_input.hpp"
#include "io/input_tree.hpp"

namespace closo {

/// What a file describes.
enum class InputKind { run, cell, material };

/// An input with all that it refers to put in its place: the cell, the materials by name, the rows of tables, the
/// overrides and the defaults. Written as YAML it stands for itself: running it again gives the same result.
struct ResolvedInput {
  InputKind kind = InputKind::run;
  InputNode tree;
  std::shared_ptr<const StartInput> start;   // the result that the run begins with, if it names one
  std::vector<std::filesystem::path> files;  // all that were read: of the run, its cell, materials, tables and start
  std::vector<DefaultValue> defaults;        // that were taken
};

/// Reads a run, a cell or a material file with everything it refers to. Cells are looked for relative to the file that
/// names them, materials beside the cell file and in the folder ../materials, and both in the library that comes with
/// closo, params/ (another one with the environment variable CLOSO_PARAMS).
/// @param overrides  texts "key=value", see run_key()
ResolvedInput resolve_file(const std::filesystem::path& file, const std::vector<std::string>& overrides);

/// The same for a tree that a program has made.
ResolvedInput resolve_tree(InputNode root, const std::vector<std::string>& overrides);

/// The same for the text of a resolved input; `name` stands for the file in messages.
/// @param holder  the result file that the text comes from, which holds the state that its run began with as well
ResolvedInput resolve_text(const std::string& text, const std::string& name, const std::vector<std::string>& overrides,
                           const std::filesystem::path& holder = {});

/// As YAML, which stands for itself.
std::string text_of(const ResolvedInput& input);

/// The text of a quantity or a word at a key of the run; nullptr if it is no single value.
const std::string* text_at(const ResolvedInput& run, const std::string& key);

/// The key in the tree of a run that an override means: those of the cell may leave out the leading "cell.".
std::string run_key(const std::string& key);

}  // namespace closo
