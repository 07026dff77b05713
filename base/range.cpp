// A range in words.
#include "base/range.hpp"

#include <fmt/format.h>

namespace closo {

std::string Range::describe(const std::string& unit) const {
  const bool bounded_below = low > -std::numeric_limits<double>::infinity();
  const bool bounded_above = high < std::numeric_limits<double>::infinity();
  std::string text = unit == "1" ? "a number" : "a quantity in " + unit;
  if (bounded_below || bounded_above) text += ", ";
  if (bounded_below) text += fmt::format("{:.6g} {} ", low, low_open ? "<" : "<=");
  if (bounded_below || bounded_above) text += "value";
  if (bounded_above) text += fmt::format(" {} {:.6g}", high_open ? "<" : "<=", high);
  return text;
}

}  // namespace closo
