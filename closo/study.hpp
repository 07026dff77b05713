// One run with many values.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
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
/// @param options  `interrupted` is asked by the calling thread alone, some twenty times a second; cases that have not
///                 ended by then are interrupted ones
/// @param threads  0: as many as the machine has
/// @param ended    called by the calling thread with the number of cases that have ended, when it has grown
/// @return in the order of the cases. Columns that are not wanted are not kept: most studies need few
CLOSO_EXPORT std::vector<CaseSolution> study(const Run& run, const std::vector<std::vector<KeyValue>>& cases,
                                             const SimulateOptions& options = {}, int threads = 0,
                                             const std::function<void(std::size_t)>& ended = {});

/// One run with values that change from call to call, for fits and samplers: it is read once, and numbers go straight
/// to their places. One for each thread.
class CLOSO_EXPORT Simulator {
 public:
  explicit Simulator(const Run& run);
  ~Simulator();
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;

  /// @param values  as Run::set() takes them; those of the call before do not count     @throws InputError
  Solution operator()(const std::vector<KeyValue>& values, const SimulateOptions& options = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace closo
