// frozen states | frozen runs TOLERANCE: prints the numbers that frozen.py compares with its tables.
#include <cstdlib>
#include <exception>
#include <string_view>

#include "tests/frozen/frozen.hpp"

int main(int count, char** arguments) {
  using namespace closo::frozen;
  try {
    if (count == 2 && std::string_view(arguments[1]) == "states") return print_states(), EXIT_SUCCESS;
    if (count == 3 && std::string_view(arguments[1]) == "runs")
      return print_runs(std::atof(arguments[2])), EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return EXIT_FAILURE;
  }
  fmt::print(stderr, "usage: frozen states | frozen runs TOLERANCE\n");
  return EXIT_FAILURE;
}
