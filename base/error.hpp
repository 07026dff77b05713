// The two kinds of error: the input is wrong, or the run cannot continue.
#pragma once

#include <stdexcept>
#include <string>

namespace closo {

/// Bad input: one line that names the place ("cells/x.yaml:14"), the key, what stands there and what was expected; and
/// the same as fields.
class InputError : public std::runtime_error {
 public:
  InputError(const std::string& where, const std::string& key, const std::string& value, const std::string& expected);

  /// A key that is not given. @param expected  of its value; may be empty
  static InputError missing(const std::string& where, const std::string& key, const std::string& expected);
  /// A fault that is more than one wrong value. @param fault  a sentence, which expected() returns
  static InputError invalid(const std::string& where, const std::string& key, const std::string& fault);
  /// A key that must not be given. @param why  a sentence
  static InputError forbidden(const std::string& where, const std::string& key, const std::string& why);

  const std::string& file() const { return file_; }  // or another origin: "--set temperature=25 degC"
  int line() const { return line_; }                 // from 1; 0 if there is none
  const std::string& key() const { return key_; }    // "positive.porosity"; empty for a whole file
  const std::string& value() const { return value_; }
  const std::string& expected() const { return expected_; }  // or why there must be none

 private:
  struct Fault {
    std::string key, value, expected;
  };
  InputError(const std::string& where, const Fault& fault, const std::string& text);

  std::string file_, key_, value_, expected_;
  int line_ = 0;
};

/// A run or its output that cannot continue for a reason outside the input: a full disk, a solver out of options.
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace closo
