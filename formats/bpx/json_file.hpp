// A JSON file whose values know their place, and which of them were looked at.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/range.hpp"

namespace closo::bpx {

using Json = nlohmann::ordered_json;

/// A value of the file. Whatever it does not like it refuses with an InputError that names the file, the path of keys
/// and what stands there.
class JsonValue {
 public:
  /// @throws InputError also for a key that is there twice
  static JsonValue read(const std::filesystem::path& path);

  const Json& json() const { return *value_; }
  const std::string& path() const { return path_; }  // "Parameterisation / Separator / Porosity"
  std::string where() const;                         // with the file before it

  /// The value at a key of an object.
  JsonValue at(const std::string& key) const;
  std::optional<JsonValue> find(const std::string& key) const;
  std::vector<std::string> keys() const;
  /// Refuses keys that are not among these.
  void allow(const std::vector<std::string>& keys) const;

  /// @param unit  for messages
  double number(const Range& range, const std::string& unit) const;
  std::string text() const;
  /// A list of numbers.
  std::vector<double> numbers(const Range& range, const std::string& unit) const;

  [[noreturn]] void fail(const std::string& expected) const;
  /// Paths of what was never looked at; of an object of which nothing was, its own.
  std::vector<std::string> unused() const;

 private:
  struct File;
  JsonValue(std::shared_ptr<File> file, const Json& value, std::string path);

  std::string below(const std::string& key) const;
  std::string describe() const;
  void add_unused(std::vector<std::string>& paths) const;

  std::shared_ptr<File> file_;
  const Json* value_;
  std::string path_;
};

}  // namespace closo::bpx
