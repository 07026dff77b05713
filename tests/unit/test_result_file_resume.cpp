// Continuing result files, and reading them whole.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <hdf5.h>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "io/result_reader.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

class ResultFileResume : public testing::Test {
 protected:
  /// A result of every kind of content.
  void write_first() const {
    ResultFile file(path_);
    EXPECT_FALSE(file.resumed());
    file.attribute("title", "first");
    file.attribute("/", "seed", std::int64_t{1});
    file.write({"/mesh/x", "m", "x", {2, 2}}, {1, 2, 3, 4});
    file.write_texts({"/names", "1", "Names", {2}}, {"a", "b"});
    const std::size_t time = file.add_column({"/series/time", "s", "Time", {}});
    const std::size_t step = file.add_integer_column({"/series/step", "1", "Step", {}});
    const std::size_t text = file.add_text_column({"/steps/text", "1", "Text", {}});
    const std::size_t profile = file.add_column({"/profiles/y", "1", "y", {2}});
    for (const double row : {0.0, 1.0, 2.0}) {
      file.append(time, row);
      file.append_integer(step, static_cast<std::int64_t>(row));
      file.append(profile, std::vector<double>{row, row + 0.5}.data());
    }
    file.append_text(text, "before");
    file.close();
  }

  /// The error of doing something to the result resumed.
  template <class Action>
  std::string error_of_resumed(Action action) const {
    ResultFile file(path_, Opening::resume);
    return test::error_of<RunError>([&] { action(file); });
  }

  test::TestFolder folder_;
  fs::path path_ = folder_ / "out.h5";
};

