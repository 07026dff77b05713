// The circuit starts at the peaks of the relaxation times.
#include "spectra/analysed_spectrum.hpp"

namespace closo::spectra {

AnalysedSpectrum analyse(const compare::Spectrum& spectrum, std::optional<Eigen::Index> arcs,
                         std::optional<double> regularisation) {
  const RelaxationTimes times = relaxation_times(spectrum, std::nullopt);
  return {spectrum, fit_circuit(spectrum, arcs, times.peaks),
          regularisation ? relaxation_times(spectrum, regularisation) : times, kramers_kronig(spectrum)};
}

}  // namespace closo::spectra
