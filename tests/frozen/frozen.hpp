// What the tables of frozen numbers are made of.
#pragma once

#include <span>
#include <string>

#include <Eigen/Core>
#include <fmt/format.h>

namespace closo::frozen {

/// A line of a table: NAME|QUANTITY|numbers, to 14 digits.
inline void print(const std::string& name, const std::string& quantity, std::span<const double> numbers) {
  fmt::print("{}|{}|", name, quantity);
  for (std::size_t k = 0; k < numbers.size(); ++k) fmt::print("{}{:.14g}", k == 0 ? "" : " ", numbers[k]);
  fmt::print("\n");
}

inline void print(const std::string& name, const std::string& quantity, const Eigen::ArrayXd& numbers) {
  print(name, quantity, std::span(numbers.data(), static_cast<std::size_t>(numbers.size())));
}

/// Residual, Newton step, distances of events, impedance, heat and overpotentials at states made at random.
void print_states();

/// Short runs of all kinds of cells, mechanisms and protocols.     @param tolerance  of each run
void print_runs(double tolerance);

}  // namespace closo::frozen
