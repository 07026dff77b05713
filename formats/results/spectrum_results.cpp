// Estimates of all spectra side by side, and the curves of each.
#include "formats/results/spectrum_results.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "formats/results/group_writer.hpp"

namespace closo {
namespace {

/// One value of each spectrum.
template <class Of>
std::vector<double> collect(const std::vector<spectra::AnalysedSpectrum>& spectra, Of of) {
  std::vector<double> values;
  for (const spectra::AnalysedSpectrum& a : spectra) values.push_back(of(a));
  return values;
}

/// Value and ends of the interval of an estimate, NaN where a spectrum has none.
template <class Of>
void write_estimate(const GroupWriter& write, const std::string& name, const char* unit, const std::string& meaning,
                    const std::vector<spectra::AnalysedSpectrum>& spectra, Of of) {
  const auto part = [&](double spectra::Estimate::*member) {
    return collect(spectra, [&](const spectra::AnalysedSpectrum& a) {
      const std::optional<spectra::Estimate> e = of(a);
      return e ? (*e).*member : std::numeric_limits<double>::quiet_NaN();
    });
  };
  write(name, unit, meaning + ", (spectrum)", part(&spectra::Estimate::value));
  write(name + "_low", unit, "Low end of its 95 % interval, (spectrum)", part(&spectra::Estimate::low));
  write(name + "_high", unit, "High end of its 95 % interval, (spectrum)", part(&spectra::Estimate::high));
  std::vector<std::int64_t> determined, at_bound;
  for (const spectra::AnalysedSpectrum& a : spectra) {
    const spectra::Estimate e = of(a).value_or(spectra::Estimate{});
    determined.push_back(e.determined), at_bound.push_back(e.at_bound);
  }
  write.integers(name + "_determined", "1 if half the interval is less than half the value, (spectrum)", determined);
  write.integers(name + "_at_bound", "1 if the value is at the bound of the search, (spectrum)", at_bound);
}

/// In the unit that it is shown in.
spectra::Estimate shown(const spectra::AnalysedSpectrum& a, const spectra::Estimate& e) {
  const double factor = a.spectrum.to_unit();
  return {factor * e.value, factor * e.low, factor * e.high, e.determined, e.at_bound};
}

void write_arcs(const GroupWriter& write, const char* unit, const std::vector<spectra::AnalysedSpectrum>& spectra) {
  std::size_t arcs = 0;
  for (const spectra::AnalysedSpectrum& a : spectra) arcs = std::max(arcs, a.circuit.arcs.size());
  for (std::size_t k = 0; k < arcs; ++k) {
    const auto of = [k](auto member) {
      return [k, member](const spectra::AnalysedSpectrum& a) -> std::optional<spectra::Estimate> {
        if (k >= a.circuit.arcs.size()) return std::nullopt;
        return member(a, a.circuit.arcs[k]);
      };
    };
    const std::string number = std::to_string(k + 1);
    write_estimate(write, "R" + number, unit, "Resistance of arc " + number, spectra,
                   of([](const spectra::AnalysedSpectrum& a, const spectra::ArcEstimate& arc) {
                     return shown(a, arc.resistance);
                   }));
    write_estimate(write, "n" + number, "1", "Exponent of the constant phase element of arc " + number, spectra,
                   of([](const spectra::AnalysedSpectrum&, const spectra::ArcEstimate& arc) { return arc.exponent; }));
    write_estimate(
        write, "peak_frequency" + number, "Hz", "Frequency of the peak of arc " + number, spectra,
        of([](const spectra::AnalysedSpectrum&, const spectra::ArcEstimate& arc) { return arc.peak_frequency(); }));
    write("capacitance" + number, spectra.front().spectrum.areal ? "F cm-2" : "F",
          "Relaxation time over resistance of arc " + number + ", (spectrum)",
          collect(spectra, [k](const spectra::AnalysedSpectrum& a) {
            if (k >= a.circuit.arcs.size()) return std::numeric_limits<double>::quiet_NaN();
            return a.circuit.arcs[k].capacitance() / a.spectrum.to_unit();
          }));
  }
}

/// The tail, the inductance, and whether the Kramers-Kronig test says anything.
void write_rest(const GroupWriter& write, const std::vector<spectra::AnalysedSpectrum>& spectra) {
  const bool areal = spectra.front().spectrum.areal;
  const auto converted = [](const spectra::AnalysedSpectrum& a, const std::optional<spectra::Estimate>& e) {
    return e ? std::optional(shown(a, *e)) : std::nullopt;
  };
  write_estimate(write, "tail_modulus", spectra.front().spectrum.unit(), "Modulus of the tail at the lowest frequency",
                 spectra, [&](const spectra::AnalysedSpectrum& a) { return converted(a, a.circuit.tail_modulus); });
  write_estimate(write, "tail_exponent", "1", "Exponent of the tail", spectra,
                 [](const spectra::AnalysedSpectrum& a) { return a.circuit.tail_exponent; });
  write_estimate(write, "inductance", areal ? "H cm2" : "H", "Inductance", spectra,
                 [&](const spectra::AnalysedSpectrum& a) { return converted(a, a.circuit.inductance); });
  std::vector<std::int64_t> conclusive;
  for (const spectra::AnalysedSpectrum& a : spectra) conclusive.push_back(a.kramers_kronig.conclusive);
  write.integers("kramers_kronig_conclusive", "1 if the frequencies are dense enough for the test, (spectrum)",
                 conclusive);
}

void write_one(ResultFile& file, const spectra::AnalysedSpectrum& a) {
  const compare::Spectrum& s = a.spectrum;
  const GroupWriter write(file, fmt::format("/spectrum/{}/", s.number));
  const auto list = [](const Eigen::ArrayXd& values) { return std::vector<double>(values.begin(), values.end()); };
  write("frequency", "Hz", "Frequency, (frequency)", list(s.frequency));
  write("real", s.unit(), "Real part of the impedance, (frequency)", list(s.impedance.real()), s.to_unit());
  write("imaginary", s.unit(), "Imaginary part of the impedance, (frequency)", list(s.impedance.imag()), s.to_unit());
  write("circuit_real", s.unit(), "Real part of the impedance of the circuit, (frequency)",
        list(a.circuit.impedance.real()), s.to_unit());
  write("circuit_imaginary", s.unit(), "Imaginary part of the impedance of the circuit, (frequency)",
        list(a.circuit.impedance.imag()), s.to_unit());
  write("kramers_kronig_real", "1", "Relative residual of the real part, (frequency)", list(a.kramers_kronig.real));
  write("kramers_kronig_imaginary", "1", "Relative residual of the imaginary part, (frequency)",
        list(a.kramers_kronig.imaginary));
  write("relaxation_time", "s", "Relaxation times, (time)", list(a.relaxation.time));
  write("relaxation_gamma", s.unit(), "Resistance per interval of the logarithm of the relaxation time, (time)",
        list(a.relaxation.gamma), s.to_unit());
  std::vector<double> times, resistances;
  for (const spectra::RelaxationPeak& peak : a.relaxation.peaks)
    times.push_back(peak.time), resistances.push_back(peak.resistance);
  write("peak_time", "s", "Relaxation time of each peak, (peak)", times);
  write("peak_resistance", s.unit(), "Resistance of each peak, (peak)", resistances, s.to_unit());
}

}  // namespace

void write_spectra(ResultFile& file, const std::vector<spectra::AnalysedSpectrum>& spectra) {
  const GroupWriter write(file, "/spectra/");
  const char* unit = spectra.front().spectrum.unit();
  std::vector<std::int64_t> number, cycle, converged;
  std::vector<std::string> circuit;
  for (const spectra::AnalysedSpectrum& a : spectra) {
    number.push_back(a.spectrum.number), cycle.push_back(a.spectrum.cycle), converged.push_back(a.circuit.converged);
    circuit.push_back(a.circuit.shape.text());
  }
  write.integers("number", "Position in the file from 1, or step of a run, (spectrum)", number);
  write.integers("cycle", "Cycle, 0 if not known, (spectrum)", cycle);
  write.texts("circuit", "Equivalent circuit, (spectrum)", circuit);
  write.integers("converged", "1 if the fit of the circuit converged, (spectrum)", converged);
  write("noise", unit, "Noise of the same size at all frequencies, 0 if in proportion to the modulus, (spectrum)",
        collect(spectra, [](const spectra::AnalysedSpectrum& a) { return a.spectrum.to_unit() * a.circuit.noise; }));
  write("misfit", "1", "Root mean square of the relative residuals of the circuit, (spectrum)",
        collect(spectra, [](const spectra::AnalysedSpectrum& a) { return a.circuit.misfit; }));
  write_estimate(write, "R0", unit, "Series resistance", spectra, [](const spectra::AnalysedSpectrum& a) {
    return std::optional(shown(a, a.circuit.series_resistance));
  });
  write_arcs(write, unit, spectra);
  write_rest(write, spectra);
  write("kramers_kronig_largest", "1", "Largest relative residual of the Kramers-Kronig test, (spectrum)",
        collect(spectra, [](const spectra::AnalysedSpectrum& a) { return a.kramers_kronig.largest(); }));
  write("regularisation", "1", "Lambda of the relaxation times, (spectrum)",
        collect(spectra, [](const spectra::AnalysedSpectrum& a) { return a.relaxation.regularisation; }));
  for (const spectra::AnalysedSpectrum& a : spectra) write_one(file, a);
}

}  // namespace closo
