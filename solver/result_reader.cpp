// Datasets as vectors; whatever is missing or of another kind is named.
#include "solver/result_reader.hpp"

#include <hdf5.h>

#include "solver/error.hpp"
#include "solver/hdf5_handle.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

Handle open(const fs::path& path) {
  silence();
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file) throw InputError(path.string(), "", "a file that HDF5 cannot open", "a result file of closo");
  return file;
}

/// A dataset that is open for reading and the number of its values.
struct Source {
  Handle file, dataset;
  std::size_t size;
};

/// @param rank  0: a scalar; 1: a column
Source open(const fs::path& path, const std::string& name, H5T_class_t kind, int rank) {
  Handle file = open(path);
  Handle dataset(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset) throw InputError(path.string(), name, "", "a dataset, as this version of closo writes it");
  const Handle type(H5Dget_type(dataset.get()), H5Tclose), space(H5Dget_space(dataset.get()), H5Sclose);
  const bool fits = H5Tget_class(type.get()) == kind && (kind != H5T_STRING || H5Tis_variable_str(type.get()) > 0) &&
                    H5Sget_simple_extent_ndims(space.get()) == rank;
  if (!fits) {
    const std::string what = kind == H5T_STRING ? "texts" : kind == H5T_INTEGER ? "integers" : "numbers";
    throw InputError(path.string(), name, "a dataset of another type or shape",
                     rank == 0 ? "a number" : "a column of " + what);
  }
  const auto size = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get()));
  return {std::move(file), std::move(dataset), size};
}

void read(const fs::path& path, const std::string& name, const Source& source, hid_t type, void* values) {
  if (source.size > 0 && H5Dread(source.dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
    throw InputError(path.string(), name, "values that HDF5 cannot read", "an undamaged file");
}

}  // namespace

bool is_result_file(const fs::path& path) {
  silence();
  return fs::is_regular_file(path) && H5Fis_hdf5(path.c_str()) > 0;
}

std::string read_attribute(const fs::path& path, const std::string& name) {
  const Handle file = open(path);
  const Handle attribute(H5Aopen(file.get(), name.c_str(), H5P_DEFAULT), H5Aclose);
  char* text = nullptr;
  if (!attribute || H5Aread(attribute.get(), text_type().get(), &text) < 0 || text == nullptr)
    throw InputError(path.string(), name, "no such attribute", "a result file of closo");
  const std::string value = text;
  H5free_memory(text);
  return value;
}

double read_number(const fs::path& path, const std::string& dataset) {
  const Source source = open(path, dataset, H5T_FLOAT, 0);
  double value = 0;
  read(path, dataset, source, H5T_NATIVE_DOUBLE, &value);
  return value;
}

std::vector<double> read_column(const fs::path& path, const std::string& dataset) {
  const Source source = open(path, dataset, H5T_FLOAT, 1);
  std::vector<double> values(source.size);
  read(path, dataset, source, H5T_NATIVE_DOUBLE, values.data());
  return values;
}

std::vector<std::int64_t> read_integer_column(const fs::path& path, const std::string& dataset) {
  const Source source = open(path, dataset, H5T_INTEGER, 1);
  std::vector<std::int64_t> values(source.size);
  read(path, dataset, source, H5T_NATIVE_INT64, values.data());
  return values;
}

std::vector<std::string> read_text_column(const fs::path& path, const std::string& dataset) {
  const Source source = open(path, dataset, H5T_STRING, 1);
  std::vector<char*> texts(source.size, nullptr);
  read(path, dataset, source, text_type().get(), texts.data());
  std::vector<std::string> values;
  for (char* text : texts) {
    values.emplace_back(text == nullptr ? "" : text);
    H5free_memory(text);
  }
  return values;
}

}  // namespace closo
