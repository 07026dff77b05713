// Cells from files, texts and values.
#include "closo/parameters.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/units.hpp"
#include "closo/data.hpp"
#include "formats/yaml/run_input.hpp"
#include "io/result_reader.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

constexpr const char* program = "value of the program";  // the origin of what it sets

/// The cell and the materials of an input.
InputNode cell_of(const InputNode& tree) {
  InputNode root = InputNode::mapping(tree.file, tree.line);
  for (const char* key : {"cell", "materials"})
    if (const InputNode* found = tree.find(key)) root.children.emplace_back(key, *found);
  return root;
}

ResolvedInput checked(ResolvedInput input) {
  if (input.kind == InputKind::material)
    throw InputError(input.tree.where(), "", input.tree.describe(), "a cell, or a run with one");
  input.tree = cell_of(input.tree), input.kind = InputKind::cell;
  read_cell_parameters(input, nullptr);
  return input;
}

}  // namespace

ResolvedInput with_value(ResolvedInput input, const std::string& key, const std::string& value) {
  set_value(input.tree, run_key(key), value, fmt::format("{} ({}={})", program, key, value));
  return input;
}

std::string quantity_text(double value, const std::string& unit) {
  return unit == "1" || unit.empty() ? fmt::format("{}", value) : fmt::format("{} {}", value, unit);
}

Parameters Parameters::from_file(const std::filesystem::path& file) {
  const QuietHdf5 quiet;
  if (std::filesystem::exists(file))
    return Parameters(std::make_shared<const Data>(Data{checked(resolve_file(file, {}))}));
  InputNode root = InputNode::mapping("");
  root.children = {{"cell", InputNode(file.string(), "", 0)}};
  return Parameters(std::make_shared<const Data>(Data{checked(resolve_tree(std::move(root), {}))}));
}

Parameters Parameters::from_text(const std::string& yaml, const std::string& name) {
  const QuietHdf5 quiet;
  return Parameters(std::make_shared<const Data>(Data{checked(resolve_text(yaml, name, {}))}));
}

Parameters Parameters::from_values(const std::vector<KeyValue>& values) {
  InputNode root = InputNode::mapping(program);
  make_node(root, "cell.closo", program) = InputNode("1", program, 0);
  for (const auto& [key, text] : values)
    make_node(root, run_key(key), program) = parse_yaml(text, fmt::format("{} ({})", program, key));
  return Parameters(std::make_shared<const Data>(Data{checked(resolve_tree(std::move(root), {}))}));
}

Parameters& Parameters::set(const std::string& key, const std::string& value) {
  data_ = std::make_shared<const Data>(Data{with_value(data_->input, key, value)});
  return *this;
}

Parameters& Parameters::set(const std::string& key, double value, const std::string& unit) {
  return set(key, quantity_text(value, unit));
}

double Parameters::get(const std::string& key, const std::string& unit) const {
  const InputNode* node = node_at(data_->input.tree, run_key(key));
  const std::string* text = node == nullptr ? nullptr : quantity_text(*node);
  if (text == nullptr) throw InputError::missing(program, key, "a quantity of this cell");
  try {
    return parse_quantity(*text, unit);
  } catch (const UnitError& error) {
    throw InputError(node->where(), key, *text, fmt::format("a quantity in {} ({})", unit, error.what()));
  }
}

std::string Parameters::title() const {
  const InputNode* node = node_at(data_->input.tree, "cell.title");
  return node == nullptr ? "" : node->scalar;
}

std::vector<Parameter> Parameters::list() const {
  ParameterList log;
  read_cell_parameters(data_->input, &log);
  std::vector<Parameter> list;
  for (const ReadParameter& p : log) list.push_back({p.key, p.text, p.value, p.unit, p.status, p.source, p.where});
  return list;
}

std::string Parameters::text() const {
  return write_yaml(data_->input.tree);
}

}  // namespace closo
