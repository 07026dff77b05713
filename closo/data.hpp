// What the public classes hold.
#pragma once

#include "closo/parameters.hpp"
#include "closo/steps.hpp"
#include "closo/simulate.hpp"
#include "cycler/close_run.hpp"
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

/// An input with a value replaced or added. @throws InputError
ResolvedInput with_value(ResolvedInput input, const std::string& key, const std::string& value);
/// The text of a value: "600 um". @param unit  "1" for none
std::string quantity_text(double value, const std::string& unit);

/// The solution of a run, as the options want it.
Solution solved(const RunInput& run, const SimulateOptions& options);

}  // namespace closo
