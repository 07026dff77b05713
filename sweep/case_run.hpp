// Simulates one case of a sweep in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sweep/sweep_problem.hpp"

namespace closo {

/// What a case came to. A failed case has its swept values, a reason, and NaN elsewhere.
struct CaseRow {
  std::int64_t number = 0;
  std::vector<double> numbers;  // of all columns, one after another
  std::int64_t time_steps = 0;
  std::string reason;  // why it failed; empty if it did not
  std::string input;   // of a failed case, the arguments of closo run that repeat it

  bool failed() const { return !reason.empty(); }
};

/// Runs case after case; one for each thread. The input is put together once, and each case changes its values in
/// place, always the same ones, so that no case depends on those before it.
class CaseRunner {
 public:
  /// @param problem  must outlive the runner
  explicit CaseRunner(const SweepProblem& problem);
  ~CaseRunner();
  CaseRunner(const CaseRunner&) = delete;
  CaseRunner& operator=(const CaseRunner&) = delete;

  CaseRow run(std::int64_t number);

 private:
  struct Formula;
  void set(const std::string& key, const std::string& value, CaseRow& row);
  void simulate(CaseRow& row);

  const SweepProblem& problem_;
  ResolvedInput input_;
  std::size_t width_ = 0;  // of CaseRow::numbers
  std::vector<std::unique_ptr<Formula>> formulas_;
};

}  // namespace closo
