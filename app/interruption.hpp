// The wish of a user to end the program.
#pragma once

#include <atomic>

namespace closo {

/// Becomes true with the first Ctrl-C (or SIGTERM) from the first call on; the second one ends the program at once.
const std::atomic<bool>& interruption();

}  // namespace closo
