// Result files: what HDF5 reads back, and what happens where nothing can be written.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "io/result_reader.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// A dataset as HDF5 reads it.
struct Stored {
  std::vector<std::size_t> shape;
  bool is_integer = false;
  std::vector<double> numbers;
  std::vector<std::string> texts;
};

hid_t text_type() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

std::string text_and_free(char* text) {
  const std::string result = text == nullptr ? "" : text;
  H5free_memory(text);
  return result;
}

Stored read(const fs::path& path, const std::string& name) {
  Stored result;
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, name.c_str(), H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset), texts = text_type();
  std::vector<hsize_t> extent(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, extent.data(), nullptr);
  result.shape.assign(extent.begin(), extent.end());
  result.is_integer = H5Tequal(type, H5T_STD_I64LE) > 0;
  const auto size = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
  if (H5Tget_class(type) == H5T_STRING) {
    std::vector<char*> pointers(size);
    EXPECT_GE(H5Dread(dataset, texts, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), 0);
    for (char* text : pointers) result.texts.push_back(text_and_free(text));
  } else {
    result.numbers.resize(size);
    EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, result.numbers.data()), 0);
  }
  H5Tclose(texts), H5Tclose(type), H5Sclose(space), H5Dclose(dataset), H5Fclose(file);
  return result;
}

/// An attribute, converted by HDF5 to the memory type of value.
void read_attribute_of(const fs::path& path, const std::string& object, const std::string& name, hid_t type,
                       void* value) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t attribute = H5Aopen_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_GE(H5Aread(attribute, type, value), 0) << object << " " << name;
  H5Aclose(attribute), H5Fclose(file);
}

std::string text_attribute(const fs::path& path, const std::string& object, const std::string& name) {
  char* text = nullptr;
  const hid_t type = text_type();
  read_attribute_of(path, object, name, type, &text);
  H5Tclose(type);
  return text_and_free(text);
}

/// A run of many columns and more rows than their buffers hold.
void write_long_run(const fs::path& path, int rows) {
  ResultFile file(path);
  file.attribute("input", std::string(3000, 'x'));
  std::vector<std::size_t> columns;
  for (int k = 0; k < 10; ++k) columns.push_back(file.add_column({"/series/c" + std::to_string(k), "V", "c", {}}));
  const std::size_t profile = file.add_column({"/profiles/y", "1", "y", {10, 20}});
  const std::size_t text = file.add_text_column({"/steps/text", "1", "text", {}});
  const std::vector<double> row(200, 0.5);
  for (int i = 0; i < rows; ++i) {
    for (const std::size_t column : columns) file.append(column, i);
    if (i % 10 == 0) file.append(profile, row.data());
    if (i % 100 == 0) file.append_text(text, "voltage reached 2 V");
  }
  file.attribute("stop_reason", "done");
  file.close();
}

