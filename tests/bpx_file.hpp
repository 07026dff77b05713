// A test that imports BPX files which it changes.
#pragma once

#include <fstream>

#include <gtest/gtest.h>

#include "formats/bpx/import.hpp"
#include "tests/test_folder.hpp"

namespace closo::test {

class BpxFile : public testing::Test {
 protected:
  /// @param json  a text, or what is printed as one
  template <class Json>
  bpx::Import imported(const Json& json) const {
    std::ofstream(folder_ / "cell.json") << json;
    return bpx::import_bpx(folder_ / "cell.json");
  }

 private:
  TestFolder folder_;
};

}  // namespace closo::test
