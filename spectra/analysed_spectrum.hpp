// All that can be told of one spectrum.
#pragma once

#include <optional>

#include "spectra/circuit_fit.hpp"
#include "spectra/kramers_kronig.hpp"
#include "spectra/relaxation_times.hpp"

namespace closo::spectra {

struct AnalysedSpectrum {
  compare::Spectrum spectrum;
  CircuitFit circuit;
  RelaxationTimes relaxation;
  KramersKronig kramers_kronig;
};

/// @param arcs  of the circuit, see fit_circuit()     @param regularisation  of the relaxation times, not of those
/// whose peaks the circuit starts at
AnalysedSpectrum analyse(const compare::Spectrum& spectrum, std::optional<Eigen::Index> arcs,
                         std::optional<double> regularisation);

}  // namespace closo::spectra