/// Makes writing beyond a size fail, for this process.
void limit_file_size(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// Ends the process as closo does after an error: HDF5 closes what is still open, a sanitizer looks for leaks.
[[noreturn]] void exit_after_long_run(const fs::path& path, int rows, rlim_t most_bytes = RLIM_INFINITY) {
  limit_file_size(most_bytes);
  const std::string error = test::error_of<RunError>([&] { write_long_run(path, rows); });
  limit_file_size(RLIM_INFINITY);  // GoogleTest reads the message from a file
  std::fprintf(stderr, "%s, file %s\n", error.c_str(), fs::exists(path) ? "stays" : "gone");
  limit_file_size(most_bytes);
  std::exit(3);
}

class ResultFileTest : public testing::Test {
 protected:
  test::TestFolder folder_;
  fs::path path_ = folder_ / "out.h5";
};

TEST_F(ResultFileTest, KeepsFixedDatasetsWithShapeUnitAndLongName) {
  ResultFile file(path_);
  file.write({"/mesh/x", "m", "Cell centres", {3}}, {0.5, 1.5, 2.5});
  file.write({"/mesh/deep/er/matrix", "1", "A matrix", {2, 3}}, {1, 2, 3, 4, 5, 6});
  file.write({"/area", "m2", "Fläche", {}}, {1e-4});
  file.write({"/none", "1", "Nothing", {0}}, {});
  file.write_integers({"/count", "1", "Whole numbers", {2}}, {-1, std::int64_t{1} << 40});
  file.write_texts({"/names", "1", "Texts", {3}}, {"a", "", "µ"});
  file.close();

  EXPECT_EQ(read(path_, "/mesh/x").shape, std::vector<std::size_t>{3});
  EXPECT_EQ(read(path_, "/mesh/x").numbers, (std::vector<double>{0.5, 1.5, 2.5}));
  EXPECT_EQ(read(path_, "/mesh/deep/er/matrix").shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(read(path_, "/mesh/deep/er/matrix").numbers, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read(path_, "/area").shape, std::vector<std::size_t>{});
  EXPECT_EQ(read(path_, "/area").numbers, std::vector<double>{1e-4});
  EXPECT_EQ(read(path_, "/none").shape, std::vector<std::size_t>{0});
  EXPECT_TRUE(read(path_, "/count").is_integer);
  EXPECT_EQ(read(path_, "/count").numbers, (std::vector<double>{-1, 1099511627776.0}));
  EXPECT_EQ(read(path_, "/names").texts, (std::vector<std::string>{"a", "", "µ"}));
  EXPECT_EQ(text_attribute(path_, "/mesh/x", "units"), "m");
  EXPECT_EQ(text_attribute(path_, "/area", "long_name"), "Fläche");
}

TEST_F(ResultFileTest, KeepsAttributesOfRootAndDatasets) {
  const std::string input(100000, 'y');
  ResultFile file(path_);
  file.write({"/mesh/x", "m", "Cell centres", {1}}, {0.5});
  file.attribute("input", input);
  file.attribute("title", "");
  file.attribute("/mesh", "kind", "finite volumes");
  file.attribute("/mesh/x", "spacing", 0.1);
  file.attribute("/", "seed", std::int64_t{7});
  file.close();

  EXPECT_EQ(read_attribute(path_, "input"), input);
  EXPECT_EQ(read_attribute(path_, "title"), "");
  EXPECT_THROW(read_attribute(path_, "nothing"), InputError);
  EXPECT_EQ(text_attribute(path_, "/mesh", "kind"), "finite volumes");
  double spacing = 0;
  read_attribute_of(path_, "/mesh/x", "spacing", H5T_NATIVE_DOUBLE, &spacing);
  EXPECT_EQ(spacing, 0.1);
  std::int64_t seed = 0;
  read_attribute_of(path_, "/", "seed", H5T_NATIVE_INT64, &seed);
  EXPECT_EQ(seed, 7);
}

TEST_F(ResultFileTest, KeepsEveryRowAcrossChunksBuffersAndCopies) {
  constexpr std::size_t rows = 20000;  // a buffer holds 8192 numbers, a chunk 256
  ResultFile file(path_);
  const std::size_t time = file.add_column({"/series/time", "s", "Time", {}});
  const std::size_t step = file.add_integer_column({"/series/step", "1", "Step", {}});
  const std::size_t y = file.add_column({"/profiles/y", "1", "Stoichiometry", {3, 5}});
  const std::size_t wide = file.add_column({"/profiles/wide", "1", "A row above the size of a buffer", {10000}});
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<double> row(15);
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = static_cast<double>(i) + 0.01 * static_cast<double>(k);
    file.append(time, 0.1 * static_cast<double>(i));
    file.append_integer(step, static_cast<std::int64_t>(i) - 5);
    file.append(y, row.data());
    if (i % 5000 == 0) file.append(wide, std::vector<double>(10000, static_cast<double>(i)).data());
    if (i == 100 || i == 255 || i == 8191 || i == 8192) file.publish();
  }
  file.close();

  const Stored times = read(path_, "/series/time"), steps = read(path_, "/series/step"),
               ys = read(path_, "/profiles/y"), wides = read(path_, "/profiles/wide");
  ASSERT_EQ(times.shape, std::vector<std::size_t>{rows});
  ASSERT_EQ(steps.shape, std::vector<std::size_t>{rows});
  ASSERT_EQ(ys.shape, (std::vector<std::size_t>{rows, 3, 5}));
  ASSERT_EQ(wides.shape, (std::vector<std::size_t>{4, 10000}));
  EXPECT_TRUE(steps.is_integer);
  EXPECT_FALSE(times.is_integer);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    wrong += times.numbers[i] != 0.1 * static_cast<double>(i);
    wrong += steps.numbers[i] != static_cast<double>(i) - 5;
    for (std::size_t k = 0; k < 15; ++k)
      wrong += ys.numbers[15 * i + k] != static_cast<double>(i) + 0.01 * static_cast<double>(k);
  }
  for (std::size_t i = 0; i < 40000; ++i) wrong += wides.numbers[i] != 5000.0 * static_cast<double>(i / 10000);
  EXPECT_EQ(wrong, 0u);
  EXPECT_EQ(text_attribute(path_, "/series/time", "units"), "s");
  EXPECT_EQ(text_attribute(path_, "/profiles/y", "long_name"), "Stoichiometry");
}

