// Prints what inputs may say.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/schema.hpp"
#include "formats/schema/result_page.hpp"

namespace closo {

ExitStatus schema_command(const std::string& reference) {
  fmt::print("{}", reference.empty()       ? json_schema()
                   : reference == "result" ? result_page()
                                           : reference_page(reference));
  return ExitStatus::done;
}

}  // namespace closo
