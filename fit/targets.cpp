// Simulates runs in memory, and takes voltages and figures from them.
#include "fit/targets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/recording.hpp"
#include "cycler/close_run.hpp"
#include "cycler/observers.hpp"
#include "cycler/simulate.hpp"
#include "fit/curve_distance.hpp"

namespace closo::fit {
namespace {

// Fits take differences of simulations: these must not shake, whatever tolerance does for the picture of a run.
constexpr double tightest_needed = 1e-6;
// Straight lines between rows of this distance are right within microvolts.
constexpr double row_distance = 2e-3;  // V

constexpr double no_profiles = 1e3;  // nominal capacities between two profiles: none

/// Takes spectra at the frequencies of the targets.
class SpectrumKeeper : public Observer {
 public:
  explicit SpectrumKeeper(const FitRun& run) : run_(run) {}

  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>&,
                const std::vector<std::complex<double>>&) override {
    for (const SpectrumTarget& target : run_.spectra) {
      if (target.step() == moment.step)
        spectra[moment.step] = compare::impedance_at(cell, moment.state, target.measured());
    }
  }

  std::map<Index, Eigen::ArrayXcd> spectra;

 private:
  const FitRun& run_;
};

const Wanted& wanted_of_targets() {
  static const Wanted columns = [] {
    Wanted all = compare::wanted_of_recordings();
    all.emplace_back("cycles");
    return all;
  }();
  return columns;
}

}  // namespace

CurveTarget::CurveTarget(compare::HalfCycle measured, const CurveUncertainty& uncertainty, int points)
    : measured_(std::move(measured)),
      voltage_deviation_(uncertainty.voltage),
      charge_deviation_(uncertainty.charge * measured_.charge.back()) {
  const double first = measured_.charge.front(), width = (measured_.charge.back() - first) / points;
  const auto stretch = [&](std::size_t row) { return std::floor((measured_.charge[row] - first) / width); };
  begins_.push_back(0);
  for (std::size_t k = 1; k < measured_.charge.size(); ++k)
    if (stretch(k) != stretch(k - 1)) begins_.push_back(k);
  begins_.push_back(measured_.charge.size());
}

const compare::HalfCycle* CurveTarget::find_in(const Simulation& simulation) const {
  const auto found = std::ranges::find_if(simulation.half_cycles,
                                          [&](const compare::HalfCycle& half) { return half.matches(measured_); });
  return found == simulation.half_cycles.end() ? nullptr : &*found;
}

std::vector<double> CurveTarget::distances(const compare::HalfCycle& simulated) const {
  CurveDistance distance(simulated, charge_deviation_, voltage_deviation_);
  std::vector<double> result;
  for (std::size_t k = 0; k < measured_.charge.size(); ++k)
    result.push_back(distance(measured_.charge[k], measured_.voltage[k]) * voltage_deviation_);
  return result;
}

double CurveTarget::rms_error(const compare::HalfCycle& simulated) const {
  const std::vector<double> all = distances(simulated);
  double squares = 0;
  for (const double distance : all) squares += distance * distance;
  return std::sqrt(squares / static_cast<double>(all.size()));
}

bool CurveTarget::append_residuals(const Simulation& simulation, std::vector<double>& residuals) const {
  const compare::HalfCycle* simulated = find_in(simulation);
  if (simulated == nullptr) return false;
  for (std::size_t j = 0; j + 1 < begins_.size(); ++j) {
    const auto rows = static_cast<double>(begins_[j + 1] - begins_[j]);
    CurveDistance distance(*simulated, charge_deviation_, voltage_deviation_ / std::sqrt(rows));
    double sum = 0;
    for (std::size_t k = begins_[j]; k < begins_[j + 1]; ++k)
      sum += distance(measured_.charge[k], measured_.voltage[k]);
    residuals.push_back(sum / rows);
  }
  return true;
}

SpectrumTarget::SpectrumTarget(compare::Spectrum measured, Index step, double uncertainty)
    : measured_(std::move(measured)), step_(step), uncertainty_(uncertainty) {}

std::string SpectrumTarget::name() const {
  return fmt::format("spectrum of step {}", step_);
}

bool SpectrumTarget::append_residuals(const Simulation& simulation, std::vector<double>& residuals) const {
  const auto found = simulation.spectra.find(step_);
  if (found == simulation.spectra.end()) return false;
  for (const std::complex<double>& distance : compare::relative_distance(measured_, found->second)) {
    residuals.push_back(distance.real() / uncertainty_);
    residuals.push_back(distance.imag() / uncertainty_);
  }
  return true;
}

double SpectrumTarget::relative_error(const Simulation& simulation) const {
  return compare::root_mean_square(compare::relative_distance(measured_, simulation.spectra.at(step_)));
}

Simulation simulated(const FitRun& run, const RunSpec& spec) {
  RunInput parsed = close(spec);
  parsed.settings.tolerance = std::min(parsed.settings.tolerance, tightest_needed);
  parsed.settings.sampling = {};
  parsed.settings.sampling.series_voltage_change = row_distance;
  parsed.settings.sampling.profile_charge = no_profiles;
  parsed.settings.sampling.every_cycle = run.records_every_cycle;
  parsed.settings.sampling.cycles = run.recorded_cycles;
  Cell cell(parsed.cell, parsed.settings.mesh);
  SpectrumKeeper keeper(run);
  SolutionBuilder builder(cell, parsed.settings.retention_from, parsed.figures, &wanted_of_targets());
  Observers both({&builder, &keeper});
  const Outcome outcome = simulate(cell, parsed.settings, both);
  if (!outcome.completed()) throw RunError(outcome.reason);
  compare::Recording recording = compare::recording_of(builder.solution(), parsed.cell);
  if (run.is_replay) recording.cycle.clear();
  std::vector<compare::HalfCycle> halves = compare::half_cycles(recording);
  return {parsed.cell, builder.take(), std::move(recording), std::move(halves), std::move(keeper.spectra)};
}

double step_resistance(const Simulation& simulation, long step, double after) {
  const compare::Recording& r = simulation.recording;
  const auto first = static_cast<std::size_t>(std::ranges::find(r.step, step) - r.step.begin());
  if (first == 0 || first >= r.step.size()) return std::numeric_limits<double>::quiet_NaN();
  const double time = r.time[first] + after;
  std::size_t k = first;
  while (k < r.step.size() && r.step[k] == step && r.time[k] < time) ++k;
  if (k == r.step.size() || r.step[k] != step) return std::numeric_limits<double>::quiet_NaN();
  const double width = k > first ? r.time[k] - r.time[k - 1] : 0;
  const double share = width > 0 ? (time - r.time[k - 1]) / width : 1;
  const std::size_t below = k > first ? k - 1 : k;
  const double voltage = r.voltage[below] + share * (r.voltage[k] - r.voltage[below]);
  const double current = r.current[below] + share * (r.current[k] - r.current[below]);
  const double loading = simulation.cell.composite().active_loading;
  return (r.voltage[first - 1] - voltage) / ((current - r.current[first - 1]) * loading);
}

}  // namespace closo::fit
