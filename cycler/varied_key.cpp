// Between coordinates and values with units.
#include "cycler/varied_key.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/units.hpp"

namespace closo {

std::string ValueText::operator()(double value) const {
  return fmt::format("{}{}{}{}{}", before, value, unit.empty() ? "" : " ", unit, after);
}

double ValueText::value(const std::string& text) const {
  if (text.size() < before.size() + after.size() || !text.starts_with(before) || !text.ends_with(after))
    throw UnitError(fmt::format("'{}VALUE{}'", before, after));
  return parse_quantity(text.substr(before.size(), text.size() - before.size() - after.size()),
                        unit.empty() ? "1" : unit);
}

double VariedKey::value(double coordinate) const {
  return logarithmic ? low * std::pow(high / low, coordinate) : low + (high - low) * coordinate;
}

double VariedKey::coordinate(double value) const {
  return logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

std::optional<NumberWithUnit> number_with_unit(std::string_view text) {
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  return NumberWithUnit{*number, std::string(trimmed(text))};
}

std::optional<std::string> unit_of(const std::string& text) {
  const auto quantity = number_with_unit(text);
  return quantity ? std::optional(quantity->unit) : std::nullopt;
}

}  // namespace closo
