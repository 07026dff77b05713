// Writes a run to its HDF5 file as it goes: the tables of its solution, and how far it has come.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cycler/close_run.hpp"
#include "cycler/solution_builder.hpp"
#include "formats/results/progress_file.hpp"

namespace closo {

class Recorder : public Observer {
 public:
  /// @param resolved_input  YAML text that stands for the whole input
  /// @param from  how far the run in the file has come, to resume it; it must come from this input. nullptr
  ///              begins a new file
  Recorder(const std::filesystem::path& path, const Cell& cell, const RunInput& run, const std::string& resolved_input,
           const StoredProgress* from = nullptr);

  void series(const Cell& cell, const Moment& moment) override;
  void profile(const Cell& cell, const Moment& moment) override;
  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                const std::vector<std::complex<double>>& impedance) override {
    builder_.spectrum(cell, moment, frequencies, impedance);
  }
  void step_ended(const Cell& cell, const StepResult& result) override { builder_.step_ended(cell, result); }
  void cycle_ended(const Cell& cell, const CycleResult& result) override { builder_.cycle_ended(cell, result); }
  bool follows(Index cycle) const override { return builder_.follows(cycle); }
  void advanced(const Cell& cell, const Moment& moment) override { builder_.advanced(cell, moment); }
  void begins(const Progress& progress) override { remember(progress); }
  bool proceed(const Progress& progress) override;

  /// The file, to add to it what is no part of the run.
  ResultFile& file() { return file_; }

  /// Adds how the run ended and closes the file. @throws RunError if the disk is full
  void finish(const Cell& cell, const Outcome& outcome);

 private:
  void add_columns(const SolutionTable& table);
  void flush_if_many();
  void flush();
  void remember(const Progress& progress);

  ResultFile file_;
  SolutionBuilder builder_;
  std::vector<std::vector<std::size_t>> columns_;  // in the file, of each table of the solution; empty of a single row
  std::size_t rows_ = 0;                           // of series and profiles in memory
  StoredProgress stored_;                          // after the latest step
  const Protocol protocol_;
  const Layout layout_;
};

}  // namespace closo
