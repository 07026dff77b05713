// Reports the progress of a run, and ends it when the user asks.
#pragma once

#include <chrono>

#include "app/interruption.hpp"
#include "app/recorder.hpp"

namespace closo {

/// Passes everything on to the recorder. The first Ctrl-C (or SIGTERM) ends the run within its step; the second one
/// ends the program at once.
class ConsoleLog : public Observer {
 public:
  /// With many steps it reports only the cycles.
  ConsoleLog(Recorder& recorder, const RunInput& run);

  void series(const Cell& cell, const Moment& moment) override { recorder_.series(cell, moment); }
  void profile(const Cell& cell, const Moment& moment) override { recorder_.profile(cell, moment); }
  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                const std::vector<std::complex<double>>& impedance) override {
    recorder_.spectrum(cell, moment, frequencies, impedance);
  }
  void step_ended(const Cell& cell, const StepResult& result) override;
  void cycle_ended(const Cell& cell, const CycleResult& result) override;
  bool follows(Index cycle) const override { return recorder_.follows(cycle); }
  void advanced(const Cell& cell, const Moment& moment) override { recorder_.advanced(cell, moment); }
  void begins(const Progress& progress) override { recorder_.begins(progress); }
  bool proceed(const Progress& progress) override;

  StopRequest wish() const { return StopRequest(interruption_); }

 private:
  std::string conditions(const StepResult& result) const;

  Recorder& recorder_;
  const std::atomic<bool>& interruption_ = interruption();
  long steps_;                             // of the protocol
  double own_temperature_, own_pressure_;  // of the cell, where a step states none [K, Pa]
  std::chrono::steady_clock::time_point last_told_ = std::chrono::steady_clock::now();
  bool critical_told_ = false;
  std::vector<bool> doubts_told_;
};

}  // namespace closo
