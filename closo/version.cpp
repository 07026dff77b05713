// The version that the build has written down.
#include "closo/version.hpp"

#include "base/version.hpp"

namespace closo {

const char* version() {
  return build::version;
}

const char* git_commit() {
  return build::git_commit;
}

}  // namespace closo
