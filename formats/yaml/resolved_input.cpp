// Looks for files, applies overrides and fills in defaults.
#include "formats/yaml/resolved_input.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/data_folder.hpp"
#include "base/error.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "formats/yaml/spec_reader.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

// Keys at the top of a run; every other key of an override belongs to the cell.
const std::vector<std::string> run_keys{"closo", "title", "cell",   "materials", "set",
                                        "start", "mesh",  "record", "tolerance", "protocol"};

// Those that a run may leave out, so that an override of a key below them may be the first to be stated there.
const std::vector<std::string> optional_mappings{"start", "mesh", "record"};

InputKind kind_of(const InputNode& root) {
  if (root.find("material") != nullptr) return InputKind::material;
  for (const char* key : {"protocol", "mesh", "start"})
    if (root.find(key) != nullptr) return InputKind::run;
  if (root.find("cell") != nullptr || root.find("positive") != nullptr || root.find("separator") != nullptr)
    return InputKind::cell;
  throw InputError(root.where(), "", root.describe(),
                   "a run (with 'cell' and 'protocol'), a cell (with 'positive') or a material (with 'material')");
}

bool by_option(const InputNode& node) {
  return node.file.starts_with("--set");
}

/// The file that a node names: relative to the one it stands in, or as an option to the working directory.
fs::path named_by(const InputNode& node) {
  return by_option(node) ? fs::path(node.scalar) : fs::path(node.file).parent_path() / node.scalar;
}

fs::path find_cell(const InputNode& cell) {
  const fs::path relative = named_by(cell), shipped = params_folder() / "cells" / cell.scalar;
  for (const fs::path& path : {relative, shipped, fs::path(shipped.string() + ".yaml")})
    if (fs::is_regular_file(path)) return path.lexically_normal();
  throw InputError(cell.where(), "cell", cell.scalar,
                   fmt::format("a cell file ({}) or a cell from the library of closo",
                               by_option(cell) ? "relative to the working directory" : "relative to this file"));
}

/// A cell or a run may have the name of a material.
bool names_a_material(const InputNode& file) {
  return file.find("material") != nullptr ||
         (file.find("cell") == nullptr && file.find("positive") == nullptr && file.find("separator") == nullptr);
}

InputNode find_material(const InputNode& cell, const std::string& name) {
  const fs::path beside = fs::path(cell.file).parent_path();
  for (const fs::path& folder : {beside, beside / "../materials", params_folder() / "materials"}) {
    const fs::path path = folder / (name + ".yaml");
    if (!fs::exists(path)) continue;
    InputNode file = read_yaml_file(path.lexically_normal());
    if (names_a_material(file)) return file;
  }
  throw InputError(
      cell.where(), "material", name,
      "a material with a file '" + name + ".yaml' next to the cell, in ../materials or in the library of closo");
}

InputNode& child(InputNode& parent, const std::string& key) {
  if (InputNode* found = parent.find(key)) return *found;
  parent.children.push_back({key, InputNode::mapping(parent.file, parent.line)});
  return parent.children.back().second;
}

/// Adds those that the cell names and that are not there. @return their names
std::vector<std::string> add_materials(InputNode& root) {
  std::vector<std::string> added;
  const InputNode* found = root.find("cell");
  if (found == nullptr || found->kind != InputNode::Kind::mapping) return added;
  const InputNode cell = *found;  // the root moves when a child is added
  for (const std::string& name : material_names(cell)) {
    InputNode& materials = child(root, "materials");
    if (materials.kind != InputNode::Kind::mapping)
      throw InputError(materials.where(), "materials", materials.describe(), "a mapping from names to materials");
    if (materials.find(name) != nullptr) continue;
    materials.children.push_back({name, find_material(cell, name)});
    added.push_back(name);
  }
  if (InputNode* materials = root.find("materials"))
    for (auto& [name, material] : materials->children) inline_tables(material);
  return added;
}

/// Takes those away that were added and that the cell names no longer.
void drop_materials(InputNode& root, const std::vector<std::string>& added) {
  InputNode *cell = root.find("cell"), *materials = root.find("materials");
  if (cell == nullptr || materials == nullptr) return;
  const std::vector<std::string> named = material_names(*cell);
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  std::erase_if(materials->children,
                [&](const auto& entry) { return among(added, entry.first) && !among(named, entry.first); });
}

/// A value that replaces another one, or adds one.
struct Override {
  std::string key;
  InputNode value;
  std::string origin;

  bool below(const std::string& part) const { return key == part || key.starts_with(part + "."); }
};

/// Those of the file, then those of the command line.
std::vector<Override> overrides_of(const InputNode& root, const std::vector<std::string>& options) {
  std::vector<Override> all;
  if (const InputNode* set = root.find("set")) {
    if (set->kind != InputNode::Kind::mapping)
      throw InputError(set->where(), "set", set->describe(), "a mapping from keys to values");
    for (const auto& [key, value] : set->children) all.push_back({run_key(key), value, value.where() + " (set)"});
  }
  for (const std::string& text : options) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) throw InputError("--set", "", text, "key=value");
    const std::string origin = "--set " + text;
    all.push_back({run_key(text.substr(0, equals)), parse_yaml(text.substr(equals + 1), origin), origin});
  }
  return all;
}

void apply(InputNode& root, const Override& change) {
  for (const std::string& part : optional_mappings)
    if (change.key.starts_with(part + ".")) child(root, part);
  set_value(root, change.key, change.value, change.origin);
}

/// A cell alone becomes the run it could be part of, so that materials and overrides are found in one way.
InputNode wrap_cell(const InputNode& cell) {
  InputNode root = InputNode::mapping(cell.file, cell.line);
  root.children = {{"cell", cell}};
  return root;
}

