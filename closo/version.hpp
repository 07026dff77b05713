// Which closo this is.
#pragma once

#include "closo/export.hpp"

namespace closo {

/// As "0.1.0".
CLOSO_EXPORT const char* version();

/// The commit that the library was built from; "-dirty" after it if its sources were edited, "unknown" outside git.
CLOSO_EXPORT const char* git_commit();

}  // namespace closo
