// Files that appear whole or not at all.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/replacing_file.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

class ReplacingFileTest : public ::testing::Test {
 protected:
  ReplacingFileTest() { std::ofstream(path_) << "old"; }
  std::string content() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(folder_.path()), {}); }
  const test::TestFolder folder_;
  const fs::path path_ = folder_ / "table.csv";
};

TEST_F(ReplacingFileTest, AppearsWithAllThatWasWritten) {
  {
    ReplacingFile file(path_);
    file.write("new, ");
    file.write(std::string(100000, 'x'));
    file.close();
    EXPECT_EQ(content(), "old");
    file.appear();
  }
  EXPECT_EQ(content(), "new, " + std::string(100000, 'x'));
  EXPECT_EQ(files(), 1);
}

TEST_F(ReplacingFileTest, LeavesTheOldFileAloneIfItDoesNotAppear) {
  {
    ReplacingFile file(path_);
    file.write("new");
  }
  EXPECT_EQ(content(), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(ReplacingFileTest, NamesFileAndReason) {
  try {
    ReplacingFile file(folder_ / "nowhere/table.csv");
    FAIL();
  } catch (const RunError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("nowhere/table.csv: cannot write: No such file"), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace closo
