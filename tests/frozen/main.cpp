// frozen states | frozen runs TOLERANCE: prints the numbers that frozen.py compares with its tables.
#include <cstdlib>
#include <exception>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "tests/frozen/frozen.hpp"

int main(int count, char** arguments) {
  using namespace closo::frozen;
  try {
    if (count == 2 && std::string_view(arguments[1]) == "states") return print_states(), EXIT_SUCCESS;
    if (count == 3 && std::string_view(arguments[1]) == "runs") {
      std::string_view rest = arguments[2];
      const std::optional<double> tolerance = closo::take_number(rest);
      if (tolerance && rest.empty()) return print_runs(*tolerance), EXIT_SUCCESS;
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return EXIT_FAILURE;
  }
  fmt::print(stderr, "usage: frozen states | frozen runs TOLERANCE\n");
  return EXIT_FAILURE;
}
