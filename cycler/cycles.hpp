// Charge and energy that pass in a run, added up by cycles.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "solver/types.hpp"

namespace closo {

/// A moment as far as it tells what passes, per cell area and positive on discharge.
struct Flow {
  double time = 0.0;                    // s
  double charge = 0.0, energy = 0.0;    // passed so far [C m-2, J m-2]
  double current = 0.0, voltage = 0.0;  // A m-2, V
};

/// The share of a time in which a current is above 0 that goes from one value to another on a straight line.
double share_above_zero(double before, double after);

/// What passed in each direction, per cell area: charge [C m-2] and energy [J m-2], all >= 0.
struct Passed {
  double charged = 0.0, discharged = 0.0;
  double energy_in = 0.0, energy_out = 0.0;

  /// Between two moments so close that the current goes from one to the other on a straight line, such as the ends of a
  /// step of the integrator: what passed before the current turned, and what passed after.
  static Passed between(const Flow& before, const Flow& after);
  /// Adds a stretch of one direction: positive on discharge.
  void add(double charge, double energy);
  double both() const { return charged + discharged; }
  /// Mean voltage of what passed, in whichever direction [V]; NaN if nothing did.
  double mean_voltage() const { return (energy_in + energy_out) / both(); }
  Passed& operator+=(const Passed& other);
};

/// NaN unless something has passed.
inline double ratio(double part, double whole) {
  return part > 0 && whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

struct CycleResult {
  Index number = 0;  // from 1
  Index first_step = 0, last_step = 0;
  double start_time = 0.0, duration = 0.0;  // s
  Passed passed;
  std::vector<double> at_end;  // columns().cycles of the state that it leaves
  double retention = 0.0;      // of the discharge capacity, over that of the reference cycle; NaN without a discharge
  std::string stop_reason;     // of its last step

  double charge_voltage() const { return passed.energy_in / passed.charged; }         // mean [V]
  double discharge_voltage() const { return passed.energy_out / passed.discharged; }  // mean [V]
  /// NaN of a cycle that lacks a direction.
  double coulombic_efficiency() const { return ratio(passed.discharged, passed.charged); }
  double energy_efficiency() const { return ratio(passed.energy_out, passed.energy_in); }
};

/// A cycle begins with a charge or discharge in the direction in which the run began, after one in the other direction.
/// Steps that are neither belong to the cycle that they follow.
class CycleCounter {
 public:
  enum class Direction { none, charge, discharge };

  struct State {
    CycleResult cycle;                                                     // in progress; number 0 before the first
    double reference_capacity = std::numeric_limits<double>::quiet_NaN();  // C m-2
    Direction first = Direction::none;                                     // in which the run began
    bool turned = false;                                                   // the other direction has come
  };

  /// @param reference  number of the cycle to which retention refers
  explicit CycleCounter(Index reference) : reference_(reference) {}

  /// The cycle that ends because this step begins the next, if it does.
  std::optional<CycleResult> begin_step(Direction direction, Index step, double time);
  void end_step(const Passed& passed, double time, const std::string& reason);
  /// The cycle in progress, at the end of the run.
  CycleResult finish();

  Index number() const { return state_.cycle.number; }
  double discharge_capacity() const { return state_.cycle.passed.discharged; }  // so far [C m-2]

  /// To resume a run.
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  Index reference_;
  State state_;
};

}  // namespace closo
