// All of one spectrum, or a row of each.
#include "app/spectrum_print.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/reporting_units.hpp"

namespace closo {
namespace {

std::string heading(const compare::Spectrum& s) {
  return fmt::format("spectrum {}{}: {} frequencies from {:.4g} to {:.4g} Hz", s.number,
                     s.cycle > 0 ? fmt::format(", cycle {}", s.cycle) : "", s.frequency.size(), s.frequency.maxCoeff(),
                     s.frequency.minCoeff());
}

void print_estimate(const std::string& name, const spectra::Estimate& e, double factor, const std::string& unit) {
  fmt::print("  {:4} {:>10.4g} {:9} {:>10.4g} to {:<10.4g}{}\n", name, factor * e.value, unit, factor * e.low,
             factor * e.high,
             e.at_bound     ? " at its bound"
             : e.determined ? ""
                            : " not determined");
}

std::string advice(const spectra::CircuitFit::Further& further) {
  return fmt::format("{} would fit within {:.2g} %{}; see --arcs {}", further.shape.text(), to_percent * further.misfit,
                     further.determined ? "" : ", but not all of its values are determined", further.shape.arcs);
}

void print_one(const spectra::AnalysedSpectrum& a) {
  const spectra::CircuitFit& c = a.circuit;
  const double factor = a.spectrum.to_unit();
  fmt::print("{}\n", heading(a.spectrum));
  const std::string noise =
      c.noise > 0 ? fmt::format(", noise of {:.2g} {} at all frequencies", factor * c.noise, a.spectrum.unit()) : "";
  fmt::print("  circuit {}, misfit {:.2g} %{}{}; 95 % intervals\n", c.shape.text(), to_percent * c.misfit, noise,
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
             to_percent * a.relaxation.misfit);
  for (const spectra::RelaxationPeak& peak : a.relaxation.peaks)
    fmt::print(" {:.3g} {} at {:.3g} Hz;", factor * peak.resistance, a.spectrum.unit(), peak.frequency());
  fmt::print("\n  Kramers-Kronig: largest residual {:.2g} %, {} elements, mu {:.2f}{}\n",
             to_percent * a.kramers_kronig.largest(), a.kramers_kronig.elements, a.kramers_kronig.mu,
             a.kramers_kronig.conclusive ? "" : "; inconclusive: too few frequencies per decade");
}

/// A cell of the table: "31.2+-0.4", in brackets if it is not determined.
std::string short_text(const spectra::Estimate& e, double factor) {
  const std::string text = fmt::format("{:.4g}+-{:.2g}", factor * e.value, factor * (e.high - e.low) / 2);
  return e.determined ? text : "(" + text + ")";
}

/// That of the resistance of an arc, with a star if one of its values is at a bound.
std::string short_text(const spectra::ArcEstimate& arc, double factor) {
  const bool at_bound = arc.resistance.at_bound || arc.exponent.at_bound || arc.time.at_bound;
  return short_text(arc.resistance, factor) + (at_bound ? "*" : "");
}

void print_table(const std::vector<spectra::AnalysedSpectrum>& spectra) {
  std::size_t arcs = 0;
  for (const spectra::AnalysedSpectrum& a : spectra) arcs = std::max(arcs, a.circuit.arcs.size());
  const std::string unit = spectra.front().spectrum.unit();
  fmt::print("{:>8} {:>6} {:>18}", "spectrum", "cycle", "R0 / " + unit);
  for (std::size_t k = 1; k <= arcs; ++k)
    fmt::print(" {:>18} {:>12}", fmt::format("R{} / {}", k, unit), fmt::format("f{} / Hz", k));
  fmt::print(" {:>9} {:>10}\n", "misfit", "largest KK");
  for (const spectra::AnalysedSpectrum& a : spectra) {
    const double factor = a.spectrum.to_unit();
    fmt::print("{:>8} {:>6} {:>18}", a.spectrum.number, a.spectrum.cycle,
               short_text(a.circuit.series_resistance, factor));
    for (std::size_t k = 0; k < arcs; ++k) {
      const bool there = k < a.circuit.arcs.size();
      fmt::print(" {:>18} {:>12}", there ? short_text(a.circuit.arcs[k], factor) : "-",
                 there ? fmt::format("{:.4g}", a.circuit.arcs[k].peak_frequency().value) : "-");
    }
    fmt::print(" {:>7.2g} % {:>8.2g} %\n", to_percent * a.circuit.misfit, to_percent * a.kramers_kronig.largest());
  }
  fmt::print(
      "+- half the 95 % interval; values in brackets are not determined by the spectrum; * resistance, exponent or "
      "frequency at the bound of the search; the circuit has a tail where one is needed\n");
  for (const spectra::AnalysedSpectrum& a : spectra)
    if (a.circuit.further) fmt::print("spectrum {}: {}\n", a.spectrum.number, advice(*a.circuit.further));
}

}  // namespace

void print_spectra(const std::vector<spectra::AnalysedSpectrum>& spectra) {
  if (spectra.size() == 1) return print_one(spectra.front());
  print_table(spectra);
}

}  // namespace closo
