// Typed access to the input tree, which notices every key that nobody asked for.
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/range.hpp"
#include "io/input_tree.hpp"

namespace closo {

/// A quantity as it was read: its text, and its value in `unit`. The status says how it is known: "measured",
/// "derived", "literature", "estimated", "fitted", "set" (by the user of the run), "default" or "not stated".
struct ReadParameter {
  std::string key, text, unit;
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string status, source, where;
};
using ParameterList = std::vector<ReadParameter>;

/// A node of the input and what has been asked of it. Readers made from one another share the record of the keys asked
/// for; the tree and the log must outlive them. All functions throw InputError with place, key, text and expectation.
class InputReader {
 public:
  /// `log` receives the quantities as they are read; it may be nullptr.
  InputReader(const InputNode& node, std::string key_path, ParameterList* log);

  const InputNode& node() const { return *node_; }
  std::string where() const { return node_->where(); }
  const std::string& key() const { return key_; }

  /// Whether the key is given; it counts as asked for.
  bool has(const std::string& key) const;

  /// The child under a required key.
  InputReader at(const std::string& key) const;

  /// The entries of a required sequence, at least one.
  std::vector<InputReader> sequence(const std::string& key) const;

  /// The children of this mapping, whose keys are free.
  std::vector<std::pair<std::string, InputReader>> entries() const;

  /// The quantity under a required key, in `unit`: "600 um", or a mapping with value, status and source. Other keys of
  /// that mapping are read through at(key).
  double quantity(const std::string& key, const std::string& unit, const Range& range) const;

  /// The quantity that this node itself is.
  double quantity_here(const std::string& unit, const Range& range) const;

  double number(const std::string& key, const Range& range) const { return quantity(key, "1", range); }
  int integer(const std::string& key, int low, int high) const;
  std::string text(const std::string& key) const;
  std::string choice(const std::string& key, const std::vector<std::string>& choices) const;
  bool flag(const std::string& key) const;

  /// Refuses what stands under `key`, or its absence; with the key "" what stands here.
  [[noreturn]] void fail(const std::string& key, const std::string& expected) const;

  /// Refuses what stands under `key` for another reason than its value. @param fault  a sentence
  [[noreturn]] void reject(const std::string& key, const std::string& fault) const;

  /// Refuses that `key` is given at all.
  [[noreturn]] void forbid(const std::string& key, const std::string& why) const;

  /// Throws for the first key that nobody asked for, here or in a node below that was reached through this reader. To
  /// be called after all reading below.
  void finish() const;

 private:
  struct Asked {
    std::set<std::string> keys;
    bool logged = false;
  };
  using Record = std::map<const InputNode*, Asked>;

  InputReader(const InputNode& node, std::string key_path, ParameterList* log, std::shared_ptr<Record> record);
  InputReader child(const std::string& key, const InputNode& node) const;
  /// @param expected  called for the text of the error, which takes longer to put together than most values to read
  template <class Expected>
  InputReader required(const std::string& key, const Expected& expected) const;
  template <class Expected>
  const std::string& scalar(const Expected& expected) const;
  std::string status() const;
  void check_keys(const InputNode& node, const std::string& path) const;

  const InputNode* node_;
  std::string key_;
  ParameterList* log_;
  std::shared_ptr<Record> record_;
};

}  // namespace closo