TEST_F(ResultFileTest, KeepsTextsOfAnyLengthInOrder) {
  std::vector<std::string> texts{"voltage reached 2 V", "", "größer", std::string(200000, 'z')};
  for (int i = 0; i < 3000; ++i) texts.push_back("step " + std::to_string(i));
  ResultFile file(path_);
  const std::size_t column = file.add_text_column({"/steps/stop_reason", "1", "Why the step ended", {}});
  for (const std::string& text : texts) file.append_text(column, text);
  file.close();
  EXPECT_EQ(read(path_, "/steps/stop_reason").texts, texts);
}

TEST_F(ResultFileTest, KeepsColumnsWithoutRows) {
  ResultFile file(path_);
  file.add_column({"/series/time", "s", "Time", {4}});
  file.add_text_column({"/steps/text", "1", "Text", {}});
  file.close();
  EXPECT_EQ(read(path_, "/series/time").shape, (std::vector<std::size_t>{0, 4}));
  EXPECT_EQ(read(path_, "/steps/text").shape, std::vector<std::size_t>{0});
}

TEST_F(ResultFileTest, ReplacesAnOlderFile) {
  write_long_run(path_, 3000);
  write_long_run(path_, 10);
  EXPECT_EQ(read(path_, "/series/c0").shape, std::vector<std::size_t>{10});
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

TEST_F(ResultFileTest, NamesADatasetWrittenAgainInAnotherShape) {
  ResultFile file(path_);
  file.write({"/area", "m2", "Cell area", {}}, {1});
  EXPECT_EQ(
      test::error_of<RunError>([&] {
        file.write({"/area", "m2", "Cell area", {2}}, {1, 2});
      }),
      path_.string() + ": cannot write /area: it already exists with a different shape or type (no file is left)");
}

TEST_F(ResultFileTest, TwoFilesAreIndependent) {
  ResultFile one(path_), other(folder_ / "other.h5");
  const std::size_t a = one.add_column({"/a", "1", "a", {}}), b = other.add_column({"/b", "1", "b", {}});
  one.append(a, 1), other.append(b, 2);
  one.close();
  other.append(b, 3);
  other.close();
  EXPECT_EQ(read(path_, "/a").numbers, std::vector<double>{1});
  EXPECT_EQ(read(folder_ / "other.h5", "/b").numbers, (std::vector<double>{2, 3}));
}

/// HDF5 uses the memory of a closed file again, for a file of another thread too.
TEST_F(ResultFileTest, FilesOfSeveralThreadsEachNoticeTheirOwnLosses) {
  limit_file_size(50000);  // the run of 20 rows is shorter, that of 2000 longer
  std::vector<std::array<std::string, 20>> errors(4);
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < errors.size(); ++t)
    threads.emplace_back([&, t] {
      for (std::string& error : errors[t])
        error = test::error_of<RunError>([&] { write_long_run(folder_ / std::to_string(t), t % 2 == 0 ? 20 : 2000); });
    });
  threads.clear();
  limit_file_size(RLIM_INFINITY);
  for (std::size_t t = 0; t < errors.size(); ++t)
    for (const std::string& error : errors[t])
      EXPECT_TRUE(error.ends_with(t % 2 == 0 ? "no error" : ": File too large (no file is left)"))
          << t << ": " << error;
}

TEST_F(ResultFileTest, SaysWhyAFileCannotBeCreated) {
  const std::string missing = (folder_ / "none" / "out.h5").string();
  EXPECT_EQ(test::error_of<RunError>([&] { ResultFile file(missing); }),
            missing + ": cannot create the result file: No such file or directory");
  EXPECT_EQ(test::error_of<RunError>([&] { ResultFile file(folder_.path()); }),
            folder_.path().string() + ": cannot create the result file: Is a directory");
}

