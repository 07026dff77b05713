// Fixed columns of one group of a result file.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "base/reporting_units.hpp"
#include "io/result_file.hpp"

namespace closo {

/// A name without what HDF5 or its readers would take for a path: "discharge_2_3" from "discharge 2.3".
inline std::string group_name(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return c == ' ' || c == '.' || c == '/'; }, '_');
  return name;
}

class GroupWriter {
 public:
  /// @param group  with a slash at its end
  GroupWriter(ResultFile& file, std::string group) : file_(file), group_(std::move(group)) {}

  /// @param factor  from the values to the unit
  void operator()(const std::string& name, const char* unit, const std::string& meaning,
                  const std::vector<double>& values, double factor = 1) const {
    std::vector<double> scaled = values;
    for (double& value : scaled) value *= factor;
    file_.write({group_ + name, unit, meaning, {scaled.size()}}, scaled);
  }
  /// Real and imaginary part as NAME_real and NAME_imaginary, in ohm cm2.     @param values  [ohm m2]
  void impedance(const std::string& name, const std::string& meaning, const Eigen::ArrayXcd& values) const {
    const Eigen::ArrayXd real = values.real(), imaginary = values.imag();
    (*this)(name + "_real", "ohm cm2", "Real part, " + meaning, {real.begin(), real.end()}, to_ohm_cm2);
    (*this)(name + "_imaginary", "ohm cm2", "Imaginary part, " + meaning, {imaginary.begin(), imaginary.end()},
            to_ohm_cm2);
  }
  /// A dataset for each column, with its value for each row.
  /// @param columns  with name, unit, meaning and value(row)
  template <class Column, class Row>
  void table(const std::vector<Column>& columns, const std::vector<Row>& rows) const {
    for (const Column& column : columns) {
      std::vector<double> values;
      for (const Row& row : rows) values.push_back(column.value(row));
      (*this)(column.name, column.unit, column.meaning, values);
    }
  }
  void texts(const std::string& name, const std::string& meaning, const std::vector<std::string>& values) const {
    file_.write_texts({group_ + name, "1", meaning, {values.size()}}, values);
  }
  void integers(const std::string& name, const std::string& meaning, const std::vector<std::int64_t>& values) const {
    file_.write_integers({group_ + name, "1", meaning, {values.size()}}, values);
  }

 private:
  ResultFile& file_;
  std::string group_;
};

}  // namespace closo