TEST_F(ResultFileResume, GoesOnAfterTheLastRow) {
  write_first();
  ResultFile file(path_, Opening::resume);
  EXPECT_TRUE(file.resumed());
  const std::size_t time = file.add_column({"/series/time", "s", "Time", {}});
  const std::size_t step = file.add_integer_column({"/series/step", "1", "Step", {}});
  const std::size_t text = file.add_text_column({"/steps/text", "1", "Text", {}});
  const std::size_t profile = file.add_column({"/profiles/y", "1", "y", {2}});
  const std::size_t added = file.add_column({"/series/added", "s", "A column of later", {}});
  file.append(time, 3);
  file.append_integer(step, 3);
  file.append(profile, std::vector<double>{3, 3.5}.data());
  file.append_text(text, "after");
  file.append(added, 7);
  file.close();

  EXPECT_EQ(read_numbers(path_, "/series/time"), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(read_integers(path_, "/series/step"), (std::vector<std::int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(read_texts(path_, "/steps/text"), (std::vector<std::string>{"before", "after"}));
  EXPECT_EQ(read_numbers(path_, "/profiles/y"), (std::vector<double>{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5}));
  EXPECT_EQ(read_numbers(path_, "/series/added"), std::vector<double>{7});
  EXPECT_EQ(read_numbers(path_, "/mesh/x"), (std::vector<double>{1, 2, 3, 4}));
}

TEST_F(ResultFileResume, ReplacesAttributesAndFixedDatasets) {
  write_first();
  ResultFile file(path_, Opening::resume);
  file.attribute("title", "the second one");
  file.attribute("/", "seed", "now a text");
  file.attribute("added", "new");
  file.write({"/mesh/x", "m", "x", {2, 2}}, {5, 6, 7, 8});
  file.write_texts({"/names", "1", "Names", {2}}, {"c", std::string(5000, 'd')});
  file.publish();
  file.write({"/mesh/x", "m", "x", {2, 2}}, {5, 6, 7, 9});
  file.close();

  EXPECT_EQ(read_attribute(path_, "title"), "the second one");
  EXPECT_EQ(read_attribute(path_, "seed"), "now a text");
  EXPECT_EQ(read_attribute(path_, "added"), "new");
  EXPECT_EQ(read_numbers(path_, "/mesh/x"), (std::vector<double>{5, 6, 7, 9}));
  EXPECT_EQ(read_texts(path_, "/names"), (std::vector<std::string>{"c", std::string(5000, 'd')}));
}

TEST_F(ResultFileResume, DoesNotGrowByReplacingDatasets) {
  write_first();
  const auto size_after = [&](int times) {
    ResultFile file(path_, Opening::resume);
    for (int i = 0; i < times; ++i) {
      file.write({"/state", "1", "A state", {500}}, std::vector<double>(500, i));
      file.write_texts({"/names", "1", "Names", {2}}, {"c", std::string(100, 'd')});
      file.publish();
    }
    file.close();
    return fs::file_size(path_);
  };
  const auto once = size_after(1);
  EXPECT_LT(size_after(1000), once + 10000);
}

TEST_F(ResultFileResume, KnowsWhatTheFileHas) {
  write_first();
  ResultFile file(path_, Opening::resume);
  EXPECT_TRUE(file.has("/mesh"));
  EXPECT_TRUE(file.has("/series/time"));
  EXPECT_FALSE(file.has("/series/none"));
  EXPECT_FALSE(file.has("/none/none"));
  file.add_column({"/none/none", "1", "now there", {}});
  EXPECT_TRUE(file.has("/none/none"));
}

TEST_F(ResultFileResume, RefusesOtherShapesAndTypesAndKeepsTheResult) {
  write_first();
  const auto refused = [&](const std::string& name) {
    return path_.string() + ": cannot write " + name + ": it already exists with a different shape or type (" +
           path_.string() + " holds the run up to its last complete write)";
  };
  const auto numbers = [](const std::string& name, const std::vector<std::size_t>& shape) {
    return [=](ResultFile& file) { file.add_column({name, "1", "x", shape}); };
  };
  EXPECT_EQ(error_of_resumed(numbers("/profiles/y", {3})), refused("/profiles/y"));
  EXPECT_EQ(error_of_resumed(numbers("/profiles/y", {2, 1})), refused("/profiles/y"));
  EXPECT_EQ(error_of_resumed(numbers("/profiles/y", {})), refused("/profiles/y"));
  EXPECT_EQ(error_of_resumed(numbers("/series/step", {})), refused("/series/step"));
  EXPECT_EQ(error_of_resumed(numbers("/steps/text", {})), refused("/steps/text"));
  EXPECT_EQ(error_of_resumed(numbers("/mesh/x", {2})), refused("/mesh/x"));
  const auto text_column = [](ResultFile& file) { file.add_text_column({"/series/time", "1", "x", {}}); };
  EXPECT_EQ(error_of_resumed(text_column), refused("/series/time"));
  const auto fixed = [](ResultFile& file) { file.write({"/mesh/x", "m", "x", {4}}, {1, 2, 3, 4}); };
  EXPECT_EQ(error_of_resumed(fixed), refused("/mesh/x"));
  const auto integers = [](ResultFile& file) { file.write_integers({"/mesh/x", "m", "x", {2, 2}}, {1, 2, 3, 4}); };
  EXPECT_EQ(error_of_resumed(integers), refused("/mesh/x"));
  const auto over_column = [](ResultFile& file) { file.write({"/series/time", "s", "Time", {3}}, {1, 2, 3}); };
  EXPECT_EQ(error_of_resumed(over_column), refused("/series/time"));
  EXPECT_EQ(read_numbers(path_, "/series/time"), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1) << "a working file is left";
}

TEST_F(ResultFileResume, RefusesWhatIsNoResult) {
  const std::string refusal = path_.string() + ": cannot resume the result file: ";
  const auto resume = [&] { ResultFile file(path_, Opening::resume); };
  EXPECT_EQ(test::error_of<RunError>(resume), refusal + "No such file or directory");
  std::ofstream(path_) << "closo: 1\n";
  EXPECT_EQ(test::error_of<RunError>(resume), refusal + "not a result file of this version of closo");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1) << "a working file is left";

  // a format that marks files as open, as closo wrote before
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
  const hid_t file = H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Fclose(file), H5Pclose(access);
  EXPECT_EQ(test::error_of<RunError>(resume), refusal + "not a result file of this version of closo");
}

TEST_F(ResultFileResume, NamesFileAndObjectThatCannotBeRead) {
  const std::string name = path_.string();
  EXPECT_EQ(test::error_of<InputError>([&] { read_numbers(path_, "/mesh/x"); }),
            name + ": HDF5 cannot open this file; expected a result file of closo");
  EXPECT_EQ(test::error_of<InputError>([&] { find_attribute(path_, "title"); }),
            name + ": HDF5 cannot open this file; expected a result file of closo");
  write_first();
  EXPECT_EQ(test::error_of<InputError>([&] { read_numbers(path_, "/none"); }),
            name + ": /none: no such dataset; expected a result file of closo");
  EXPECT_EQ(test::error_of<InputError>([&] { read_integers(path_, "/series/time"); }),
            name + ": /series/time: this dataset does not hold whole numbers");
  EXPECT_EQ(test::error_of<InputError>([&] { read_numbers(path_, "/names"); }),
            name + ": /names: this dataset does not hold numbers");
  EXPECT_EQ(test::error_of<InputError>([&] { read_texts(path_, "/mesh/x"); }),
            name + ": /mesh/x: this dataset does not hold text");
  EXPECT_EQ(test::error_of<InputError>([&] { find_attribute(path_, "seed"); }),
            name + ": seed: this attribute is not text");
  EXPECT_EQ(read_numbers(path_, "/series/step"), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(find_attribute(path_, "none"), std::nullopt);
  EXPECT_EQ(find_attribute(path_, "title"), "first");
}

}  // namespace
}  // namespace closo
