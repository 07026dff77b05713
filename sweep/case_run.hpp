// Simulates one case of a sweep in memory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/stop_request.hpp"
#include "cycler/solution_builder.hpp"
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

/// A value of a case, as --set takes it.
struct CaseValue {
  std::string key, text;
  double number = 0.0;       // what stands for it in a table
  std::string unit;          // of the number, "" for none
  bool is_quantity = false;  // the text is this number in this unit
};

/// Runs case after case; one for each thread. The run is read once. Each case changes quantities of its spec in place,
/// always the same ones, so that no case depends on those before it; what is no quantity of the cell, as a text of the
/// protocol, makes the run be read again.
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
  struct Slot;
  void set(const CaseValue& value, CaseRow& row);
  void set_text(const CaseValue& value);
  void simulate(CaseRow& row);
  void read_again();

  const SweepProblem& problem_;
  StopRequest stop_;
  Wanted wanted_;                      // of a solution
  std::unique_ptr<RunSource> source_;  // with the texts of the last case
  RunSpec spec_;                       // of this source, with the quantities of the last case
  bool stale_ = true;                  // the source has changed since the spec was read
  std::map<std::string, Slot> slots_;
  std::vector<std::unique_ptr<Formula>> formulas_;
};

}  // namespace closo::sweep
