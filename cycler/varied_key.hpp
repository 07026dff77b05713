// A key of a run whose value is varied between two bounds, and its coordinate between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace closo {

/// How the numbers of a key are written: "6.25e-16 m2/s", or within a text, "Discharge at 0.5 mA/cm2 until 2.5 V".
struct ValueText {
  std::string unit = {};                // "" for none
  std::string before = {}, after = {};  // what a text has around the value

  /// Whether there is nothing around the value.
  bool is_quantity() const { return before.empty() && after.empty(); }
  /// With all digits.
  std::string operator()(double value) const;
  /// The value of a text of this form, in `unit`. @throws UnitError
  double value(const std::string& text) const;
};

/// Coordinates are 0 at the lower bound, 1 at the upper, linear in the value or in its logarithm.
struct VariedKey {
  std::string key;  // of the resolved run, "cell.positive.contact"
  ValueText text;
  double low = 0.0, high = 1.0;  // in its unit
  bool logarithmic = false;

  double value(double coordinate) const;
  double coordinate(double value) const;
  std::string text_at(double coordinate) const { return text(value(coordinate)); }
  /// "positive.contact": keys of a cell without the leading "cell.", as --set takes them.
  std::string short_key() const { return key.starts_with("cell.") ? key.substr(5) : key; }
};

/// A text that begins with a number, as "6 um", and what follows as its unit, "" for a bare number.
struct NumberWithUnit {
  double number = 0.0;
  std::string unit;
};
std::optional<NumberWithUnit> number_with_unit(std::string_view text);
/// Its unit alone.
std::optional<std::string> unit_of(const std::string& text);

}  // namespace closo
