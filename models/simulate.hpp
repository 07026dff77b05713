// Takes a cell through a protocol, step by step, and tells an observer what happens.
#pragma once

#include <string>
#include <vector>

#include "models/protocol.hpp"
#include "solver/integrator.hpp"

namespace closo {

/// Which moments of a run are shown to the observer.
struct Sampling {
  double series_interval = 0.0;  // s; 0 shows every step of the integrator
  double profile_charge = 0.1;   // shows profiles each time this share of the nominal capacity has passed
};

struct RunSettings {
  Mesh mesh;
  double tolerance = 1e-4;  // of the error of a step: of stoichiometries over 1, of voltages over the upper cut-off
  double start_stoichiometry = 1.0;
  std::vector<ProtocolStep> protocol;
  Sampling sampling;
};

/// One step of the protocol as it went.
struct StepResult {
  Index number = 0;  // from 1
  std::string text;
  double start_time = 0.0, duration = 0.0;        // s
  double charge = 0.0;                            // C m-2, positive on discharge
  double energy = 0.0;                            // J m-2, positive on discharge
  double start_voltage = 0.0, end_voltage = 0.0;  // V
  std::string reason;                             // why it ended, in the user's terms
  IntegratorStatistics statistics;
};

/// A moment of the run: the time since its start and the state of the cell then.
struct Moment {
  double time;  // s
  Index step;   // from 1
  const Eigen::ArrayXd& state;
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void series(const Cell& cell, const Moment& moment) = 0;
  virtual void profile(const Cell& cell, const Moment& moment) = 0;
  virtual void step_ended(const Cell& cell, const StepResult& result) = 0;
};

/// How a run ended.
struct Outcome {
  bool completed = false;  // the whole protocol was run
  std::string reason;      // why the run ended
};

/// @throws RunError if no consistent start is found (a defect of closo, not of the input)
Outcome simulate(Cell& cell, const RunSettings& settings, Observer& observer);

}  // namespace closo
