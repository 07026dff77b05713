// Reading result files: what the writer put in, and errors that name what is missing.
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "io/result_reader.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

class ResultReader : public ::testing::Test {
 protected:
  const test::TestFolder folder_;
  const fs::path path_ = folder_ / "run.h5";
};

TEST_F(ResultReader, NamesTheMembersOfAGroup) {
  ResultFile file(path_);
  for (const char* name : {"/impedance/7/real", "/impedance/12/real"}) file.write({name, "1", "", {1}}, {0.0});
  file.close();
  EXPECT_EQ(read_members(path_, "/impedance"), (std::vector<std::string>{"12", "7"}));
  EXPECT_TRUE(read_members(path_, "/steps").empty());
}

TEST_F(ResultReader, ReadsWhatWasWritten) {
  const std::vector<double> voltage = {2.5, -1e-300, std::numeric_limits<double>::infinity()};
  const std::vector<std::string> texts = {"Rest for 1 h", "", "100 µA"};
  ResultFile file(path_);
  file.attribute("title", "First");
  file.write({"/cell/area", "m2", "Cell area", {}}, {0.1});
  const std::size_t number = file.add_column({"/series/voltage", "V", "Voltage", {}});
  const std::size_t integer = file.add_integer_column({"/series/step", "1", "Step", {}});
  const std::size_t text = file.add_text_column({"/steps/text", "1", "Text", {}});
  file.add_text_column({"/steps/none", "1", "No rows", {}});
  for (std::size_t k = 0; k < voltage.size(); ++k) {
    file.append(number, voltage[k]);
    file.append_integer(integer, (std::int64_t{1} << 62) + static_cast<std::int64_t>(k));
    file.append_text(text, texts[k]);
  }
  file.close();

  EXPECT_EQ(read_attribute(path_, "title"), "First");
  EXPECT_EQ(read_number(path_, "/cell/area"), 0.1);
  EXPECT_EQ(read_numbers(path_, "/series/voltage"), voltage);
  const std::int64_t large = std::int64_t{1} << 62;
  EXPECT_EQ(read_integers(path_, "/series/step"), (std::vector<std::int64_t>{large, large + 1, large + 2}));
  EXPECT_EQ(read_texts(path_, "/steps/text"), texts);
  EXPECT_TRUE(read_texts(path_, "/steps/none").empty());
}

TEST_F(ResultReader, NamesFileAndDatasetThatIsMissingOrOfAnotherKind) {
  ResultFile file(path_);
  file.write({"/cell/area", "m2", "Cell area", {}}, {0.1});
  file.write_integers({"/mesh/n", "1", "Number", {2}}, {1, 2});
  file.write({"/profiles/y", "1", "y", {1, 2}}, {1, 2});
  file.write_texts({"/steps/text", "1", "Text", {1}}, {"Rest"});
  file.close();
  const auto expect = [&](const std::string& error, const std::string& dataset) {
    EXPECT_NE(error.find("run.h5: " + dataset), std::string::npos) << error;
  };
  expect(test::error_of([&] { read_numbers(path_, "/series/time"); }), "/series/time: no such dataset");
  expect(test::error_of([&] { read_numbers(path_, "/cell"); }), "/cell: no such dataset");
  expect(test::error_of([&] { read_number(path_, "/mesh/n"); }), "/mesh/n");
  expect(test::error_of([&] { read_numbers(path_, "/steps/text"); }), "/steps/text");
  expect(test::error_of([&] { read_texts(path_, "/mesh/n"); }), "/mesh/n");
  expect(test::error_of([&] { read_integers(path_, "/steps/text"); }), "/steps/text");
  expect(test::error_of([&] { read_attribute(path_, "title"); }), "title");
}

TEST_F(ResultReader, TellsResultFilesFromOthers) {
  EXPECT_FALSE(is_result_file(path_));
  EXPECT_THROW(read_attribute(path_, "input"), InputError);
  EXPECT_THROW(read_numbers(path_, "/series/time"), InputError);
  std::ofstream(path_) << "closo: 1\n";
  EXPECT_FALSE(is_result_file(path_));
  EXPECT_THROW(read_attribute(path_, "input"), InputError);
  ResultFile(path_).close();  // replaces the text
  EXPECT_TRUE(is_result_file(path_));
}

}  // namespace
}  // namespace closo
