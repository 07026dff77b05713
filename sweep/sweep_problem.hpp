// A sweep as its file states it: a run, the cases, and what is kept of each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cycler/cycle_quantities.hpp"
#include "cycler/figures.hpp"
#include "cycler/run_source.hpp"
#include "sweep/case_space.hpp"

namespace closo::sweep {

/// A key whose value follows from others by a formula.
struct DependentValue {
  struct Variable {
    std::string name, key, unit;
  };
  std::string key, unit, expression;  // of the resolved run; the unit of what the expression gives
  std::vector<Variable> variables;
  std::string where;  // in the file of the sweep
};

/// A figure of one cycle.
struct KeptCycle {
  static constexpr Index last = -1;
  Index cycle = last;
  const CycleQuantity* quantity = nullptr;
};

/// The voltage of one step, at points evenly spread over its charge.
struct KeptCurve {
  Index step = 0;
  std::size_t points = 0;
};

struct Kept {
  std::vector<const Figure*> design;
  std::vector<KeptCycle> cycles;
  std::vector<KeptCurve> curves;

  std::size_t numbers() const;  // of a case
};

/// Beyond these a case is given up.
struct CaseLimits {
  std::int64_t time_steps = std::numeric_limits<std::int64_t>::max();
  double wall_time = std::numeric_limits<double>::infinity();  // s

  bool any() const { return *this != CaseLimits{}; }
  friend bool operator==(const CaseLimits&, const CaseLimits&) = default;
};

/// A column of numbers in the table of cases.
struct CaseColumn {
  std::string path, unit, meaning;
  std::size_t points = 1;  // numbers in a row; more than one for a curve
};

struct SweepProblem {
  std::string title, file;
  std::shared_ptr<const RunSource> run;  // without the values of any case
  CaseSpace space{{}};
  std::vector<DependentValue> dependents;
  Kept kept;
  CaseLimits limits;
  std::vector<std::filesystem::path> inputs;  // all files that the sweep was read from

  /// The columns in the order of CaseRow::numbers.
  std::vector<CaseColumn> columns() const;
  /// Tells sweeps apart whose cases or columns differ, to resume only the same one.
  std::string fingerprint() const;
};

}  // namespace closo::sweep
