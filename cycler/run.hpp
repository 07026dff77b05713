// What a run is told, what it reports on its way, and how it ends.
#pragma once

#include <complex>
#include <memory>
#include <string>
#include <vector>

#include "cycler/cycles.hpp"
#include "cycler/protocol.hpp"
#include "cycler/stop_reason.hpp"
#include "models/cell.hpp"
#include "models/columns.hpp"
#include "solver/integrator.hpp"

namespace closo {

/// Which moments of a run are shown to the observer.
struct Sampling {
  bool every_time_step = true;         // of the integrator, in the series
  double series_interval = 0.0;        // s; 0: none
  double series_voltage_change = 0.0;  // V; 0: none
  std::vector<double> series_times;    // moments of the run [s], rising
  double profile_charge = 0.1;         // shows profiles each time this share of the nominal capacity has passed
  bool every_cycle = true;
  std::vector<Index> cycles;         // the cycles to show, unless every one
  std::vector<Index> cycle_periods;  // and every Nth of them

  bool shows(Index cycle) const;
};

/// The place in one of the nested loops that the next step lies in; the outermost is the protocol itself.
struct LoopPlace {
  Index entry = 0;              // in its body
  Index pass = 0;               // from 0
  double first_capacity = 0.0;  // discharge capacity at the end of the first pass [C m-2]
  bool cut_off = false;         // a step of this pass ended at a voltage

  friend bool operator==(const LoopPlace&, const LoopPlace&) = default;
};

/// How far a run has come: all that is needed to resume it.
struct Progress {
  double time = 0.0;     // s
  Index step = 0;        // steps done
  Eigen::ArrayXd state;  // of the cell
  double energy = 0.0;   // delivered, over the nominal capacity [V]
  Passed passed;         // since the start of the run
  Origin origin;
  CycleCounter::State cycles;
  std::vector<LoopPlace> position;  // in the protocol
};

struct RunSettings {
  Mesh mesh;
  double tolerance = 1e-4;  // of the error of a step: of stoichiometries over 1, of voltages over the upper cut-off
  double start_stoichiometry = 1.0;
  double start_negative_stoichiometry = 0.0;  // of the negative composite beside a positive one
  double start_voltage = 0.0;                 // V, of a cell without active material
  std::shared_ptr<const Progress> start;      // where another run ended, instead of these
  Protocol protocol;
  Sampling sampling;
  Index retention_from = 1;  // the cycle to which the retention of the others refers
};

/// One step of the protocol as it went.
struct StepResult {
  Index number = 0, cycle = 0;  // from 1
  std::string text;
  double temperature = 0.0, pressure = 0.0;       // at its start [K, Pa]
  double start_time = 0.0, duration = 0.0;        // s
  double charge = 0.0;                            // C m-2, positive on discharge
  double energy = 0.0;                            // J m-2, positive on discharge
  Passed passed;                                  // the same by direction
  double start_voltage = 0.0, end_voltage = 0.0;  // V
  StopReason stop;                                // why it ended
  std::vector<double> loads;                      // the largest of columns().loads, 0 without one
  std::vector<std::string> doubts;  // columns().doubts and overloads at its end, empty where there is none
  IntegratorStatistics statistics;

  std::string stop_reason() const { return describe(stop); }
};

/// A moment of the run: the time since its start and the state of the cell then.
struct Moment {
  double time;  // s
  Index step;   // from 1
  const Eigen::ArrayXd& state;
  // Since the start of the run, per cell area, discharge positive.
  double energy;  // J m-2
  double charge;  // C m-2
  Passed passed;  // the charge and the energy by direction
  Origin origin;  // that these count from
};

/// @param energy  delivered, over the nominal capacity [V]
Moment moment_of(const Cell& cell, double time, Index step, const Eigen::ArrayXd& state, double energy,
                 const Passed& passed, const Origin& origin);

/// @param energy  delivered, over the nominal capacity [V]
Flow flow_of(const Cell& cell, double time, const Eigen::ArrayXd& state, double energy);

/// Who is told of a run; each call does nothing unless it is overridden.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void series(const Cell&, const Moment&) {}
  virtual void profile(const Cell&, const Moment&) {}
  virtual void step_ended(const Cell&, const StepResult&) {}
  virtual void cycle_ended(const Cell&, const CycleResult&) {}
  /// @param frequencies  [Hz]     @param impedance  -dV/di at rest [ohm m2], shape (frequencies)
  virtual void spectrum(const Cell&, const Moment&, const std::vector<double>& /*frequencies*/,
                        const std::vector<std::complex<double>>& /*impedance*/) {}
  /// Whether advanced() is to be called in a cycle, and the call: at the start of a step, and whenever the integrator
  /// has advanced.
  virtual bool follows(Index /*cycle*/) const { return false; }
  virtual void advanced(const Cell&, const Moment&) {}
  /// Before the first step.
  virtual void begins(const Progress&) {}
  /// After each step, when all of it has been told. @return whether to continue
  virtual bool proceed(const Progress&) { return true; }
};

/// How a run ended.
struct Outcome {
  enum class Kind { completed, stopped_early, interrupted };
  Kind kind = Kind::completed;
  std::string reason;  // why the run ended

  bool completed() const { return kind == Kind::completed; }
};

}  // namespace closo
