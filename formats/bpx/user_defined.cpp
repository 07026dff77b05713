// Trees of YAML as JSON, and back.
#include "formats/bpx/user_defined.hpp"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/bpx/entries.hpp"

namespace closo::bpx {
namespace {

using Kind = InputNode::Kind;

constexpr const char* text_key = "description";

/// Whether a text may begin with a number and is no quantity.
bool is_free(const std::string& key) {
  return key == "title" || key == "source" || key == "name" || key == "formula" || key == "csv";
}

void add(Json& object, const std::string& key, const InputNode& node);

Json json_of(const InputNode& node) {
  Json object = Json::object();
  if (node.children.empty()) object[text_key] = nullptr;  // of something empty
  for (std::size_t k = 0; k < node.children.size(); ++k) {
    const auto& [key, child] = node.children[k];
    add(object, node.kind == Kind::sequence ? fmt::format("{}", k) : key, child);
  }
  return object;
}

void add(Json& object, const std::string& key, const InputNode& node) {
  if (node.kind != Kind::scalar) {
    object[key] = json_of(node);
    return;
  }
  std::string_view rest = node.scalar;
  const std::optional<double> number = take_number(rest);
  const std::string unit(trimmed(rest));
  if (!number || is_free(key))
    object[key] = {{text_key, node.scalar}};
  else
    object[unit.empty() ? key : fmt::format("{} [{}]", key, unit)] = *number;
}

/// "thickness" and "um" of "thickness [um]".
std::pair<std::string, std::string> split_key(const std::string& key) {
  const std::size_t begin = key.rfind(" [");
  if (begin == std::string::npos || !key.ends_with(']')) return {key, ""};
  return {key.substr(0, begin), key.substr(begin + 2, key.size() - begin - 3)};
}

InputNode tree_of(const JsonValue& object) {
  InputNode node = mapping_of(object);
  const std::vector<std::string> keys = object.keys();
  if (keys.size() == 1 && keys.front() == text_key) {
    const auto text = object.find(text_key);
    if (!text) return node;
    if (text->json().is_string()) return word(text->text(), object);
  }
  bool sequence = true;
  for (const std::string& key : keys) {
    const JsonValue value = object.at(key);
    const auto [name, unit] = value.json().is_number() ? split_key(key) : std::pair(key, std::string());
    sequence = sequence && name == fmt::format("{}", node.children.size());
    if (!value.json().is_number()) {
      put(node, name, tree_of(value));
      continue;
    }
    const double number = value.json().get<double>();
    put(node, name, word(unit.empty() ? fmt::format("{}", number) : fmt::format("{} {}", number, unit), value));
  }
  if (!sequence) return node;
  node.kind = Kind::sequence;
  for (auto& [key, child] : node.children) key.clear();
  return node;
}

}  // namespace

Json user_defined_json(const InputNode& input) {
  Json section;
  for (const char* key : {"cell", "materials"})
    if (const InputNode* part = input.find(key)) add(section, key, *part);
  return section;
}

InputNode user_defined_tree(const JsonValue& section) {
  section.allow({"cell", "materials"});
  return tree_of(section);
}

void check_same(const JsonValue& value, const Json& expected, const std::string& path) {
  constexpr double same = 1e-9;
  if (value.json().is_object() && expected.is_object()) {
    for (const std::string& key : value.keys())
      if (const auto stated = value.find(key)) check_same(*stated, expected.value(key, Json()), path);
    return;
  }
  const bool numbers = value.json().is_number() && expected.is_number();
  if (numbers ? std::abs(value.json().get<double>() - expected.get<double>()) > same * std::abs(expected.get<double>())
              : value.json() != expected)
    value.fail(fmt::format("{}, as the cell of '{}' has it; change both",
                           expected.is_null() ? "nothing" : excerpt(expected.dump()), path));
}

}  // namespace closo::bpx
