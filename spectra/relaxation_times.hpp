// The distribution of relaxation times of a spectrum: which resistance answers after which time.
#pragma once

#include <optional>
#include <vector>

#include "compare/spectrum.hpp"

namespace closo::spectra {

struct RelaxationPeak {
  double time = 0.0;        // of the maximum [s]
  double resistance = 0.0;  // between the minima on both sides

  double frequency() const;  // at which its arc is highest [Hz]
};

/// Z = R_inf + j w L + 1 / (j w C) + integral of gamma / (1 + j w tau) over ln tau, gamma >= 0.
struct RelaxationTimes {
  Eigen::ArrayXd time;                // [s], ascending, even in their logarithm
  Eigen::ArrayXd gamma;               // in the unit of the impedance, shape (time)
  double regularisation = 0.0;        // lambda, of the second derivative of gamma by ln tau over the median modulus
  double misfit = 0.0;                // root mean square of the relative residuals, real and imaginary
  std::vector<RelaxationPeak> peaks;  // within the frequencies of the spectrum, from fast to slow
};

/// Non-negative least squares with Tikhonov's regularisation of the curvature of gamma. Times go a decade beyond the
/// frequencies on both sides, so that what is slower than the spectrum has a place.
/// @param regularisation  lambda; without it the largest that raises the misfit by a tenth above that of next to none,
///                        which is not believed to be below 0.1 %
RelaxationTimes relaxation_times(const compare::Spectrum& spectrum, std::optional<double> regularisation);

}  // namespace closo::spectra
