// The page of the reference that lists every column of a result.
#pragma once

#include <string>

namespace closo {

/// In Markdown.
std::string result_page();

}  // namespace closo
