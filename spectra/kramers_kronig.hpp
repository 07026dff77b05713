// Whether a spectrum is that of something linear, causal and at rest: the linear Kramers-Kronig test.
#pragma once

#include "compare/spectrum.hpp"

namespace closo::spectra {

/// Relative residuals of the best sum of elements that all obey the relations of Kramers and Kronig: a resistance, a
/// capacitance, an inductance, and RC elements at given times, of either sign.
struct KramersKronig {
  Eigen::ArrayXd real, imaginary;  // of the residuals over the modulus, shape (frequencies)
  Eigen::Index elements = 0;       // RC elements
  double mu = 0.0;                 // 1 - |sum of the negative R| / sum of the positive R: small where noise is fitted
  bool conclusive = false;         // whether the frequencies are dense enough for 3 elements per decade

  double largest() const { return real.abs().max(imaginary.abs()).maxCoeff(); }
};

/// The test of Boukamp (J. Electrochem. Soc. 1995, 142, 1885) with as many elements as the criterion of Schoenleber et
/// al. (Electrochim. Acta 2014, 131, 20) stops at, mu < 0.85. Times go a decade beyond the frequencies on both sides,
/// as what is slower than the spectrum shows in it as well. There are never fewer than 4.5 elements per decade, below
/// which signs alternate and the error of the sum itself is above 1e-4.
KramersKronig kramers_kronig(const compare::Spectrum& spectrum);

}  // namespace closo::spectra
