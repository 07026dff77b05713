// Datasets of a file that show rows of others, read back by HDF5 alone.
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include "io/result_file.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

std::vector<double> numbers_in(const fs::path& path, const std::string& name, std::size_t size) {
  std::vector<double> numbers(size);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, name.c_str(), H5P_DEFAULT), space = H5Dget_space(dataset);
  EXPECT_EQ(H5Sget_simple_extent_npoints(space), static_cast<hssize_t>(size));
  EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), 0);
  H5Sclose(space), H5Dclose(dataset), H5Fclose(file);
  return numbers;
}

TEST(JoinedRows, StandInTheirPlaces) {
  const test::TestFolder folder;
  const std::vector<std::vector<std::int64_t>> places = {{0, 1, 4, 2}, {6, 3}};  // 5 is nowhere
  std::vector<JoinedRows> parts;
  for (std::size_t part = 0; part < places.size(); ++part) {
    const fs::path path = folder / fmt::format("part{}.h5", part);
    ResultFile file(path);
    const std::size_t number = file.add_column({"/x", "V", "x", {2}});
    const std::size_t integer = file.add_integer_column({"/k", "1", "k", {}});
    for (const std::int64_t place : places[part]) {
      const double row[] = {10 * static_cast<double>(place), 10 * static_cast<double>(place) + 1};
      file.append(number, row);
      file.append_integer(integer, place + 100);
    }
    file.close();
    parts.push_back({path, places[part]});
  }
  const fs::path path = folder / "joined.h5";
  ResultFile file(path);
  file.write_joined({"/x", "V", "x", {2}}, 7, parts);
  file.write_joined_integers({"/k", "1", "k", {}}, 7, parts);
  file.close();
  const std::vector<double> x = numbers_in(path, "/x", 14), k = numbers_in(path, "/k", 7);
  for (std::size_t place = 0; place < 7; ++place) {
    if (place == 5) continue;
    EXPECT_EQ(x[2 * place], 10 * static_cast<double>(place));
    EXPECT_EQ(x[2 * place + 1], 10 * static_cast<double>(place) + 1);
    EXPECT_EQ(k[place], static_cast<double>(place) + 100);
  }
  EXPECT_TRUE(std::isnan(x[10]) && std::isnan(x[11]));
  EXPECT_EQ(k[5], 0);
}

}  // namespace
}  // namespace closo
