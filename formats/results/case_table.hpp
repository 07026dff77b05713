// The table of cases in a result file: one row for each case that was run, and the failures.
#pragma once

#include <filesystem>
#include <vector>

#include "io/result_file.hpp"
#include "sweep/case_run.hpp"

namespace closo {

/// Appends rows, in the order in which they are given.
class CaseTable {
 public:
  CaseTable(const sweep::SweepProblem& problem, const std::filesystem::path& path, Opening opening);

  void append(const sweep::CaseRow& row);
  /// Puts what there is under the file's name, from time to time.
  void publish_if_due();
  ResultFile& file() { return file_; }

 private:
  ResultFile file_;
  std::vector<std::size_t> columns_, widths_;
  std::size_t number_ = 0, failed_ = 0, time_steps_ = 0;  // columns
  std::size_t failure_case_ = 0, failure_reason_ = 0, failure_input_ = 0;
};

/// Attributes and fixed datasets that tell what was swept.
void write_sweep(ResultFile& file, const sweep::SweepProblem& problem);

/// A table that shows the rows of several others in the order of the cases, without holding them.
void join_tables(const sweep::SweepProblem& problem, ResultFile& file,
                 const std::vector<std::filesystem::path>& tables);

/// The cases that a table holds, in the order of its rows.
std::vector<std::int64_t> cases_of(const std::filesystem::path& table);

/// @throws InputError unless the table is of this sweep
void check_same_sweep(const sweep::SweepProblem& problem, const std::filesystem::path& table);

}  // namespace closo