/// Puts the cell of the file that `cell` names in its place, and the materials that the file brings along beside it,
/// except those that are given already.
void take_cell(InputNode& root, InputNode& cell) {
  InputNode file = read_yaml_file(find_cell(cell));
  InputNode* inner = file.find("cell");
  if (inner == nullptr) {
    cell = std::move(file);
    return;
  }
  if (inner->kind != InputNode::Kind::mapping)
    throw InputError(inner->where(), "cell", inner->describe(),
                     "the cell itself: a file that another one refers to cannot refer to a third");
  cell = std::move(*inner);
  if (const InputNode* brought = file.find("materials")) {
    InputNode& materials = child(root, "materials");
    for (const auto& [name, material] : brought->children)
      if (materials.find(name) == nullptr) materials.children.push_back({name, material});
  }
}

/// The result that a run begins with, and what the run takes over from it: the cell, the mesh and the tolerance, unless
/// it states its own.
/// @param holder  of a resolved run, where that state is
std::shared_ptr<const StartInput> take_start(InputNode& root, const fs::path& holder) {
  const InputNode* start = root.find("start");
  const InputNode* result = start == nullptr ? nullptr : start->find("result");
  if (result == nullptr) return nullptr;
  if (result->kind != InputNode::Kind::scalar)
    throw InputError(result->where(), "start.result", result->describe(), "the name of a result file");
  if (!holder.empty()) return read_start_result(holder, "/start");
  const fs::path path = named_by(*result);
  if (!fs::exists(path))
    throw InputError(result->where(), "start.result", result->scalar,
                     by_option(*result) ? "a result file" : "a result file (relative to this file)");
  auto found = read_start_result(path.lexically_normal(), "/progress");
  std::vector<const char*> inherited{"mesh", "tolerance"};
  if (root.find("cell") == nullptr) inherited.insert(inherited.end(), {"cell", "materials"});
  for (const char* key : inherited)
    if (const InputNode* theirs = found->input.find(key); theirs != nullptr && root.find(key) == nullptr)
      root.children.push_back({key, *theirs});
  return found;
}

void add_files(const InputNode& node, std::set<std::string>& files) {
  if (node.line > 0) files.insert(node.file);  // others come from options or are defaults
  for (const auto& [key, child] : node.children) add_files(child, files);
}

/// Puts everything but the defaults into its place.
void put_together(ResolvedInput& input, const std::vector<std::string>& options, const fs::path& holder,
                  std::set<std::string>& files) {
  if (input.kind == InputKind::cell && input.tree.find("cell") == nullptr) input.tree = wrap_cell(input.tree);
  const std::vector<Override> overrides = overrides_of(input.tree, options);
  std::erase_if(input.tree.children, [](const auto& entry) { return entry.first == "set"; });
  // What says which files are to be read comes first.
  const auto early = [](const Override& o) { return o.key == "cell" || o.below("start"); };
  for (const Override& o : overrides)
    if (early(o)) apply(input.tree, o);
  if (input.kind == InputKind::run) input.start = take_start(input.tree, holder);
  if (InputNode* cell = input.tree.find("cell"); cell != nullptr && cell->kind == InputNode::Kind::scalar)
    take_cell(input.tree, *cell);
  const std::vector<std::string> added = add_materials(input.tree);
  add_files(input.tree, files);
  for (const Override& o : overrides)
    if (!early(o)) apply(input.tree, o);
  add_materials(input.tree);  // that an override names
  drop_materials(input.tree, added);
  if (InputNode* protocol = input.tree.find("protocol")) inline_profiles(*protocol);
}

ResolvedInput resolve(InputNode root, const std::vector<std::string>& overrides, const fs::path& holder = {}) {
  if (root.kind != InputNode::Kind::mapping)
    throw InputError(root.where(), "", root.describe(), "a mapping of keys to values");
  const std::string name = fs::path(root.file).stem().string();
  ResolvedInput input{kind_of(root), std::move(root), nullptr, {}, {}};
  std::set<std::string> files;
  if (input.kind == InputKind::material) {
    if (!overrides.empty())
      throw InputError::forbidden("--set", overrides.front(), "only values of a run or a cell can be replaced");
    inline_tables(input.tree);
  } else {
    put_together(input, overrides, holder, files);
  }
  add_files(input.tree, files);
  input.files.assign(files.begin(), files.end());
  if (input.start) input.files.push_back(input.start->file);
  input.defaults =
      input.kind == InputKind::material ? take_material_defaults(input.tree, name) : take_defaults(input.tree, name);
  return input;
}

}  // namespace

std::string run_key(const std::string& key) {
  const std::string first = key.substr(0, key.find('.'));
  const bool of_run = std::ranges::find(run_keys, first) != run_keys.end();
  return of_run ? key : "cell." + key;
}

std::string text_of(const ResolvedInput& input) {
  return write_yaml(input.tree);
}

const std::string* text_at(const ResolvedInput& run, const std::string& key) {
  const InputNode* node = node_at(run.tree, key);
  return node == nullptr ? nullptr : quantity_text(*node);
}

ResolvedInput resolve_file(const fs::path& file, const std::vector<std::string>& overrides) {
  return resolve(read_yaml_file(file), overrides);
}

ResolvedInput resolve_tree(InputNode root, const std::vector<std::string>& overrides) {
  return resolve(std::move(root), overrides);
}

ResolvedInput resolve_text(const std::string& text, const std::string& name, const std::vector<std::string>& overrides,
                           const fs::path& holder) {
  return resolve(parse_yaml(text, name), overrides, holder);
}

}  // namespace closo
