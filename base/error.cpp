// The line of an error, and its parts.
#include "base/error.hpp"

#include <charconv>

namespace closo {

InputError::InputError(const std::string& where, const Fault& fault, const std::string& text)
    : std::runtime_error(where + ": " + (fault.key.empty() ? "" : fault.key + ": ") + text),
      file_(where),
      key_(fault.key),
      value_(fault.value),
      expected_(fault.expected) {
  const std::size_t colon = where.rfind(':');
  if (colon == std::string::npos) return;
  const char* end = where.data() + where.size();
  const auto [stop, error] = std::from_chars(where.data() + colon + 1, end, line_);
  if (error == std::errc{} && stop == end)
    file_ = where.substr(0, colon);
  else
    line_ = 0;
}

InputError::InputError(const std::string& where, const std::string& key, const std::string& value,
                       const std::string& expected)
    : InputError(where, Fault{key, value, expected},
                 (value.empty() ? "empty" : "found '" + value + "'") + ", expected " + expected) {}

InputError InputError::missing(const std::string& where, const std::string& key, const std::string& expected) {
  return {where, Fault{key, "", expected}, expected.empty() ? "missing" : "missing, expected " + expected};
}

InputError InputError::invalid(const std::string& where, const std::string& key, const std::string& fault) {
  return {where, Fault{key, "", fault}, fault};
}

InputError InputError::forbidden(const std::string& where, const std::string& key, const std::string& why) {
  return {where, Fault{key, "", why}, "not allowed here: " + why};
}

}  // namespace closo
