// The two kinds of error: the input is wrong, or the run cannot continue.
#pragma once

#include <stdexcept>
#include <string>

namespace closo {

/// Bad input: one line that names the place ("cells/x.yaml:14"), the key, what stands there and what was expected.
class InputError : public std::runtime_error {
 public:
  InputError(const std::string& where, const std::string& key, const std::string& value, const std::string& expected)
      : InputError(where, key, (value.empty() ? "empty" : "found '" + value + "'") + ", expected " + expected) {}

  /// A key that is not given. @param expected  of its value; may be empty
  static InputError missing(const std::string& where, const std::string& key, const std::string& expected) {
    return {where, key, "missing" + (expected.empty() ? "" : ", expected " + expected)};
  }
  /// A fault that is more than one wrong value. @param fault  a sentence
  static InputError invalid(const std::string& where, const std::string& key, const std::string& fault) {
    return {where, key, fault};
  }
  /// A key that must not be given. @param why  a sentence
  static InputError forbidden(const std::string& where, const std::string& key, const std::string& why) {
    return {where, key, "not allowed here: " + why};
  }

 private:
  InputError(const std::string& where, const std::string& key, const std::string& fault)
      : std::runtime_error(where + ": " + (key.empty() ? "" : key + ": ") + fault) {}
};

/// A run or its output that cannot continue for a reason outside the input: a full disk, a solver out of options.
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace closo
