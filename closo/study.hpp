// One run with many values.
#pragma once

#include <string>
#include <vector>

#include "closo/export.hpp"
#include "closo/simulate.hpp"

namespace closo {

/// What one case came to.
struct CaseSolution {
  Solution solution;
  std::string error;  // why there is none; empty if there is one

  bool failed() const { return !error.empty(); }
};

/// Simulates a run once for each list of values, on several threads. A case that fails says why, and the others go on.
/// @param cases    what each sets, as Run::set() takes it
/// @param threads  0: as many as the machine has
/// @return in the order of the cases. Columns that are not wanted are not kept: most studies need few
CLOSO_EXPORT std::vector<CaseSolution> study(const Run& run, const std::vector<std::vector<KeyValue>>& cases,
                                             const SimulateOptions& options = {}, int threads = 0);

}  // namespace closo
