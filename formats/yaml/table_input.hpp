// Tables in the input: CSV files put in place, and their columns converted to SI.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/csv_table.hpp"
#include "io/input_reader.hpp"

namespace closo {

/// Replaces the name of a CSV file, beside the file that names it, by a mapping with this `name` and its text, `csv`.
/// @param key  where the name stands, for the message when there is no such file
void inline_table(InputNode& table, const std::string& key);

/// One column of an inlined table.
class TableColumn {
 public:
  TableColumn(std::shared_ptr<const CsvTable> table, std::size_t index, std::string key);

  const std::string& name() const { return name_.name; }  // of "ocv [V]"
  const std::string& unit() const { return name_.unit; }  // "" if there is none
  const std::string& header() const { return table_->names[index_]; }
  const std::vector<double>& stated() const { return table_->columns[index_]; }  // in its own unit
  std::size_t rows() const { return table_->lines.size(); }

  /// The values in `unit`, to which the column's own must be convertible, shape (rows). @throws InputError
  std::vector<double> values(const std::string& to_unit, const Range& range) const;

  /// Refuse the header, or the value in a row. @throws InputError
  [[noreturn]] void fail_header(const std::string& expected) const;
  [[noreturn]] void fail(std::size_t row, const std::string& expected) const;

 private:
  std::string text(std::size_t row) const;

  std::shared_ptr<const CsvTable> table_;
  std::size_t index_;
  std::string key_;
  ColumnName name_;
};

/// The columns of an inlined table of at least two rows, or of one that states `columns`, a list of headers, and
/// `rows`, lists of numbers. @throws InputError
std::vector<TableColumn> read_columns(const InputReader& table);

}  // namespace closo
