// What files of fits, sweeps and design searches may say.
#pragma once

#include <nlohmann/json.hpp>

namespace closo {

// JSON Schemas; "#/$defs/fit" and the like are references between them.
nlohmann::ordered_json fit_schema();
nlohmann::ordered_json sweep_schema();
nlohmann::ordered_json design_schema();

}  // namespace closo
