// The two ways in which closo says no: the input is wrong, or the run cannot go on.
#pragma once

#include <stdexcept>
#include <string>

namespace closo {

/// Bad input: one line that names the place ("cells/x.yaml:14"), the key, what stands there and what was expected.
class InputError : public std::runtime_error {
 public:
  InputError(const std::string& where, const std::string& key, const std::string& value, const std::string& expected)
      : std::runtime_error(where + ": " + (key.empty() ? "" : key + ": ") + "found " +
                           (value.empty() ? "nothing" : "'" + value + "'") + ", expected " + expected) {}
};

/// A run or its output that cannot go on for a reason outside the input: a full disk, a solver out of options.
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace closo
