// What a fit compares: curves and single figures, measured and simulated.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compare/half_cycles.hpp"
#include "compare/spectrum_comparison.hpp"
#include "cycler/run_source.hpp"
#include "cycler/solution.hpp"

namespace closo::fit {

/// A run as it went, in memory.
struct Simulation {
  CellParameters cell;
  Solution solution;
  compare::Recording recording;                 // of the solution
  std::vector<compare::HalfCycle> half_cycles;  // of the recording
  std::map<Index, Eigen::ArrayXcd> spectra;     // of steps with a target, at its frequencies [ohm m2]
};

/// A single figure.
struct ScalarTarget {
  std::string name, unit;                       // "discharge_specific_capacity of cycle 2", "mAh g-1"
  double value = 0.0, uncertainty = 0.0;        // in `unit`
  std::function<double(const Simulation&)> of;  // NaN if the simulation has no such figure
};

/// Standard deviations of a measured curve.
struct CurveUncertainty {
  double voltage = 0.0;  // of a row [V]
  double charge = 0.0;   // common to the rows, of the charge of the half cycle
};

/// A measured half cycle, its rows gathered in stretches of equal charge. A residual is the mean over the rows of a
/// stretch of their distances from the simulated curve (CurveDistance), over its standard deviation: the noise of the
/// voltages averages out, the error of the charge is common to the rows.
class CurveTarget {
 public:
  /// @param points  the most stretches
  CurveTarget(compare::HalfCycle measured, const CurveUncertainty& uncertainty, int points);

  const compare::HalfCycle& measured() const { return measured_; }
  std::size_t residuals() const { return begins_.size() - 1; }
  /// Appends the residuals; false if the simulation has no such half cycle.
  bool append_residuals(const Simulation& simulation, std::vector<double>& residuals) const;
  /// Distance of each measured row from the simulated curve [V], shape (rows).
  std::vector<double> distances(const compare::HalfCycle& simulated) const;
  /// Root mean square of the distances [V].
  double rms_error(const compare::HalfCycle& simulated) const;
  const compare::HalfCycle* find_in(const Simulation& simulation) const;

 private:
  compare::HalfCycle measured_;
  double voltage_deviation_, charge_deviation_;  // V, C kg-1
  std::vector<std::size_t> begins_;              // first row of each stretch, and the end
};

/// A measured spectrum that a step of the run takes, at the measured frequencies. A residual is the distance of the
/// real or the imaginary part over its standard deviation, a share of the measured modulus.
class SpectrumTarget {
 public:
  /// @param measured  areal
  SpectrumTarget(compare::Spectrum measured, Index step, double uncertainty);

  Index step() const { return step_; }
  std::string name() const;
  const compare::Spectrum& measured() const { return measured_; }
  std::size_t residuals() const { return 2 * static_cast<std::size_t>(measured_.frequency.size()); }
  /// Appends the residuals; false if the simulation has no such spectrum.
  bool append_residuals(const Simulation& simulation, std::vector<double>& residuals) const;
  /// Root mean square of the distances over the modulus.
  double relative_error(const Simulation& simulation) const;

 private:
  compare::Spectrum measured_;
  Index step_;
  double uncertainty_;
};

/// One run of a fit with all that is compared to it.
struct FitRun {
  std::string name;
  std::shared_ptr<const RunSource> source;
  RunSpec spec;  // of this source
  std::vector<CurveTarget> curves;
  std::vector<ScalarTarget> scalars;
  std::vector<SpectrumTarget> spectra;
  std::vector<Index> recorded_cycles;  // those of which the targets need the voltage
  bool records_every_cycle = false;
  bool is_replay = false;  // of a measured current, whose cycles are counted by its direction
};

/// Simulates a run. @throws InputError for values that are no cell, RunError where the run stops early
Simulation simulated(const FitRun& run, const RunSpec& spec);

/// Resistance [ohm m2] some time after the current changed at the start of a step; NaN if it was not simulated.
double step_resistance(const Simulation& simulation, long step, double after);

}  // namespace closo::fit
