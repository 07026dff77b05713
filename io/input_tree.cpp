// Looking up and replacing nodes of the input tree.
#include "io/input_tree.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/yaml_input.hpp"

namespace closo {

namespace {

using Kind = InputNode::Kind;

/// The number that a key is.
std::optional<std::size_t> index_of(std::string_view key) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  return error == std::errc{} && end == key.data() + key.size() ? std::optional(index) : std::nullopt;
}

InputNode* entry(InputNode& sequence, std::string_view key) {
  const auto index = index_of(key);
  return index && *index < sequence.children.size() ? &sequence.children[*index].second : nullptr;
}

InputNode* child(InputNode& parent, std::string_view key) {
  if (parent.kind == Kind::mapping) return parent.find(key);
  return parent.kind == Kind::sequence ? entry(parent, key) : nullptr;
}

/// What may stand after the path to `parent`.
std::string expected_below(const InputNode& parent, const std::string& path, std::string_view key) {
  const std::string name = path.empty() ? "the input" : fmt::format("'{}'", excerpt(path));
  if (parent.kind == Kind::sequence && parent.children.empty())
    return "no key here, because " + name + " has no entries";
  if (parent.kind == Kind::sequence)
    return fmt::format("0 to {}, the index of an entry of {}", parent.children.size() - 1, name);
  if (parent.kind != Kind::mapping) return "no key here, because " + name + " is not a mapping";
  return fmt::format("one of the keys of {}: {}{}", name, quoted_list(parent.keys()), suggestion(key, parent.keys()));
}

void set_origin(InputNode& node, const std::string& origin) {
  node.file = origin;
  node.line = 0;
  for (auto& [key, below] : node.children) set_origin(below, origin);
}

void put(InputNode& mapping, const std::string& key, InputNode node) {
  if (InputNode* present = mapping.find(key)) {
    *present = std::move(node);
  } else {
    mapping.children.emplace_back(key, std::move(node));
  }
}

void put_quantity(InputNode& mapping, InputNode value, const std::string& origin, const std::string& status) {
  put(mapping, "value", std::move(value));
  put(mapping, "status", InputNode(status, origin, 0));
  put(mapping, "source", InputNode(origin, origin, 0));
}

/// What is made for a key that is missing; in a sequence it is the entry after the last.
InputNode& make_child(InputNode& parent, const std::string& key, const std::string& path, const std::string& origin) {
  const auto index = index_of(key);
  if (parent.kind == Kind::scalar) {
    InputNode quantity = InputNode::mapping(origin);
    put(quantity, "value", std::move(parent));
    parent = std::move(quantity);
  }
  if (index && parent.kind == Kind::mapping && parent.children.empty()) parent.kind = Kind::sequence;
  if (parent.kind == Kind::sequence && index != parent.children.size())
    throw InputError(origin, path, key, fmt::format("a number up to {}, the next of the list", parent.children.size()));
  parent.children.emplace_back(parent.kind == Kind::sequence ? "" : key, InputNode::mapping(origin));
  return parent.children.back().second;
}

}  // namespace

bool is_quantity(const InputNode& node) {
  return node.kind == Kind::mapping && node.find("value") != nullptr;
}

InputNode::InputNode() = default;
InputNode::InputNode(std::string scalar_text, std::string from_file, int at_line)
    : kind(Kind::scalar), scalar(std::move(scalar_text)), file(std::move(from_file)), line(at_line) {}
InputNode InputNode::mapping(std::string from_file, int at_line) {
  InputNode node;
  node.kind = Kind::mapping;
  node.file = std::move(from_file), node.line = at_line;
  return node;
}
InputNode::InputNode(const InputNode&) = default;
InputNode::InputNode(InputNode&&) noexcept = default;
InputNode& InputNode::operator=(const InputNode&) = default;
InputNode& InputNode::operator=(InputNode&&) noexcept = default;
InputNode::~InputNode() = default;

const InputNode* InputNode::find(std::string_view key) const {
  if (kind != Kind::mapping) return nullptr;
  for (const auto& [name, node] : children) {
    if (name == key) return &node;
  }
  return nullptr;
}

InputNode* InputNode::find(std::string_view key) {
  return const_cast<InputNode*>(std::as_const(*this).find(key));
}

std::vector<std::string> InputNode::keys() const {
  std::vector<std::string> names;
  if (kind != Kind::mapping) return names;
  for (const auto& [name, node] : children) names.push_back(name);
  return names;
}

std::string InputNode::where() const {
  return place(file, line);
}

std::string InputNode::describe() const {
  switch (kind) {
    case Kind::null:
      return "";
    case Kind::scalar:
      return excerpt(scalar);
    case Kind::sequence:
      return fmt::format("a sequence of {} entries", children.size());
    case Kind::mapping:
      break;
  }
  std::string text = "a mapping with the keys";
  for (const auto& [name, node] : children) text += (&node == &children.front().second ? " " : ", ") + name;
  return children.empty() ? "an empty mapping" : excerpt(text);
}

void set_value(InputNode& root, const std::string& dotted_key, const std::string& value, const std::string& origin,
               const std::string& status) {
  set_value(root, dotted_key, parse_yaml(value, origin), origin, status);
}

void set_value(InputNode& root, const std::string& dotted_key, InputNode replacement, const std::string& origin,
               const std::string& status) {
  set_origin(replacement, origin);

  InputNode* parent = &root;
  std::string path;
  std::string_view rest = dotted_key;
  for (;;) {
    const auto dot = rest.find('.');
    const std::string key(rest.substr(0, dot));
    const bool last = dot == std::string_view::npos;
    InputNode* node = child(*parent, key);
    const bool new_key = node == nullptr && last && parent->kind == Kind::mapping && !key.empty();
    if (node == nullptr && !new_key) {
      throw InputError(place(origin, 0), excerpt(dotted_key), excerpt(key), expected_below(*parent, path, key));
    }
    if (last) {
      const bool scalar = replacement.kind == Kind::scalar;
      if (scalar && node != nullptr && is_quantity(*node))
        return put_quantity(*node, std::move(replacement), origin, status);
      if (scalar && key == "value" && is_quantity(*parent))
        return put_quantity(*parent, std::move(replacement), origin, status);
      if (scalar && node != nullptr && node->kind == Kind::scalar && parent->kind == Kind::mapping && status != "set") {
        InputNode quantity = InputNode::mapping(origin);
        put_quantity(quantity, std::move(replacement), origin, status);
        *node = std::move(quantity);
        return;
      }
      if (new_key) return put(*parent, key, std::move(replacement));
      *node = std::move(replacement);
      return;
    }
    path += (path.empty() ? "" : ".") + key;
    parent = node;
    rest.remove_prefix(dot + 1);
  }
}

InputNode& make_node(InputNode& root, const std::string& dotted_key, const std::string& origin) {
  InputNode* node = &root;
  for (const std::string_view key : split(dotted_key, '.')) {
    InputNode* found = child(*node, key);
    node = found != nullptr ? found : &make_child(*node, std::string(key), dotted_key, origin);
  }
  return *node;
}

const InputNode* node_at(const InputNode& root, std::string_view dotted_key) {
  auto* node = const_cast<InputNode*>(&root);
  for (std::string_view rest = dotted_key; node != nullptr;) {
    const auto dot = rest.find('.');
    node = child(*node, rest.substr(0, dot));
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return node;
}

const std::string* quantity_text(const InputNode& node) {
  const InputNode* value = is_quantity(node) ? node.find("value") : &node;
  return value->kind == Kind::scalar ? &value->scalar : nullptr;
}

}  // namespace closo
