// The equivalent circuit of a spectrum: as many arcs as it determines, with intervals of confidence.
#pragma once

#include <optional>
#include <vector>

#include "compare/spectrum.hpp"
#include "spectra/circuit.hpp"
#include "spectra/relaxation_times.hpp"

namespace closo::spectra {

inline constexpr double interval_confidence = 0.95;

/// A value with its interval of confidence; determined if half the interval is less than half the value.
struct Estimate {
  double value = 0.0, low = 0.0, high = 0.0;
  bool determined = false;
  bool at_bound = false;  // of the values that are searched
};

struct ArcEstimate {
  Estimate resistance;  // in the unit of the impedance
  Estimate time;        // tau [s]; the peak of -Im Z lies at 1 / (2 pi tau)
  Estimate exponent;    // n of the constant phase element; 1 for a capacitor
  double capacitance() const { return time.value / resistance.value; }  // that with R_k alone would have its peak there

  Estimate peak_frequency() const;  // [Hz]
};

struct CircuitFit {
  CircuitShape shape;
  Estimate series_resistance;
  std::vector<ArcEstimate> arcs;  // from fast to slow
  std::optional<Estimate> tail_modulus, tail_exponent, inductance;
  double misfit = 0.0;       // root mean square of the relative residuals, real and imaginary
  double noise = 0.0;        // of the same size at all frequencies [the unit of the impedance]; 0: in proportion to |Z|
  double information = 0.0;  // Akaike's criterion for small samples
  bool converged = false;
  Eigen::ArrayXcd impedance;  // of the circuit

  /// A circuit that fits significantly better and has one more arc: more than were asked for, or not all determined.
  struct Further {
    CircuitShape shape;
    double misfit = 0.0;
    bool determined = false;
  };
  std::optional<Further> further;

  bool determined() const;
};

/// Fits circuits of up to two arcs with and without a tail and takes the one that Akaike's criterion prefers among
/// those whose parameters are all determined (or else all resistances; either unless another fits better by far), a
/// tail only if it fits far better; an inductance is part of all if the largest frequency shows one. Residuals count
/// over the modulus, or all alike if noise of the same size at all frequencies is far more likely (maximum likelihood
/// of the two). Each is fitted from several starts, of which the best minimum counts: times on a grid and at the peaks
/// of the relaxation times, exponents of sharp and of wide arcs.
/// @param arcs  so many instead, determined or not
/// @param peaks  of the relaxation times of the spectrum
/// @throws RunError if no circuit can be fitted
CircuitFit fit_circuit(const compare::Spectrum& spectrum, std::optional<Eigen::Index> arcs,
                       const std::vector<RelaxationPeak>& peaks);

}  // namespace closo::spectra