TEST_F(ResultFileTest, RefusesWhatIsNotARegularFile) {
  const fs::path fifo = folder_ / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  for (const fs::path& path : {fifo, fs::path("/dev/full")}) {
    if (::access(path.c_str(), W_OK) != 0) continue;
    EXPECT_EQ(test::error_of<RunError>([&] { ResultFile file(path); }),
              path.string() + ": cannot create the result file: it is not a regular file");
  }
  EXPECT_TRUE(fs::is_fifo(fifo));
}

TEST_F(ResultFileTest, RefusesRowsAfterClosing) {
  ResultFile file(path_);
  const std::size_t column = file.add_column({"/series/time", "s", "Time", {}});
  file.close();
  EXPECT_THROW(file.append(column, 1), RunError);
  EXPECT_THROW(file.close(), RunError);
  EXPECT_TRUE(fs::exists(path_));
}

using ResultFileDeathTest = ResultFileTest;

#ifndef NDEBUG
TEST_F(ResultFileDeathTest, AssertsThatAColumnExistsAndHasTheTypeOfTheRow) {
  ResultFile file(path_);
  const std::size_t column = file.add_integer_column({"/series/step", "1", "Step", {}});
  EXPECT_DEATH(file.append(column + 1, 1.0), "no such column");
  EXPECT_DEATH(file.append(column, 1.0), "a column of another type");
}
#endif

TEST_F(ResultFileTest, KeepsRefusingAfterAnError) {
  ResultFile file(path_);
  const std::size_t column = file.add_column({"/series/time", "s", "Time", {10000}});
  limit_file_size(2000);
  const std::vector<double> row(10000);
  const std::string error = test::error_of<RunError>([&] { file.append(column, row.data()); });
  limit_file_size(RLIM_INFINITY);
  EXPECT_EQ(error, path_.string() + ": cannot write /series/time: File too large (no file is left)");
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_EQ(test::error_of<RunError>([&] { file.append(column, row.data()); }), error);
  EXPECT_EQ(test::error_of<RunError>([&] { file.publish(); }), error);
  EXPECT_EQ(test::error_of<RunError>([&] { file.attribute("title", "x"); }), error);
  EXPECT_EQ(test::error_of<RunError>([&] { file.close(); }), error);
}

TEST_F(ResultFileTest, NoticesALossThatHappensOnClosingADataset) {
  ResultFile file(path_);
  file.write({"/first", "1", "Makes room", {1}}, {1});
  limit_file_size(100);  // small datasets are written when they close
  const std::string error = test::error_of<RunError>([&] {
    for (int k = 0; k < 100; ++k) file.write({"/x" + std::to_string(k), "m", "x", {20}}, std::vector<double>(20, 1.0));
  });
  limit_file_size(RLIM_INFINITY);
  EXPECT_NE(error, "no error");
  EXPECT_THROW(file.close(), RunError);
}

/// Whatever HDF5 is writing when space ends: superblock, headers, chunks, or all the rest on closing.
TEST_F(ResultFileDeathTest, EndsTheProcessInOrderWhereverTheLimitOfAFileLies) {
  for (const unsigned bytes : {0u, 60u, 1000u, 3000u, 10000u, 30000u, 100000u, 300000u, 1000000u})
    EXPECT_EXIT(exit_after_long_run(path_, 20000, bytes), testing::ExitedWithCode(3),
                "^[^\n]*out.h5: cannot write [^\n]*: File too large .no file is left., file gone\n$")
        << bytes;
}

TEST_F(ResultFileDeathTest, EndsTheProcessInOrderOnAFullDisk) {
  const fs::path disk = folder_ / "disk";
  fs::create_directory(disk);
  if (::mount("closo_test", disk.c_str(), "tmpfs", 0, "size=200k") != 0)
    GTEST_SKIP() << "only root can make a small disk";
  for (const int rows : {1500, 20000})  // full on closing, full within the run
    EXPECT_EXIT(exit_after_long_run(disk / "out.h5", rows), testing::ExitedWithCode(3),
                "^[^\n]*out.h5: cannot write [^\n]*: No space left on device .no file is left., file gone\n$")
        << rows;
  ::umount2(disk.c_str(), MNT_DETACH);
}

}  // namespace
}  // namespace closo
