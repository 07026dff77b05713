// A row for each pair of spectra; ohm cm2 and shares of the measured modulus.
#include "app/spectrum_comparison_print.hpp"

#include <fmt/format.h>

#include "base/reporting_units.hpp"

namespace closo {
namespace {

using Pair = compare::SpectrumComparison;

/// "  measured simulated   error" of a real part.
void print_resistance(const Pair& p, Index k) {
  const double measured = p.measured.impedance(k).real() * to_ohm_cm2, simulated = p.simulated(k).real() * to_ohm_cm2;
  fmt::print(" {:9.4g} {:9.4g} {:+8.3g}", measured, simulated, simulated - measured);
}

}  // namespace

void print_spectra(const std::vector<Pair>& pairs) {
  fmt::print("{:10} {:^47} {:^28} {:^28}\n", "", "distance over the measured modulus", "Re at highest f / ohm cm2",
             "Re at lowest f / ohm cm2");
  fmt::print("{:>4} {:>5} {:>8} {:>9} {:>9} {:>9} {:>8}", "step", "cycle", "rms / %", "mean Re/%", "mean Im/%",
             "largest/%", "at / Hz");
  for (int k = 0; k < 2; ++k) fmt::print(" {:>9} {:>9} {:>8}", "measured", "simulated", "error");
  fmt::print("\n");
  for (const Pair& p : pairs) {
    const Eigen::ArrayXcd percent = p.distance() * to_percent;
    fmt::print("{:4} {:5} {:8.3f} {:+9.3f} {:+9.3f} {:9.3f} {:8.3g}", p.step, p.cycle,
               compare::root_mean_square(percent), percent.real().mean(), percent.imag().mean(),
               std::abs(percent(p.largest())), p.measured.frequency(p.largest()));
    print_resistance(p, p.fastest());
    print_resistance(p, p.slowest());
    fmt::print("\n");
  }
}

}  // namespace closo
