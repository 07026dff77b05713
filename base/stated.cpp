// Names of statuses.
#include "base/stated.hpp"

#include <algorithm>
#include <iterator>

namespace closo {
namespace {

// In the order of Status, after "not stated".
const std::vector<std::string> names = {"measured", "derived", "literature", "estimated", "fitted", "set", "default"};

}  // namespace

const std::vector<std::string>& status_names() {
  return names;
}

const std::string& name_of(Status status) {
  static const std::string none = "not stated";
  return status == Status::not_stated ? none : names[static_cast<std::size_t>(status) - 1];
}

std::optional<Status> status_of(const std::string& name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Status>(std::distance(names.begin(), found) + 1);
}

}  // namespace closo
