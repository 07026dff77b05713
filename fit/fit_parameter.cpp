// Between coordinates and values with units.
#include "fit/fit_parameter.hpp"

#include <cmath>

#include <fmt/format.h>

namespace closo {

double FitParameter::value(double coordinate) const {
  return logarithmic ? low * std::pow(high / low, coordinate) : low + (high - low) * coordinate;
}

double FitParameter::coordinate(double value) const {
  return logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

std::string FitParameter::text(double coordinate) const {
  return fmt::format("{}{}{}", value(coordinate), unit.empty() ? "" : " ", unit);
}

}  // namespace closo
