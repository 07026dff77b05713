// Compares the two inputs value by value.
#include "formats/yaml/start_input.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/units.hpp"
#include "cycler/varied_key.hpp"
#include "formats/results/progress_file.hpp"
#include "formats/yaml/run_input.hpp"
#include "io/result_reader.hpp"
#include "io/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

// Keys of a cell on which its state does not depend.
constexpr std::array free_of_cell{"limits", "temperature", "pressure", "as_assembled"};
// Anywhere: what is no value.
constexpr std::array notes{"title", "status", "source", "closo"};

// Two texts with other units mean the same value up to this, the round-off of the conversion.
constexpr double same = 1e-12;

template <std::size_t N>
bool among(const std::array<const char*, N>& names, const std::string& key) {
  return std::ranges::any_of(names, [&](const char* name) { return key == name; });
}

/// A quantity without what is said of it: {value: 15 %, status: measured} is 15 %.
const InputNode& bare(const InputNode& node) {
  const InputNode* value = node.find("value");
  if (value == nullptr) return node;
  const bool only = std::ranges::all_of(
      node.children, [](const auto& entry) { return entry.first == "value" || among(notes, entry.first); });
  return only ? *value : node;
}

bool same_value(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto unit = unit_of(a);
  if (!unit) return false;
  const std::string common = unit->empty() ? "1" : *unit;
  try {
    const double x = parse_quantity(a, common), y = parse_quantity(b, common);
    return std::abs(x - y) <= same * std::max(std::abs(x), std::abs(y));
  } catch (const UnitError&) {
    return false;
  }
}

class Comparison {
 public:
  Comparison(const StartInput& start, const std::string& where) : start_(start), where_(where) {}

  template <std::size_t N>
  void compare(const InputNode& now, const InputNode& then, const std::string& key,
               const std::array<const char*, N>& skipped) const {
    const InputNode &a = bare(now), &b = bare(then);
    if (a.kind != b.kind) fail(a, b, key);
    if (a.kind == InputNode::Kind::scalar && !same_value(a.scalar, b.scalar)) fail(a, b, key);
    if (a.kind == InputNode::Kind::sequence) {
      if (a.children.size() != b.children.size()) fail(a, b, key);
      for (std::size_t k = 0; k < a.children.size(); ++k)
        compare(a.children[k].second, b.children[k].second, fmt::format("{}.{}", key, k), notes);
    }
    if (a.kind != InputNode::Kind::mapping) return;
    for (const auto& [name, node] : a.children) {
      if (among(skipped, name) || among(notes, name)) continue;
      const InputNode* other = b.find(name);
      compare(node, other == nullptr ? InputNode() : *other, key + "." + name, notes);
    }
    for (const auto& [name, node] : b.children)
      if (a.find(name) == nullptr && !among(skipped, name) && !among(notes, name))
        fail(InputNode(), node, key + "." + name);
  }

 private:
  [[noreturn]] void fail(const InputNode& now, const InputNode& then, const std::string& key) const {
    const std::string stated = then.describe().empty() ? "no value" : then.describe();
    throw InputError(
        now.file.empty() ? where_ : now.where(), key, now.describe(),
        fmt::format("{}, as in {}: a run can only continue with the same cell", stated, start_.file.string()));
  }

  const StartInput& start_;
  const std::string& where_;
};

const InputNode& part(const InputNode& input, const char* key) {
  static const InputNode nothing;
  const InputNode* found = input.find(key);
  return found == nullptr ? nothing : *found;
}

}  // namespace

std::shared_ptr<const StartInput> read_start_result(const fs::path& file, const std::string& group) {
  check_result_file(file);
  auto start = std::make_shared<StartInput>();
  start->file = file;
  start->input = parse_yaml(read_attribute(file, "input"), file.string() + " (its input)");
  take_defaults(start->input, file.stem().string());  // an older closo stored none
  const ResolvedInput input{InputKind::run, start->input, nullptr, {}, {}};
  start->cell = read_cell_parameters(input, nullptr);
  start->mesh = read_mesh(input);
  start->end = read_progress(file, group, layout_of(start->cell, start->mesh));
  return start;
}

void check_same_cell(const InputNode& input, const StartInput& start, const std::string& where) {
  const Comparison comparison(start, where);
  comparison.compare(part(input, "cell"), part(start.input, "cell"), "cell", free_of_cell);
  comparison.compare(part(input, "materials"), part(start.input, "materials"), "materials", notes);
}

}  // namespace closo
