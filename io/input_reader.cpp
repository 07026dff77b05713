// Typed access to the input tree, which notices every key that nobody asked for.
#include "io/input_reader.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/stated.hpp"
#include "base/text.hpp"
#include "base/units.hpp"

namespace closo {

namespace {

using Kind = InputNode::Kind;

std::string joined(const std::string& path, const std::string& key) {
  if (path.empty() || key.empty()) return path + key;
  return path + "." + key;
}

}  // namespace

InputReader::InputReader(const InputNode& node, std::string key_path, ParameterList* log)
    : InputReader(node, std::move(key_path), log, std::make_shared<Record>()) {}

InputReader::InputReader(const InputNode& node, std::string key_path, ParameterList* log,
                         std::shared_ptr<Record> record)
    : node_(&node), key_(std::move(key_path)), log_(log), record_(std::move(record)) {
  record_->try_emplace(node_);
}

InputReader InputReader::child(const std::string& key, const InputNode& node) const {
  return {node, joined(key_, key), log_, record_};
}

template <class Expected>
InputReader InputReader::required(const std::string& key, const Expected& expected) const {
  if (node_->kind != Kind::mapping) fail("", "a mapping with the key '" + key + "'");
  std::set<std::string>& asked = (*record_)[node_].keys;
  asked.insert(key);
  if (const InputNode* node = node_->find(key)) return child(key, *node);
  std::vector<std::string> unasked = node_->keys();
  std::erase_if(unasked, [&](const std::string& present) { return asked.contains(present); });
  const std::string misspelled = nearest_word(key, unasked);
  const std::string hint = misspelled.empty() ? "" : "is '" + misspelled + "' a misspelling of this key?";
  const std::string value = expected();
  fail(key, value + (value.empty() || hint.empty() ? "" : "; ") + hint);
}

bool InputReader::has(const std::string& key) const {
  (*record_)[node_].keys.insert(key);
  return node_->find(key) != nullptr;
}

InputReader InputReader::at(const std::string& key) const {
  return required(key, [] { return std::string(); });
}

std::vector<InputReader> InputReader::sequence(const std::string& key) const {
  const auto expected = [] { return std::string("a sequence with at least one entry"); };
  const InputReader list = required(key, expected);
  if (list.node_->kind != Kind::sequence || list.node_->children.empty()) list.fail("", expected());
  std::vector<InputReader> readers;
  for (const auto& [none, node] : list.node_->children) {
    readers.push_back(list.child(std::to_string(readers.size()), node));
  }
  return readers;
}

std::vector<std::pair<std::string, InputReader>> InputReader::entries() const {
  if (node_->kind != Kind::mapping) fail("", "a mapping");
  std::vector<std::pair<std::string, InputReader>> readers;
  for (const auto& [key, node] : node_->children) {
    (*record_)[node_].keys.insert(key);
    readers.emplace_back(key, child(key, node));
  }
  return readers;
}

double InputReader::quantity(const std::string& key, const std::string& unit, const Range& range) const {
  return required(key, [&] { return range.describe(unit); }).quantity_here(unit, range);
}

double InputReader::quantity_here(const std::string& unit, const Range& range) const {
  const auto expected = [&] { return range.describe(unit); };
  const bool annotated = node_->kind == Kind::mapping;
  const InputReader value = annotated ? required("value", expected) : *this;
  const std::string& written = value.scalar(expected);
  const std::string known = status(), source = annotated && has("source") ? text("source") : "";
  double number = 0;
  try {
    number = parse_quantity(written, unit);
  } catch (const UnitError& error) {
    value.fail("", error.expected);
  }
  if (!range.contains(number)) value.fail("", expected());

  Asked& asked = (*record_)[node_];
  if (log_ != nullptr && !asked.logged) log_->push_back({key_, written, unit, number, known, source, value.where()});
  asked.logged = true;
  return number;
}

std::string InputReader::status() const {
  return node_->kind == Kind::mapping && has("status") ? choice("status", status_names()) : "not stated";
}

template <class Expected>
const std::string& InputReader::scalar(const Expected& expected) const {
  if (node_->kind != Kind::scalar || trimmed(node_->scalar).empty()) fail("", expected());
  return node_->scalar;
}

int InputReader::integer(const std::string& key, int low, int high) const {
  const auto expected = [&] { return fmt::format("a whole number, {} <= value <= {}", low, high); };
  const InputReader reader = required(key, expected);
  const std::string& digits = reader.scalar(expected);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  if (!whole || value < low || value > high) reader.fail("", expected());
  return value;
}

std::string InputReader::text(const std::string& key) const {
  const auto expected = [] { return std::string("text"); };
  return required(key, expected).scalar(expected);
}

std::string InputReader::choice(const std::string& key, const std::vector<std::string>& choices) const {
  const auto expected = [&] { return "one of " + quoted_list(choices); };
  const InputReader reader = required(key, expected);
  const std::string& found = reader.scalar(expected);
  if (std::ranges::find(choices, found) == choices.end()) reader.fail("", expected() + suggestion(found, choices));
  return found;
}

bool InputReader::flag(const std::string& key) const {
  return choice(key, {"true", "false"}) == "true";
}

void InputReader::fail(const std::string& key, const std::string& expected) const {
  const InputNode* found = key.empty() ? node_ : node_->find(key);
  if (const InputNode* value = found != nullptr ? found->find("value") : nullptr) found = value;
  const std::string name = excerpt(joined(key_, key));
  if (found == nullptr) throw InputError::missing(where(), name, expected);
  throw InputError(found->where(), name, found->describe(), expected);
}

void InputReader::reject(const std::string& key, const std::string& fault) const {
  const InputNode* below = key.empty() ? nullptr : node_->find(key);
  throw InputError::invalid((below != nullptr ? *below : *node_).where(), excerpt(joined(key_, key)), fault);
}

void InputReader::forbid(const std::string& key, const std::string& why) const {
  const InputNode* found = node_->find(key);
  throw InputError::forbidden(found != nullptr ? found->where() : where(), excerpt(joined(key_, key)), why);
}

void InputReader::finish() const {
  check_keys(*node_, key_);
}

void InputReader::check_keys(const InputNode& node, const std::string& path) const {
  const auto asked = record_->find(&node);
  if (asked == record_->end()) return;  // never opened: its owner had no use for it and said so by has()
  const std::set<std::string>& keys = asked->second.keys;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const auto& [key, below] = node.children[i];
    const bool mapping = node.kind == Kind::mapping;
    const bool unknown = mapping && !keys.contains(key);
    if (!unknown && !record_->contains(&below)) continue;
    const std::string name = joined(path, mapping ? key : std::to_string(i));
    if (unknown) {
      const std::vector<std::string> known(keys.begin(), keys.end());
      if (known.empty())
        throw InputError::forbidden(below.where(), excerpt(name), "no keys are expected at this place");
      throw InputError(below.where(), excerpt(name), excerpt(key),
                       "one of " + quoted_list(known) + " (unknown key" + suggestion(key, known) + ")");
    }
    check_keys(below, name);
  }
}

}  // namespace closo
