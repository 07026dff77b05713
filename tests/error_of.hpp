// What goes wrong, as a text to look into.
#pragma once

#include <string>

#include "base/error.hpp"

namespace closo::test {

/// The message of the error that an action ends with, or "no error".
template <class Error = InputError, class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace closo::test
