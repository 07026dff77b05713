// Result files, read back with HDF5's own interface.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <hdf5.h>

#include "solver/error.hpp"
#include "solver/result_file.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

class ResultFileTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(testing::TempDir()) / (std::string("closo_") + test->name() + ".h5");
    fs::remove(path_);
  }
  void TearDown() override { fs::remove(path_); }
  fs::path path_;
};

/// A file opened by HDF5 alone.
class Reader {
 public:
  explicit Reader(const fs::path& path) : file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {
    EXPECT_GE(file_, 0) << path;
  }
  ~Reader() { H5Fclose(file_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::vector<std::size_t> shape(const std::string& name) const {
    const hid_t set = H5Dopen2(file_, name.c_str(), H5P_DEFAULT), space = H5Dget_space(set);
    std::vector<hsize_t> extent(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, extent.data(), nullptr);
    H5Sclose(space), H5Dclose(set);
    return {extent.begin(), extent.end()};
  }

  template <class Number>
  std::vector<Number> numbers(const std::string& name, hid_t type) const {
    const hid_t set = H5Dopen2(file_, name.c_str(), H5P_DEFAULT), space = H5Dget_space(set);
    std::vector<Number> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    EXPECT_GE(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0) << name;
    H5Sclose(space), H5Dclose(set);
    return values;
  }
  std::vector<double> doubles(const std::string& name) const { return numbers<double>(name, H5T_NATIVE_DOUBLE); }

  std::vector<std::string> texts(const std::string& name) const {
    const hid_t type = text_type();
    const std::vector<char*> raw = numbers<char*>(name, type);
    std::vector<std::string> values(raw.begin(), raw.end());
    for (char* text : raw) H5free_memory(text);
    H5Tclose(type);
    return values;
  }

  std::string attribute(const std::string& object, const std::string& name) const {
    const hid_t type = text_type();
    const hid_t id = H5Aopen_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
    char* raw = nullptr;
    EXPECT_GE(H5Aread(id, type, &raw), 0) << object << " " << name;
    const std::string value = raw == nullptr ? "" : raw;
    H5free_memory(raw), H5Aclose(id), H5Tclose(type);
    return value;
  }

 private:
  static hid_t text_type() {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE), H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
  }
  hid_t file_;
};

// A buffer holds 64 KiB: 8192 numbers.
constexpr std::size_t rows = 20001;

std::vector<double> profile(std::size_t row) {
  std::vector<double> values(6);
  for (std::size_t k = 0; k < 6; ++k) values[k] = static_cast<double>(row) + 0.1 * static_cast<double>(k);
  return values;
}

void fill(ResultFile& file) {
  const auto scalar = file.add_column({"/series/voltage", "V", "cell voltage", {}});
  const auto array = file.add_column({"/profiles/deep/y", "1", "stoichiometry", {2, 3}});
  const auto integer = file.add_integer_column({"/series/step", "1", "step of the protocol", {}});
  const auto text = file.add_text_column({"/steps/text", "1", "as written", {}});
  for (std::size_t k = 0; k < rows; ++k) {
    file.append(scalar, 0.5 * static_cast<double>(k));
    file.append(array, profile(k).data());
    file.append_integer(integer, -static_cast<std::int64_t>(k) << 33);
    file.append_text(text, "step \xc2\xb5 " + std::to_string(k));
  }
}

void expect_filled(const fs::path& path) {
  const Reader reader(path);
  EXPECT_EQ(reader.shape("/series/voltage"), std::vector<std::size_t>{rows});
  EXPECT_EQ(reader.shape("/profiles/deep/y"), (std::vector<std::size_t>{rows, 2, 3}));
  const auto voltage = reader.doubles("/series/voltage"), y = reader.doubles("/profiles/deep/y");
  const auto step = reader.numbers<std::int64_t>("/series/step", H5T_NATIVE_INT64);
  const auto text = reader.texts("/steps/text");
  ASSERT_EQ(voltage.size(), rows);
  ASSERT_EQ(step.size(), rows);
  ASSERT_EQ(text.size(), rows);
  for (std::size_t k = 0; k < rows; ++k) {
    ASSERT_EQ(voltage[k], 0.5 * static_cast<double>(k));
    const std::vector<double> row = profile(k);
    ASSERT_TRUE(std::equal(row.begin(), row.end(), y.begin() + static_cast<std::ptrdiff_t>(6 * k))) << k;
    ASSERT_EQ(step[k], -static_cast<std::int64_t>(k) << 33);
    ASSERT_EQ(text[k], "step \xc2\xb5 " + std::to_string(k));
  }
}

TEST_F(ResultFileTest, ColumnsOverSeveralBuffersReadBackTheSame) {
  ResultFile file(path_);
  fill(file);
  file.close();
  expect_filled(path_);
}

TEST_F(ResultFileTest, IsCompleteWhenDestroyedWithoutClose) {
  {
    ResultFile file(path_);
    fill(file);
  }
  expect_filled(path_);
}

TEST_F(ResultFileTest, ColumnsGoOnAfterAFlush) {
  ResultFile file(path_);
  const auto column = file.add_column({"/x", "m", "place", {}});
  const auto never = file.add_column({"/none", "m", "never filled", {4}});
  (void)never;
  file.append(column, 1.0);
  file.flush();
  file.flush();
  file.append(column, 2.0);
  file.close();
  EXPECT_EQ(Reader(path_).doubles("/x"), (std::vector<double>{1, 2}));
  EXPECT_EQ(Reader(path_).shape("/none"), (std::vector<std::size_t>{0, 4}));
}

TEST_F(ResultFileTest, EveryDatasetHasItsUnitAndLongName) {
  {
    ResultFile file(path_);
    file.write({"/mesh/x", "m", "place", {2, 2}}, {1, 2, 3, 4});
    file.write({"/area", "m2", "area of the cell", {}}, {5e-5});
    file.add_text_column({"/steps/text", "1", "as written", {}});
  }
  const Reader reader(path_);
  EXPECT_EQ(reader.doubles("/mesh/x"), (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(reader.shape("/mesh/x"), (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(reader.doubles("/area"), std::vector<double>{5e-5});
  EXPECT_EQ(reader.attribute("/mesh/x", "units"), "m");
  EXPECT_EQ(reader.attribute("/mesh/x", "long_name"), "place");
  EXPECT_EQ(reader.attribute("/area", "units"), "m2");
  EXPECT_EQ(reader.attribute("/steps/text", "units"), "1");
  EXPECT_EQ(reader.attribute("/steps/text", "long_name"), "as written");
}

TEST_F(ResultFileTest, AttributesOfTheRootReadBackWhateverTheirLength) {
  const std::string long_text(60000, 'x');
  {
    ResultFile file(path_);
    file.attribute("input", "closo: 1\ntitle: \xc3\xa9t\xc3\xa9\n");
    file.attribute("long", long_text);
    file.attribute("empty", "");
  }
  EXPECT_EQ(read_attribute(path_, "input"), "closo: 1\ntitle: \xc3\xa9t\xc3\xa9\n");
  EXPECT_EQ(read_attribute(path_, "long"), long_text);
  EXPECT_EQ(read_attribute(path_, "empty"), "");
  EXPECT_THROW(read_attribute(path_, "absent"), InputError);
}

TEST_F(ResultFileTest, TellsResultFilesFromOthers) {
  EXPECT_FALSE(is_result_file(path_));
  EXPECT_THROW(read_attribute(path_, "input"), InputError);
  std::ofstream(path_) << "closo: 1\n";
  EXPECT_FALSE(is_result_file(path_));
  EXPECT_THROW(read_attribute(path_, "input"), InputError);
  ResultFile(path_).close();  // replaces the text
  EXPECT_TRUE(is_result_file(path_));
}

TEST_F(ResultFileTest, AnUnwritablePathIsARunErrorThatNamesIt) {
  const fs::path path = path_.string() + ".absent/run.h5";
  try {
    ResultFile file(path);
    FAIL();
  } catch (const RunError& error) {
    EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("No such file"), std::string::npos) << error.what();
  }
}

TEST_F(ResultFileTest, ADatasetWrittenTwiceIsARunErrorThatNamesIt) {
  ResultFile file(path_);
  file.write({"/area", "m2", "area of the cell", {}}, {1});
  try {
    file.write({"/area", "m2", "area of the cell", {}}, {1});
    FAIL();
  } catch (const RunError& error) {
    EXPECT_NE(std::string(error.what()).find("/area"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace closo
