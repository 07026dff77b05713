// Columns of a result file that grow together, each with what it shows of a row.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "io/result_file.hpp"

namespace closo {

template <class Row>
class ResultTable {
 public:
  explicit ResultTable(ResultFile& file) : file_(file) {}

  void number(const DatasetInfo& info, std::function<double(const Row&)> value) {
    add(file_.add_column(info),
        [this, value](std::size_t column, const Row& row) { file_.append(column, value(row)); });
  }
  /// @param value  the first of as many numbers as the shape of the column has
  void array(const DatasetInfo& info, std::function<const double*(const Row&)> value) {
    add(file_.add_column(info),
        [this, value](std::size_t column, const Row& row) { file_.append(column, value(row)); });
  }
  void integer(const DatasetInfo& info, std::function<std::int64_t(const Row&)> value) {
    add(file_.add_integer_column(info),
        [this, value](std::size_t column, const Row& row) { file_.append_integer(column, value(row)); });
  }
  void text(const DatasetInfo& info, std::function<std::string(const Row&)> value) {
    add(file_.add_text_column(info),
        [this, value](std::size_t column, const Row& row) { file_.append_text(column, value(row)); });
  }

  std::int64_t rows() const {
    return columns_.empty() ? 0 : static_cast<std::int64_t>(file_.rows(columns_.front().first));
  }
  /// Leaves out the rows after the first ones.
  void cut(std::int64_t rows) {
    for (const auto& [column, write] : columns_) file_.cut(column, static_cast<std::size_t>(rows));
  }

  void append(const Row& row) {
    for (const auto& [column, write] : columns_) write(column, row);
  }

 private:
  using Write = std::function<void(std::size_t, const Row&)>;
  void add(std::size_t column, Write write) { columns_.emplace_back(column, std::move(write)); }

  ResultFile& file_;
  std::vector<std::pair<std::size_t, Write>> columns_;
};

}  // namespace closo
