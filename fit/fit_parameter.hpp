// A parameter of a fit: a key of the input with bounds, and its coordinate between them.
#pragma once

#include <string>

namespace closo {

/// The fit moves coordinates: 0 at the lower bound, 1 at the upper, linear in the value or in its logarithm.
struct FitParameter {
  std::string key;               // of the resolved run, "cell.positive.contact"
  std::string unit;              // as its bounds are written, "" for none
  double low = 0.0, high = 1.0;  // in `unit`
  bool logarithmic = false;

  double value(double coordinate) const;
  double coordinate(double value) const;
  /// "6.25e-16 m2/s", with all digits.
  std::string text(double coordinate) const;
};

}  // namespace closo
