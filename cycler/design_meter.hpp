// Follows the reference cycle of a run, for the quantities by which designs are compared.
#pragma once

#include <array>
#include <limits>
#include <vector>

#include "cycler/run.hpp"
#include "models/observables.hpp"

namespace closo {

/// What the reference cycle of a run came to; NaN where it has no such thing.
struct DesignRecord {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  CycleResult cycle;            // number 0: the run has no such cycle
  bool discharges = false;      // or tries to
  double last_energy = none;    // discharged in the last cycle [J m-2]
  double discharge_time = 0.0;  // of its steps that discharge [s]
  // Resistances [ohm m2]: at half charge of conduction, and of it with the charge transfer at the metal; 1 s and 30 min
  // after the start of the discharge.
  double ohmic = none, internal = none, second = none, half_hour = none;
  double charge = 0.0;  // over which the losses were added up [C m-2]
  std::array<double, Overpotentials::count>
      losses{};  // overpotential times charge [J m-2], each > 0 where it is a loss

  /// The place of the largest loss among Overpotentials::names(), -1 without any.
  int largest_loss() const;
};

/// The resistance some time after the first discharge of the cycle began is the change of V - U(mean y) over that of
/// the current from the end of the step before. What the open-circuit voltage does is thus no part of it.
class DesignMeter {
 public:
  /// @param reference  number of the cycle, from 1
  explicit DesignMeter(Index reference) : reference_(reference) {}

  /// Whether advanced() is to be called in a cycle: the reference, and the one before for how it ended.
  bool follows(Index cycle) const { return cycle == reference_ || cycle + 1 == reference_; }
  void advanced(const Cell& cell, const Moment& moment);
  void step_ended(const StepResult& result);
  void cycle_ended(const CycleResult& result);

  const DesignRecord& record() const { return state_.record; }

  /// A moment of the run.
  struct Point {
    double time = 0.0, charge = 0.0;   // s, C m-2
    double current = 0.0, loss = 0.0;  // A m-2; U - V [V]
    double y = 1.0;                    // mean stoichiometry
    std::array<double, Overpotentials::count> terms{};
  };
  /// What it knows between two steps.
  struct State {
    DesignRecord record;
    bool discharged = false;  // the first discharge of the cycle is over
    Point last;               // at the end of the latest step
  };

  /// To resume a run.
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  void begin_step(const Moment& moment, const Point& now);
  void measure_resistances(const Point& now);

  Index reference_;
  State state_;               // whose last point is that before this time step
  Index step_ = 0;            // in progress
  bool discharging_ = false;  // the first discharge of the cycle is in progress
  double step_start_ = 0.0;   // s
  Point before_;              // at the end of the step before
};

}  // namespace closo
