// The values that a quantity may have.
#pragma once

#include <limits>
#include <string>

namespace closo {

/// The values that a quantity may have, in SI.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false, high_open = false;

  static constexpr Range any() { return {}; }
  static constexpr Range positive() { return {.low = 0.0, .low_open = true}; }
  static constexpr Range non_negative() { return {.low = 0.0}; }
  static constexpr Range fraction() { return {.low = 0.0, .high = 1.0}; }         // 0 and 1 allowed
  static constexpr Range open_fraction() { return {0.0, 1.0, true, true}; }       // 0 and 1 excluded
  static constexpr Range positive_fraction() { return {0.0, 1.0, true, false}; }  // 1 allowed
  static constexpr Range between(double low, double high) { return {.low = low, .high = high}; }

  bool contains(double value) const {
    return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
  }

  /// "a quantity in m, 0 < value <= 0.001".
  std::string describe(const std::string& unit) const;
};

}  // namespace closo
