// What every result file says of where it comes from.
#pragma once

#include <string>

#include "io/result_file.hpp"

namespace closo {

/// @param title  of the run or fit     @param input  its YAML, with which it can be repeated
void write_provenance(ResultFile& file, const std::string& title, const std::string& input);

}  // namespace closo
