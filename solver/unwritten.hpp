// What a work array holds before anything is written to it.
#pragma once

#include <limits>

namespace closo {

/// NaN in builds with assertions: a term that an option forgets to write then shows, and does not count as zero.
#ifdef NDEBUG
inline constexpr double unwritten = 0.0;
#else
inline constexpr double unwritten = std::numeric_limits<double>::quiet_NaN();
#endif

}  // namespace closo
