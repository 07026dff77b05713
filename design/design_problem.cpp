// Targets in numbers and words.
#include "design/design_problem.hpp"

#include <fmt/format.h>

namespace closo::design {

double DesignTarget::shortfall(double achieved) const {
  return (at_least ? value - achieved : achieved - value) / value;
}

std::string DesignTarget::text() const {
  return fmt::format("{} at {} {:g}{}{}", quantity->name, at_least ? "least" : "most", value,
                     quantity->unit == "1" ? "" : " ", quantity->unit == "1" ? "" : quantity->unit);
}

}  // namespace closo::design
