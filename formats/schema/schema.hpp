// What inputs may say, for editors and for readers.
#pragma once

#include <string>

namespace closo {

/// A JSON Schema (draft 2020-12) of files of runs, cells, materials, fits, sweeps and design searches.
std::string json_schema();

/// The page of a reference in Markdown. @param subject  "cell", "run" or "result"
std::string reference_page(const std::string& subject);

}  // namespace closo
