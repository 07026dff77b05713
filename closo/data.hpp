// What the public classes hold.
#pragma once

#include "closo/parameters.hpp"
#include "closo/steps.hpp"
#include "closo/simulate.hpp"
#include "formats/yaml/resolved_input.hpp"

namespace closo {

struct Parameters::Data {
  ResolvedInput input;  // with "cell" and "materials"
};

struct Steps::Data {
  InputNode list;
};

struct Run::Data {
  ResolvedInput input;
};

/// Replaces a value of a resolved input, or adds one. @throws InputError
void set_stated(ResolvedInput& input, const std::string& key, const std::string& value);
/// The text of a value: "600 um". @param unit  "1" for none
std::string quantity_text(double value, const std::string& unit);

}  // namespace closo
