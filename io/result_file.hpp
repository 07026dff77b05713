// The HDF5 file of a run: fixed datasets, and columns that grow row by row; each with its unit and long name. It can
// be read while the run continues, outlives a run that is killed, and can be continued.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/working_file.hpp"

namespace closo {

/// Describes a dataset. Rows of a column have the given shape; {} is a scalar.
struct DatasetInfo {
  std::string path;  // "/series/voltage"; groups are made as needed
  std::string unit;  // "1" for none
  std::string long_name;
  std::vector<std::size_t> shape;
};

/// Another result file in the same folder, and where each row of its datasets is shown in a joined one.
struct JoinedRows {
  std::filesystem::path file;
  std::vector<std::int64_t> rows;
};

/// What is written goes to a working file beside PATH (see WorkingFile). publish() puts a copy of it, and close() the
/// file itself, in the place of PATH, which is thus at every moment absent, older or complete.
/// All functions throw RunError, naming file, dataset and reason, when the file cannot be written. The working file is
/// then removed, because HDF5 could not open it again, and every later call throws the same error; PATH stays as it is.
/// Several threads may each write a file of their own if HDF5 was built for threads, as Debian's is.
class ResultFile {
 public:
  /// Begins an empty file, or resumes one: columns continue after their last row, and fixed datasets and attributes
  /// that exist get new values.
  explicit ResultFile(const std::filesystem::path& path, Opening opening = Opening::create);
  /// Removes the working file if close() was not called: what was published stays.
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  bool resumed() const;
  /// Whether there is a group or dataset of this name.
  bool has(const std::string& path) const;

  /// An attribute of the root group. HDF5 does not use the room of a text again that is replaced: what changes often
  /// is better written as a dataset.
  void attribute(const std::string& name, const std::string& value) { attribute("/", name, value); }
  /// An attribute of a group or dataset that exists.
  void attribute(const std::string& object, const std::string& name, const std::string& value);
  void attribute(const std::string& object, const std::string& name, double value) {
    attribute(object, name, Kind::number, &value);
  }
  void attribute(const std::string& object, const std::string& name, std::int64_t value) {
    attribute(object, name, Kind::integer, &value);
  }

  /// A dataset of fixed shape, row-major. One that exists must have this shape and type.
  void write(const DatasetInfo& info, const std::vector<double>& values) {
    write(info, Kind::number, values.size(), values.data());
  }
  void write_integers(const DatasetInfo& info, const std::vector<std::int64_t>& values) {
    write(info, Kind::integer, values.size(), values.data());
  }
  void write_texts(const DatasetInfo& info, const std::vector<std::string>& values);

  /// A dataset of this many rows that shows those of the same name in other files, without holding them. Rows that no
  /// file has are NaN, or 0 for integers.
  void write_joined(const DatasetInfo& info, std::size_t rows, const std::vector<JoinedRows>& parts) {
    write_joined(info, Kind::number, rows, parts);
  }
  void write_joined_integers(const DatasetInfo& info, std::size_t rows, const std::vector<JoinedRows>& parts) {
    write_joined(info, Kind::integer, rows, parts);
  }

  /// A column of numbers, of integers or of texts; its id. One that exists must have rows of this shape and type.
  std::size_t add_column(const DatasetInfo& info) { return add(info, Kind::number); }
  std::size_t add_integer_column(const DatasetInfo& info) { return add(info, Kind::integer); }
  std::size_t add_text_column(const DatasetInfo& info) { return add(info, Kind::text); }

  /// Adds a row of the column's shape to a buffer, which is written when it is full.
  void append(std::size_t column, const double* row) { append(column, Kind::number, row); }
  void append(std::size_t column, double value) { append(column, &value); }
  void append_integer(std::size_t column, std::int64_t value) { append(column, Kind::integer, &value); }
  void append_text(std::size_t column, const std::string& value);

  /// Rows of a column so far, and how to leave out those after the first `rows` of it.
  std::size_t rows(std::size_t column) const;
  void cut(std::size_t column, std::size_t rows);

  /// Puts a copy of all that was written under the file's name; whether there was room for one. Without room the run
  /// continues, and what was published before stays.
  bool publish();
  /// Whether it is time to publish: often enough to lose little, seldom enough to cost little.
  bool publish_due() const;

  /// Writes all buffers and gives the file its name. Only the destructor may follow.
  void close();

 private:
  enum class Kind { number, integer, text };
  struct Column;
  struct File;
  void attribute(const std::string& object, const std::string& name, Kind kind, const void* value);
  void write(const DatasetInfo& info, Kind kind, std::size_t size, const void* values);
  void write_joined(const DatasetInfo& info, Kind kind, std::size_t rows, const std::vector<JoinedRows>& parts);
  std::size_t add(const DatasetInfo& info, Kind kind);
  void append(std::size_t column, Kind kind, const void* row);
  std::unique_ptr<File> file_;
};

}  // namespace closo
