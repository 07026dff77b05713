// Reports the progress of a run, and ends it when the user asks.
#pragma once

#include <chrono>

#include "app/interruption.hpp"
#include "cycler/close_run.hpp"

namespace closo {

/// The first Ctrl-C (or SIGTERM) ends the run within its step; the second one ends the program at once.
class ConsoleLog : public Observer {
 public:
  /// With many steps it reports only the cycles.
  explicit ConsoleLog(const RunInput& run);

  void step_ended(const Cell& cell, const StepResult& result) override;
  void cycle_ended(const Cell& cell, const CycleResult& result) override;
  bool proceed(const Progress&) override { return !interruption_; }

  StopRequest wish() const { return StopRequest(interruption_); }

 private:
  std::string conditions(const StepResult& result) const;

  const std::atomic<bool>& interruption_ = interruption();
  long steps_;                             // of the protocol
  double own_temperature_, own_pressure_;  // of the cell, where a step states none [K, Pa]
  std::chrono::steady_clock::time_point last_told_ = std::chrono::steady_clock::now();
  std::vector<bool> doubts_told_;
};

}  // namespace closo
