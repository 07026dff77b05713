// Prints what inputs may say.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "formats/schema/schema.hpp"

namespace closo {

ExitStatus schema_command(const std::string& reference) {
  fmt::print("{}", reference.empty() ? json_schema() : reference_page(reference));
  return ExitStatus::done;
}

}  // namespace closo
