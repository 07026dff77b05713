// Simulates one case of a sweep in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "solver/stop_request.hpp"
#include "sweep/sweep_problem.hpp"

namespace closo {

/// What a case came to. A failed case has its swept values, a reason, and NaN elsewhere.
struct CaseRow {
  std::int64_t number = 0;
  std::vector<double> numbers;  // of all columns, one after another
  std::int64_t time_steps = 0;
  std::string reason;  // why it failed; empty if it did not
  std::string input;   // the arguments of closo run that repeat it

  bool failed() const { return !reason.empty(); }
};

/// A value of a case, as --set takes it.
struct CaseValue {
  std::string key, text;
  double number = 0.0;  // what stands for it in a table
};

/// Runs case after case; one for each thread. The input is put together once, and each case changes its values in
/// place, always the same ones, so that no case depends on those before it.
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
  void set(const std::string& key, const std::string& value, CaseRow& row);
  void simulate(CaseRow& row);

  const SweepProblem& problem_;
  StopRequest stop_;
  ResolvedInput input_;
  std::vector<std::unique_ptr<Formula>> formulas_;
};

}  // namespace closo
