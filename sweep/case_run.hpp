// Simulates one case of a sweep in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/stop_request.hpp"
#include "cycler/solution_builder.hpp"
#include "cycler/varied_run.hpp"
#include "sweep/sweep_problem.hpp"

namespace closo::sweep {

/// What a case came to. A failed case has its swept values, a reason, and NaN elsewhere.
struct CaseRow {
  std::int64_t number = 0;
  std::vector<double> numbers;  // of all columns, one after another
  std::int64_t time_steps = 0;
  std::string reason;  // why it failed; empty if it did not
  std::string input;   // the arguments of closo run that repeat it

  bool failed() const { return !reason.empty(); }
};

/// Runs case after case; one for each thread.
class CaseRunner {
 public:
  /// @param problem  must outlive the runner
  explicit CaseRunner(const SweepProblem& problem, StopRequest stop = {});
  ~CaseRunner();
  CaseRunner(const CaseRunner&) = delete;
  CaseRunner& operator=(const CaseRunner&) = delete;

  /// A case of the problem's space. @throws Cancelled
  CaseRow run(std::int64_t number);
  /// One with these values in place of those of the space.
  CaseRow run(const std::vector<CaseValue>& values);

 private:
  struct Formula;
  void simulate(const RunSpec& spec, CaseRow& row);

  const SweepProblem& problem_;
  StopRequest stop_;
  Wanted wanted_;  // of a solution
  VariedRun run_;
  std::vector<std::unique_ptr<Formula>> formulas_;
};

}  // namespace closo::sweep
