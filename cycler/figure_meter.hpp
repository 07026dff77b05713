// Follows the reference cycle of a run, for the quantities by which designs are compared.
#pragma once

#include <array>
#include <limits>
#include <vector>

#include "cycler/run.hpp"
#include "models/observables.hpp"

namespace closo {

/// What the reference cycle of a run came to; NaN where it has no such thing.
struct FigureRecord {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  CycleResult cycle;            // number 0: the run has no such cycle
  bool discharges = false;      // at some moment, or tries to
  double last_energy = none;    // discharged in the last cycle [J m-2]
  double discharge_time = 0.0;  // in which the current was above 0 [s]
  // Resistances [ohm m2]: at half charge of conduction, and of it with the charge transfer at the metal; 1 s and 30 min
  // after the start of the discharge.
  double ohmic = none, internal = none, second = none, half_hour = none;
  double charge = 0.0;  // over which the losses were added up [C m-2]
  std::array<double, Overpotentials::count>
      losses{};               // overpotential times charge [J m-2], each > 0 where it is a loss
  std::vector<double> loads;  // of columns(), the largest in all steps of the run; empty before the first

  /// The place of the largest loss among Overpotentials::names(), -1 without any.
  int largest_loss() const;
};

/// The resistance some time after the first discharge of the cycle began is the change of V - U(mean y) over that of
/// the current from the end of the step before. What the open-circuit voltage does is thus no part of it. No resistance
/// is taken while places of the composite still charge others, nor where the change is that of a rest that was too
/// short, nor of a current that has changed since the step began: such a voltage belongs to what was before.
class FigureMeter {
 public:
  /// @param reference  number of the cycle, from 1
  explicit FigureMeter(Index reference) : reference_(reference) {}

  /// Whether advanced() is to be called in a cycle: the reference, and the one before for how it ended.
  bool follows(Index cycle) const { return cycle == reference_ || cycle + 1 == reference_; }
  void advanced(const Cell& cell, const Moment& moment);
  void step_ended(const StepResult& result);
  void cycle_ended(const CycleResult& result);

  const FigureRecord& record() const { return state_.record; }

  /// A moment of the run.
  struct Point {
    double time = 0.0, discharged = 0.0;  // s; since the start of the run [C m-2]
    double current = 0.0, ionic = 0.0;    // of the cell and of the ions through its separator [A m-2]
    double loss = 0.0;                    // U - V [V]
    double drift = 0.0;                   // of the loss, since the point before in its step [V s-1]
    double y = 1.0;                       // mean stoichiometry
    std::array<double, Overpotentials::count> terms{};
  };
  /// What it knows between two steps.
  struct State {
    FigureRecord record;
    bool discharged = false;  // the first discharge of the cycle is over
    Point last;               // at the end of the latest step
  };

  /// To resume a run.
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  void begin_step(const Moment& moment, const Point& now);
  double resistance(const Point& now, double share, double after) const;
  void measure_resistances(const Cell& cell, const Eigen::ArrayXd& state, const Point& now);

  Index reference_;
  State state_;                // whose last point is that before this time step
  Index step_ = 0;             // in progress
  bool discharging_ = false;   // the first discharge of the cycle is in progress
  double step_start_ = 0.0;    // s
  double step_current_ = 0.0;  // at its start [A m-2]
  Point before_;               // at the end of the step before
};

}  // namespace closo
