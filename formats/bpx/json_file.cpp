// Reads JSON and keeps book of its values.
#include "formats/bpx/json_file.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace closo::bpx {

struct JsonValue::File {
  std::string name;
  Json root;
  std::set<const Json*> used;
};

namespace {

constexpr int deepest_value = 32;

/// What the parser comes by: the keys of the objects that are open.
class Keys {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& value) {
    using Event = Json::parse_event_t;
    if (depth > deepest_value) too_deep_ = true;
    if (event == Event::object_start) open_.emplace_back();
    if (event == Event::object_end) open_.pop_back();
    if (event != Event::key) return true;
    open_.back().last = value.get<std::string>();
    if (!open_.back().seen.insert(open_.back().last).second && twice_.empty()) twice_ = path();
    return true;
  }
  /// Path of the first key that is there twice; or "".
  const std::string& twice() const { return twice_; }
  bool too_deep() const { return too_deep_; }

 private:
  struct Object {
    std::set<std::string> seen;
    std::string last;
  };
  std::string path() const {
    std::string text;
    for (const Object& object : open_) text += (text.empty() ? "" : " / ") + object.last;
    return text;
  }

  std::vector<Object> open_;
  std::string twice_;
  bool too_deep_ = false;
};

/// Without the name of the library's exception.
std::string reason(const std::string& what) {
  const std::size_t end = what.find("] ");
  return end == std::string::npos ? what : what.substr(end + 2);
}

}  // namespace

JsonValue::JsonValue(std::shared_ptr<File> file, const Json& value, std::string path)
    : file_(std::move(file)), value_(&value), path_(std::move(path)) {
  file_->used.insert(value_);
}

JsonValue JsonValue::read(const std::filesystem::path& path) {
  auto file = std::make_shared<File>();
  file->name = path.string();
  const std::string text = read_text_file(path);
  Keys keys;
  try {
    file->root = Json::parse(text, std::ref(keys));
  } catch (const Json::parse_error& error) {
    const auto line =
        1 +
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size())), '\n');
    throw InputError::invalid(place(file->name, static_cast<int>(line)), "",
                              "no JSON: " + excerpt(reason(error.what())));
  } catch (const Json::exception& error) {
    throw InputError::invalid(file->name, "", "no JSON: " + excerpt(reason(error.what())));
  }
  if (!keys.twice().empty()) throw InputError::invalid(file->name, excerpt(keys.twice()), "this key is there twice");
  if (keys.too_deep())
    throw InputError::invalid(file->name, "",
                              fmt::format("expected values nested no deeper than {} times", deepest_value));
  const Json& root = file->root;
  return {std::move(file), root, ""};
}

std::string JsonValue::where() const {
  return path_.empty() ? file_->name : fmt::format("{} ({})", file_->name, path_);
}

std::string JsonValue::below(const std::string& key) const {
  return path_.empty() ? key : path_ + " / " + key;
}

std::string JsonValue::describe() const {
  if (value_->is_object()) return fmt::format("an object of {} keys", value_->size());
  if (value_->is_array()) return fmt::format("a list of {}", value_->size());
  return excerpt(value_->is_string() ? value_->get<std::string>() : value_->dump());
}

void JsonValue::fail(const std::string& expected) const {
  throw InputError(file_->name, path_, describe(), expected);
}

std::optional<JsonValue> JsonValue::find(const std::string& key) const {
  if (!value_->is_object()) fail("an object of keys and values");
  const auto found = value_->find(key);
  if (found == value_->end() || found->is_null()) return std::nullopt;
  return JsonValue(file_, *found, below(key));
}

JsonValue JsonValue::at(const std::string& key) const {
  if (auto found = find(key)) return *found;
  throw InputError::missing(file_->name, below(key), "");
}

std::vector<std::string> JsonValue::keys() const {
  std::vector<std::string> keys;
  if (!value_->is_object()) fail("an object of keys and values");
  for (const auto& [key, value] : value_->items()) keys.push_back(key);
  return keys;
}

void JsonValue::allow(const std::vector<std::string>& allowed) const {
  for (const std::string& key : keys())
    if (std::ranges::find(allowed, key) == allowed.end())
      throw InputError::invalid(file_->name, excerpt(below(key)), "BPX has no such key" + suggestion(key, allowed));
}

double JsonValue::number(const Range& range, const std::string& unit) const {
  if (!value_->is_number() || !range.contains(value_->get<double>())) fail(range.describe(unit));
  return value_->get<double>();
}

std::string JsonValue::text() const {
  if (!value_->is_string()) fail("a text");
  return value_->get<std::string>();
}

std::vector<double> JsonValue::numbers(const Range& range, const std::string& unit) const {
  if (!value_->is_array() || value_->empty()) fail("a list of numbers");
  std::vector<double> numbers;
  for (std::size_t k = 0; k < value_->size(); ++k)
    numbers.push_back(JsonValue(file_, (*value_)[k], fmt::format("{}[{}]", path_, k)).number(range, unit));
  return numbers;
}

void JsonValue::add_unused(std::vector<std::string>& paths) const {
  if (!value_->is_object()) return;
  for (const auto& [key, value] : value_->items()) {
    if (!file_->used.contains(&value)) {
      paths.push_back(below(key));
    } else {
      JsonValue(file_, value, below(key)).add_unused(paths);
    }
  }
}

std::vector<std::string> JsonValue::unused() const {
  std::vector<std::string> paths;
  add_unused(paths);
  return paths;
}

}  // namespace closo::bpx
