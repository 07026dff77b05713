// Tables in the input: CSV files put in place, and their columns converted to SI.
#pragma once

#include <string>
#include <vector>

#include "solver/input_reader.hpp"

namespace closo {

/// Replaces the name of a CSV file, beside the file that names it, by a mapping with its name, columns and rows.
/// @param key  where the name stands, for the message when there is no such file
void inline_table(InputNode& table, const std::string& key);

/// One column of an inlined table.
struct TableColumn {
  InputReader header;
  std::string name, unit;          // of "ocv [V]"; no unit is ""
  std::vector<InputReader> cells;  // shape (rows)

  /// The values in `unit`, to which the column's own must be convertible, shape (rows). @throws InputError
  std::vector<double> values(const std::string& to_unit, const Range& range) const;
};

/// The columns of an inlined table of at least two rows. @throws InputError
std::vector<TableColumn> read_columns(const InputReader& table);

}  // namespace closo
