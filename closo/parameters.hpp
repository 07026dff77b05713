// A cell as it is stated.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "closo/export.hpp"

namespace closo {

/// A value of an input, by its key: {"separator.thickness", "600 um"}. Keys and units: docs/reference/cell.md.
using KeyValue = std::pair<std::string, std::string>;

/// A value as it was read.
struct Parameter {
  std::string key;             // "cell.separator.layers.0.thickness"
  std::string text;            // "600 um"
  double value = 0.0;          // in `unit`
  std::string unit;            // SI, "1" for none
  std::string status, source;  // how it is known: "measured"; why it is right
  std::string where;           // "cells/x.yaml:14"
};

/// Values with their units, status and sources, as files have them. They are checked when the object is made and
/// whenever they are used.
class CLOSO_EXPORT Parameters {
 public:
  /// From the file of a cell or of a run, or the name of a cell that closo brings along ("asakura2020_swagelok").
  /// @throws InputError
  static Parameters from_file(const std::filesystem::path& file);
  /// From YAML. @param name  stands for a file in messages     @throws InputError
  static Parameters from_text(const std::string& yaml, const std::string& name = "text");
  /// From values alone; materials are those that closo brings along, or are values themselves, below "materials.NAME".
  /// @throws InputError
  static Parameters from_values(const std::vector<KeyValue>& values);

  /// Replaces a value, or adds one that is optional. @throws InputError for a key that there is not
  Parameters& set(const std::string& key, const std::string& value);
  /// @param unit  of the value, as "um"; "1" for none
  Parameters& set(const std::string& key, double value, const std::string& unit);

  /// @param unit  in which the value is wanted     @throws InputError for a key without a value, or another unit
  double get(const std::string& key, const std::string& unit) const;
  std::string title() const;
  /// All values, in the order of reading.
  std::vector<Parameter> list() const;
  /// As YAML, with materials and tables: from_text() reads it back.
  std::string text() const;

  struct Data;
  const Data& data() const { return *data_; }

 private:
  explicit Parameters(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;  // which copies share until one of them is set
};

}  // namespace closo
