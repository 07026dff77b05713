// The files of a sweep: its table, or one for each of its processes, which are joined at the end.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "formats/results/case_table.hpp"
#include "sweep/sweep.hpp"

namespace closo {

class SweepTables {
 public:
  /// Looks at what earlier sweeps of this name left. The first process does so for all: it removes the tables of
  /// processes, or to resume counts what they hold.
  /// @param problem, ranks  must outlive the tables
  SweepTables(const sweep::SweepProblem& problem, const std::filesystem::path& output, bool resume,
              sweep::Ranks& ranks);

  /// Whether nothing is left to do.
  bool complete() const { return complete_; }
  /// 1 for the cases that earlier sweeps did, shape (cases).
  const std::vector<char>& done() const { return done_; }

  /// Begins or resumes the table of this process.
  void open();
  CaseTable& own() { return *own_; }

  /// Closes it and, if all processes did all their cases, joins their tables under the name of the output.
  /// @param all  whether this process did
  /// @return whether all processes did
  bool finish(bool all, const sweep::SweepProgress& progress);

 private:
  void find_earlier(bool resume, std::vector<char>& state);
  void mark_done();
  void describe(ResultFile& file) const;
  void join(std::int64_t failed) const;

  const sweep::SweepProblem& problem_;
  sweep::Ranks& ranks_;
  std::filesystem::path output_, own_path_;
  bool joined_ = false, complete_ = false;
  std::vector<std::filesystem::path> tables_;  // of earlier sweeps
  std::vector<char> done_;
  std::optional<CaseTable> own_;
};

/// Why the first case of a table failed that did.
std::string first_failure(const std::filesystem::path& table);

}  // namespace closo
