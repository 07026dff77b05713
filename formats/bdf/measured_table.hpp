// Columns of measured tables, found by the names of their quantities.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/csv_table.hpp"

namespace closo {

/// A quantity with the names that it goes by; all in lower case.
struct MeasuredQuantity {
  const char* column;  // to write it
  const char* unit;    // inside closo
  std::vector<std::string> names;
};

class MeasuredTable {
 public:
  /// Reads the columns of these quantities; the others may hold anything.
  MeasuredTable(const std::filesystem::path& file, const std::vector<MeasuredQuantity>& quantities);

  std::size_t rows() const { return csv_.lines.size(); }
  bool has(const MeasuredQuantity& quantity) const { return find(quantity) < csv_.names.size(); }

  /// A column in the unit inside closo. @throws InputError if it is missing or of another unit
  std::vector<double> column(const MeasuredQuantity& quantity) const;

  /// The same of whole numbers; empty if the column is missing.
  std::vector<long> counts(const MeasuredQuantity& quantity) const;

  /// Whether a column that there is has a unit of this kind.
  bool is_in(const MeasuredQuantity& quantity, const std::string& unit) const;

  [[noreturn]] void fail(std::size_t row, const MeasuredQuantity& quantity, const std::string& found,
                         const std::string& expected) const;

  const std::string& file() const { return csv_.file; }
  std::string header() const;

 private:
  std::size_t find(const MeasuredQuantity& quantity) const;
  std::optional<double> factor(std::size_t column, const std::string& unit) const;

  CsvTable csv_;
};

}  // namespace closo
