// Keeps the voltage of a run in memory while it is recorded.
#pragma once

#include "compare/half_cycles.hpp"
#include "cycler/simulate.hpp"

namespace closo {

/// Passes everything on to another observer.
class Trace : public Observer {
 public:
  explicit Trace(Observer& next) : next_(next) {}

  void series(const Cell& cell, const Moment& moment) override;
  void profile(const Cell& cell, const Moment& moment) override { next_.profile(cell, moment); }
  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                const std::vector<std::complex<double>>& impedance) override {
    next_.spectrum(cell, moment, frequencies, impedance);
  }
  void step_ended(const Cell& cell, const StepResult& result) override;
  void cycle_ended(const Cell& cell, const CycleResult& result) override { next_.cycle_ended(cell, result); }
  bool follows(Index cycle) const override { return next_.follows(cycle); }
  void advanced(const Cell& cell, const Moment& moment) override { next_.advanced(cell, moment); }
  bool proceed(const Progress& progress) override { return next_.proceed(progress); }

  /// What was shown so far, without a step in progress.
  const Recording& recording() const { return recording_; }

 private:
  Observer& next_;
  Recording recording_;
};

}  // namespace closo
