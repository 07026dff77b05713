// A search for designs as its file states it: what may be changed, what is wanted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sweep/sweep_problem.hpp"

namespace closo::design {

/// A design quantity and what it has to be.
struct DesignTarget {
  const Figure* quantity = nullptr;
  double value = 0.0;  // in the unit of the quantity
  bool at_least = true;

  /// By which share of the target it is missed; 0 or less if it is met.
  double shortfall(double achieved) const;
  std::string text() const;  // "specific_energy_cell at least 200 Wh kg-1"
};

/// Designs of which each is best in one of two quantities for what it has of the other.
struct FrontProblem {
  const Figure *most = nullptr, *against = nullptr;  // both: the more the better
  std::size_t points = 0;
  std::vector<DesignTarget> require;  // of every design
};

struct DesignProblem {
  sweep::SweepProblem cases;  // the run, dependent values and limits; all design quantities are kept
  std::vector<VariedKey> variables;
  std::vector<double> reference;  // coordinates of the values in the run, outside of 0 to 1 if beyond the bounds
  std::optional<FrontProblem> front;
  std::vector<DesignTarget> targets;  // to be met by the fewest changes; may be empty
  std::size_t samples = 0;            // designs of Sobol's sequence with which the search begins
  int evaluations = 0;                // designs of each search, at most

  /// The value of a variable in a design. @param point  its coordinates, shape (variables)
  double value(std::size_t variable, const std::vector<double>& point) const {
    return variables[variable].value(point[variable]);
  }
};

}  // namespace closo::design
