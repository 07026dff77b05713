// libFuzzer target: protocol steps.
#include <cstdint>

#include "tests/fuzz/parse_anything.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  closo::test::step_holds({reinterpret_cast<const char*>(data), size});
  return 0;
}
