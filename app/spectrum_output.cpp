// What spectra came to, as tables for people and as datasets.
#include "app/spectrum_output.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "formats/results/group_writer.hpp"

namespace closo {
namespace {

constexpr double percent = 100;

double frequency_of(const RelaxationPeak& peak) {
  return 1 / (2 * std::numbers::pi * peak.time);
}

std::string heading(const Spectrum& s) {
  return fmt::format("spectrum {}{}: {} frequencies from {:.4g} to {:.4g} Hz", s.number,
                     s.cycle > 0 ? fmt::format(", cycle {}", s.cycle) : "", s.frequency.size(), s.frequency.maxCoeff(),
                     s.frequency.minCoeff());
}

void print_estimate(const std::string& name, const Estimate& e, double factor, const std::string& unit) {
  fmt::print("  {:4} {:>10.4g} {:9} {:>10.4g} to {:<10.4g}{}\n", name, factor * e.value, unit, factor * e.low,
             factor * e.high,
             e.at_bound     ? " at its bound"
             : e.determined ? ""
                            : " not determined");
}

std::string advice(const CircuitFit::Further& further) {
  return fmt::format("{} would fit within {:.2g} %{}; see --arcs {}", further.shape.text(), percent * further.misfit,
                     further.determined ? "" : ", but not all of its values are determined", further.shape.arcs);
}

void print_one(const AnalysedSpectrum& a) {
  const CircuitFit& c = a.circuit;
  const double factor = a.spectrum.to_unit();
  fmt::print("{}\n", heading(a.spectrum));
  const std::string noise =
      c.noise > 0 ? fmt::format(", noise of {:.2g} {} at all frequencies", factor * c.noise, a.spectrum.unit()) : "";
  fmt::print("  circuit {}, misfit {:.2g} %{}{}; 95 % intervals\n", c.shape.text(), percent * c.misfit, noise,
             c.converged ? "" : ", not converged");
  print_estimate("R0", c.series_resistance, factor, a.spectrum.unit());
  for (std::size_t k = 0; k < c.arcs.size(); ++k) {
    print_estimate(fmt::format("R{}", k + 1), c.arcs[k].resistance, factor, a.spectrum.unit());
    print_estimate(fmt::format("n{}", k + 1), c.arcs[k].exponent, 1, "");
    print_estimate(fmt::format("f{}", k + 1), c.arcs[k].peak_frequency(), 1, "Hz");
  }
  if (c.tail_modulus) {
    print_estimate("W", *c.tail_modulus, factor, a.spectrum.unit());
    print_estimate("m", *c.tail_exponent, 1, "");
  }
  if (c.inductance) print_estimate("L", *c.inductance, factor, a.spectrum.areal ? "H cm2" : "H");
  if (c.further) fmt::print("  {}\n", advice(*c.further));
  fmt::print("  relaxation times, lambda {:.2g}, misfit {:.2g} %:", a.relaxation.regularisation,
             percent * a.relaxation.misfit);
  for (const RelaxationPeak& peak : a.relaxation.peaks)
    fmt::print(" {:.3g} {} at {:.3g} Hz;", factor * peak.resistance, a.spectrum.unit(), frequency_of(peak));
  fmt::print("\n  Kramers-Kronig: largest residual {:.2g} %, {} elements, mu {:.2f}{}\n",
             percent * a.kramers_kronig.largest(), a.kramers_kronig.elements, a.kramers_kronig.mu,
             a.kramers_kronig.conclusive ? "" : "; inconclusive: too few frequencies per decade");
}

/// A cell of the table: "31.2+-0.4", in brackets if it is not determined.
std::string short_text(const Estimate& e, double factor) {
  const std::string text = fmt::format("{:.4g}+-{:.2g}", factor * e.value, factor * (e.high - e.low) / 2);
  return e.determined ? text : "(" + text + ")";
}

/// That of the resistance of an arc, with a star if one of its values is at a bound.
std::string short_text(const ArcEstimate& arc, double factor) {
  const bool at_bound = arc.resistance.at_bound || arc.exponent.at_bound || arc.time.at_bound;
  return short_text(arc.resistance, factor) + (at_bound ? "*" : "");
}

void print_table(const std::vector<AnalysedSpectrum>& spectra) {
  std::size_t arcs = 0;
  for (const AnalysedSpectrum& a : spectra) arcs = std::max(arcs, a.circuit.arcs.size());
  const std::string unit = spectra.front().spectrum.unit();
  fmt::print("{:>8} {:>6} {:>18}", "spectrum", "cycle", "R0 / " + unit);
  for (std::size_t k = 1; k <= arcs; ++k)
    fmt::print(" {:>18} {:>12}", fmt::format("R{} / {}", k, unit), fmt::format("f{} / Hz", k));
  fmt::print(" {:>9} {:>10}\n", "misfit", "largest KK");
  for (const AnalysedSpectrum& a : spectra) {
    const double factor = a.spectrum.to_unit();
    fmt::print("{:>8} {:>6} {:>18}", a.spectrum.number, a.spectrum.cycle,
               short_text(a.circuit.series_resistance, factor));
    for (std::size_t k = 0; k < arcs; ++k) {
      const bool there = k < a.circuit.arcs.size();
      fmt::print(" {:>18} {:>12}", there ? short_text(a.circuit.arcs[k], factor) : "-",
                 there ? fmt::format("{:.4g}", a.circuit.arcs[k].peak_frequency().value) : "-");
    }
    fmt::print(" {:>7.2g} % {:>8.2g} %\n", percent * a.circuit.misfit, percent * a.kramers_kronig.largest());
  }
  fmt::print(
      "+- half the 95 % interval; values in brackets are not determined by the spectrum; * resistance, exponent or "
      "frequency at the bound of the search; the circuit has a tail where one is needed\n");
  for (const AnalysedSpectrum& a : spectra)
    if (a.circuit.further) fmt::print("spectrum {}: {}\n", a.spectrum.number, advice(*a.circuit.further));
}

/// One value of each spectrum.
template <class Of>
std::vector<double> collect(const std::vector<AnalysedSpectrum>& spectra, Of of) {
  std::vector<double> values;
  for (const AnalysedSpectrum& a : spectra) values.push_back(of(a));
  return values;
}

/// Value and ends of the interval of an estimate, NaN where a spectrum has none.
template <class Of>
void write_estimate(const GroupWriter& write, const std::string& name, const char* unit, const std::string& meaning,
                    const std::vector<AnalysedSpectrum>& spectra, Of of) {
  const auto part = [&](double Estimate::*member) {
    return collect(spectra, [&](const AnalysedSpectrum& a) {
      const std::optional<Estimate> e = of(a);
      return e ? (*e).*member : std::numeric_limits<double>::quiet_NaN();
    });
  };
  write(name, unit, meaning + ", (spectrum)", part(&Estimate::value));
  write(name + "_low", unit, "Low end of its 95 % interval, (spectrum)", part(&Estimate::low));
  write(name + "_high", unit, "High end of its 95 % interval, (spectrum)", part(&Estimate::high));
  std::vector<std::int64_t> determined, at_bound;
  for (const AnalysedSpectrum& a : spectra) {
    const Estimate e = of(a).value_or(Estimate{});
    determined.push_back(e.determined), at_bound.push_back(e.at_bound);
  }
  write.integers(name + "_determined", "1 if half the interval is less than half the value, (spectrum)", determined);
  write.integers(name + "_at_bound", "1 if the value is at the bound of the search, (spectrum)", at_bound);
}

/// In the unit that it is shown in.
Estimate shown(const AnalysedSpectrum& a, const Estimate& e) {
  const double factor = a.spectrum.to_unit();
  return {factor * e.value, factor * e.low, factor * e.high, e.determined, e.at_bound};
}

void write_arcs(const GroupWriter& write, const char* unit, const std::vector<AnalysedSpectrum>& spectra) {
  std::size_t arcs = 0;
  for (const AnalysedSpectrum& a : spectra) arcs = std::max(arcs, a.circuit.arcs.size());
  for (std::size_t k = 0; k < arcs; ++k) {
    const auto of = [k](auto member) {
      return [k, member](const AnalysedSpectrum& a) -> std::optional<Estimate> {
        if (k >= a.circuit.arcs.size()) return std::nullopt;
        return member(a, a.circuit.arcs[k]);
      };
    };
    const std::string number = std::to_string(k + 1);
    write_estimate(write, "R" + number, unit, "Resistance of arc " + number, spectra,
                   of([](const AnalysedSpectrum& a, const ArcEstimate& arc) { return shown(a, arc.resistance); }));
    write_estimate(write, "n" + number, "1", "Exponent of the constant phase element of arc " + number, spectra,
                   of([](const AnalysedSpectrum&, const ArcEstimate& arc) { return arc.exponent; }));
    write_estimate(write, "peak_frequency" + number, "Hz", "Frequency of the peak of arc " + number, spectra,
                   of([](const AnalysedSpectrum&, const ArcEstimate& arc) { return arc.peak_frequency(); }));
    write("capacitance" + number, spectra.front().spectrum.areal ? "F cm-2" : "F",
          "Relaxation time over resistance of arc " + number + ", (spectrum)",
          collect(spectra, [k](const AnalysedSpectrum& a) {
            if (k >= a.circuit.arcs.size()) return std::numeric_limits<double>::quiet_NaN();
            return a.circuit.arcs[k].capacitance() / a.spectrum.to_unit();
          }));
  }
}

/// The tail, the inductance, and whether the Kramers-Kronig test says anything.
void write_rest(const GroupWriter& write, const std::vector<AnalysedSpectrum>& spectra) {
  const bool areal = spectra.front().spectrum.areal;
  const auto converted = [](const AnalysedSpectrum& a, const std::optional<Estimate>& e) {
    return e ? std::optional(shown(a, *e)) : std::nullopt;
  };
  write_estimate(write, "tail_modulus", spectra.front().spectrum.unit(), "Modulus of the tail at the lowest frequency",
                 spectra, [&](const AnalysedSpectrum& a) { return converted(a, a.circuit.tail_modulus); });
  write_estimate(write, "tail_exponent", "1", "Exponent of the tail", spectra,
                 [](const AnalysedSpectrum& a) { return a.circuit.tail_exponent; });
  write_estimate(write, "inductance", areal ? "H cm2" : "H", "Inductance", spectra,
                 [&](const AnalysedSpectrum& a) { return converted(a, a.circuit.inductance); });
  std::vector<std::int64_t> conclusive;
  for (const AnalysedSpectrum& a : spectra) conclusive.push_back(a.kramers_kronig.conclusive);
  write.integers("kramers_kronig_conclusive", "1 if the frequencies are dense enough for the test, (spectrum)",
                 conclusive);
}

void write_one(ResultFile& file, const AnalysedSpectrum& a) {
  const Spectrum& s = a.spectrum;
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
  for (const RelaxationPeak& peak : a.relaxation.peaks)
    times.push_back(peak.time), resistances.push_back(peak.resistance);
  write("peak_time", "s", "Relaxation time of each peak, (peak)", times);
  write("peak_resistance", s.unit(), "Resistance of each peak, (peak)", resistances, s.to_unit());
}

}  // namespace

void print_spectra(const std::vector<AnalysedSpectrum>& spectra) {
  if (spectra.size() == 1) return print_one(spectra.front());
  print_table(spectra);
}

void write_spectra(ResultFile& file, const std::vector<AnalysedSpectrum>& spectra) {
  const GroupWriter write(file, "/spectra/");
  const char* unit = spectra.front().spectrum.unit();
  std::vector<std::int64_t> number, cycle, converged;
  std::vector<std::string> circuit;
  for (const AnalysedSpectrum& a : spectra) {
    number.push_back(a.spectrum.number), cycle.push_back(a.spectrum.cycle), converged.push_back(a.circuit.converged);
    circuit.push_back(a.circuit.shape.text());
  }
  write.integers("number", "Position in the file from 1, or step of a run, (spectrum)", number);
  write.integers("cycle", "Cycle, 0 if not known, (spectrum)", cycle);
  write.texts("circuit", "Equivalent circuit, (spectrum)", circuit);
  write.integers("converged", "1 if the fit of the circuit converged, (spectrum)", converged);
  write("noise", unit, "Noise of the same size at all frequencies, 0 if in proportion to the modulus, (spectrum)",
        collect(spectra, [](const AnalysedSpectrum& a) { return a.spectrum.to_unit() * a.circuit.noise; }));
  write("misfit", "1", "Root mean square of the relative residuals of the circuit, (spectrum)",
        collect(spectra, [](const AnalysedSpectrum& a) { return a.circuit.misfit; }));
  write_estimate(write, "R0", unit, "Series resistance", spectra,
                 [](const AnalysedSpectrum& a) { return std::optional(shown(a, a.circuit.series_resistance)); });
  write_arcs(write, unit, spectra);
  write_rest(write, spectra);
  write("kramers_kronig_largest", "1", "Largest relative residual of the Kramers-Kronig test, (spectrum)",
        collect(spectra, [](const AnalysedSpectrum& a) { return a.kramers_kronig.largest(); }));
  write("regularisation", "1", "Lambda of the relaxation times, (spectrum)",
        collect(spectra, [](const AnalysedSpectrum& a) { return a.relaxation.regularisation; }));
  for (const AnalysedSpectrum& a : spectra) write_one(file, a);
}

}  // namespace closo
