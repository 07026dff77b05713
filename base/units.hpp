// Numbers with units in the text of the input, and their values in SI.
#pragma once

#include <stdexcept>
#include <string>

namespace closo {

/// A text that is not a quantity of the wanted kind; `expected` completes the sentence "found '...', expected ...".
struct UnitError : std::runtime_error {
  explicit UnitError(const std::string& text) : std::runtime_error("expected " + text), expected(text) {}
  std::string expected;
};

/// From a unit that a user wrote to one of ours; safe to use from several threads.
class UnitConversion {
 public:
  /// @throws UnitError if `from` is no unit or of another kind
  UnitConversion(const std::string& from, const std::string& to);

  /// @throws UnitError for a result that is not finite
  double operator()(double value) const;

  struct Conversion;

 private:
  const Conversion* conversion_;
  std::string to_;
};

/// The value of a quantity such as "600 um" or "25 degC" in `unit` (6e-4 for "m", 298.15 for "K").
/// `unit` is "1" for a dimensionless quantity: "0.15", "15 %", "70 wt%" and "20 vol%" are. Reciprocals are not
/// converted (5 s is not 0.2 1/s). Where J/mol is wanted, eV counts per particle: 0.5 eV is 48.2 kJ/mol. Throws
/// UnitError.
double parse_quantity(const std::string& text, const std::string& unit);

/// A value in `unit` as parse_quantity() reads it, to six digits: "0.0006 m"; "0.15" for the unit "1".
std::string format_quantity(double value, const std::string& unit);

}  // namespace closo
