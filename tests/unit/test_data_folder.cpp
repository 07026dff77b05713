// What was installed is found from the command and from the library, wherever they have been moved.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/data_folder.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

fs::path made(const fs::path& file) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << "\n";
  return file;
}

TEST(DataFolder, IsFoundFromTheCommandAndFromTheLibrary) {
  const test::TestFolder prefix;
  const fs::path cell = made(prefix / "share/closo/params/cells/cell.yaml");
  const fs::path libraries = prefix / CLOSO_INSTALLED_LIBRARIES;
  const fs::path module = made(libraries / "closo/closo_mpi.so");
  for (const fs::path& binary : {prefix / "bin/closo", libraries / "libcloso.so"}) {
    EXPECT_EQ(installed_data(binary, "params"), prefix / "share/closo/params");
    EXPECT_EQ(installed_data(binary, "params/cells/cell.yaml"), cell);
    EXPECT_EQ(installed_module(binary, "closo_mpi.so"), module);
  }
}

TEST(DataFolder, IsEmptyWhereNothingIsInstalled) {
  const test::TestFolder prefix;
  EXPECT_TRUE(installed_data(prefix / "bin/closo", "params").empty());
  EXPECT_TRUE(installed_module(prefix / "bin/closo", "closo_mpi.so").empty());
}

TEST(DataFolder, OfABuildIsThatOfTheSourcesUnlessTheEnvironmentNamesAnother) {
  EXPECT_EQ(own_file(), fs::canonical("/proc/self/exe"));
  unsetenv("CLOSO_PARAMS");
  EXPECT_EQ(params_folder(), fs::path(CLOSO_SOURCE_DIR) / "params");
  setenv("CLOSO_PARAMS", "/somewhere/else", 1);
  EXPECT_EQ(params_folder(), "/somewhere/else");
  setenv("CLOSO_PARAMS", "", 1);
  EXPECT_EQ(params_folder(), fs::path(CLOSO_SOURCE_DIR) / "params");
  unsetenv("CLOSO_PARAMS");
}

}  // namespace
}  // namespace closo
