// The HDF5 file of a run: fixed datasets, and columns that grow row by row; each with its unit and long name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace closo {

/// Describes a dataset. Rows of a column have the given shape; {} is a scalar.
struct DatasetInfo {
  std::string path;  // "/series/voltage"; groups are made as needed
  std::string unit;  // "1" for none
  std::string long_name;
  std::vector<std::size_t> shape;
};

/// All functions throw RunError, naming file, dataset and reason, when the file cannot be written. The file is then
/// closed and removed, because HDF5 could not open it again, and every later call throws the same error.
class ResultFile {
 public:
  /// Creates or replaces the file.
  explicit ResultFile(const std::filesystem::path& path);
  /// Closes the file, without an exception, if close() was not called.
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// An attribute of the root group.
  void attribute(const std::string& name, const std::string& value) { attribute("/", name, value); }
  /// An attribute of a group or dataset that exists.
  void attribute(const std::string& object, const std::string& name, const std::string& value);
  void attribute(const std::string& object, const std::string& name, double value) {
    attribute(object, name, Kind::number, &value);
  }
  void attribute(const std::string& object, const std::string& name, std::int64_t value) {
    attribute(object, name, Kind::integer, &value);
  }

  /// A dataset of fixed shape, row-major.
  void write(const DatasetInfo& info, const std::vector<double>& values) {
    write(info, Kind::number, values.size(), values.data());
  }
  void write_integers(const DatasetInfo& info, const std::vector<std::int64_t>& values) {
    write(info, Kind::integer, values.size(), values.data());
  }
  void write_texts(const DatasetInfo& info, const std::vector<std::string>& values);

  /// A column of numbers, of integers or of texts, with no rows yet; its id.
  std::size_t add_column(const DatasetInfo& info) { return add(info, Kind::number); }
  std::size_t add_integer_column(const DatasetInfo& info) { return add(info, Kind::integer); }
  std::size_t add_text_column(const DatasetInfo& info) { return add(info, Kind::text); }

  /// Adds a row of the column's shape to a buffer, which is written when it is full.
  void append(std::size_t column, const double* row) { append(column, Kind::number, row); }
  void append(std::size_t column, double value) { append(column, &value); }
  void append_integer(std::size_t column, std::int64_t value) { append(column, Kind::integer, &value); }
  void append_text(std::size_t column, const std::string& value);

  /// Writes all buffers and hands them to the operating system.
  void flush();

  /// Writes all buffers and closes the file. Only the destructor may follow.
  void close();

 private:
  enum class Kind { number, integer, text };
  struct Column;
  struct File;
  void attribute(const std::string& object, const std::string& name, Kind kind, const void* value);
  void write(const DatasetInfo& info, Kind kind, std::size_t size, const void* values);
  std::size_t add(const DatasetInfo& info, Kind kind);
  void append(std::size_t column, Kind kind, const void* row);
  std::unique_ptr<File> file_;
};

}  // namespace closo
