// How far simulated impedance spectra are from measured ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/spectrum.hpp"
#include "cycler/run.hpp"

namespace closo::compare {

/// Impedance of a cell in a state at the frequencies of a measured spectrum [ohm m2], shape (frequency).
Eigen::ArrayXcd impedance_at(const Cell& cell, const Eigen::ArrayXd& state, const Spectrum& measured);

/// Simulated minus measured impedance over the measured modulus, shape (frequency).
/// @param measured  areal     @param simulated  [ohm m2], shape (frequency)
Eigen::ArrayXcd relative_distance(const Spectrum& measured, const Eigen::ArrayXcd& simulated);

/// Root mean square of the moduli.
double root_mean_square(const Eigen::ArrayXcd& distance);

struct SpectrumComparison {
  Spectrum measured;          // areal
  Index step = 0, cycle = 0;  // of the run
  Eigen::ArrayXcd simulated;  // at the measured frequencies [ohm m2]

  Eigen::ArrayXcd distance() const { return relative_distance(measured, simulated); }
  /// Place of the largest distance, of the highest and of the lowest frequency.
  Index largest() const;
  Index fastest() const;
  Index slowest() const;
};

struct SpectrumComparisons {
  std::vector<SpectrumComparison> pairs;  // in the order of the steps
  std::vector<std::string> unpaired;      // "spectrum 3 of cycle 10, not simulated"
};

/// Takes at the eis steps of a run the spectra that were measured, at the measured frequencies. A step
/// takes the first measured spectrum that is left, of those of its own number or else of its own cycle where their
/// file has such numbers.
class SpectrumTrace : public Observer {
 public:
  /// @param measured    areal
  /// @param only_cycle  the cycle whose steps take spectra, also those without a number; 0: all
  SpectrumTrace(std::vector<Spectrum> measured, long only_cycle);

  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                const std::vector<std::complex<double>>& impedance) override;
  void step_ended(const Cell& cell, const StepResult& result) override;

  /// What was found so far.
  SpectrumComparisons comparisons() const;

 private:
  struct Place {
    Cell cell;
    Eigen::ArrayXd state;
  };

  std::vector<Spectrum> left_;  // measured ones
  long only_cycle_;
  std::optional<Place> place_;  // where the step in progress took a spectrum
  std::vector<SpectrumComparison> pairs_;
  Index not_measured_ = 0;
};

}  // namespace closo::compare
