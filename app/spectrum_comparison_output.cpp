// A row for each pair of spectra; ohm cm2 and shares of the measured modulus.
#include "app/spectrum_comparison_output.hpp"

#include <functional>

#include <fmt/format.h>

#include "formats/results/group_writer.hpp"

namespace closo {
namespace {

using Pair = SpectrumComparison;

struct SpectrumColumn {
  const char *name, *unit, *meaning;
  std::function<double(const Pair&)> value;
};

const std::vector<SpectrumColumn>& spectrum_columns() {
  static const std::vector<SpectrumColumn> columns{
      {"rms_distance", "1", "Root mean square of simulated minus measured impedance over the measured modulus",
       [](const Pair& p) { return root_mean_square(p.distance()); }},
      {"mean_real_distance", "1", "Mean of its real part", [](const Pair& p) { return p.distance().real().mean(); }},
      {"mean_imaginary_distance", "1", "Mean of its imaginary part",
       [](const Pair& p) { return p.distance().imag().mean(); }},
      {"largest_distance", "1", "Its largest modulus",
       [](const Pair& p) { return std::abs(p.distance()(p.largest())); }},
      {"largest_distance_at", "Hz", "Frequency of the largest modulus",
       [](const Pair& p) { return p.measured.frequency(p.largest()); }},
      {"measured_fast_resistance", "ohm cm2", "Measured real part at the highest measured frequency",
       [](const Pair& p) { return p.measured.impedance(p.fastest()).real() * to_ohm_cm2; }},
      {"simulated_fast_resistance", "ohm cm2", "Simulated real part at the highest measured frequency",
       [](const Pair& p) { return p.simulated(p.fastest()).real() * to_ohm_cm2; }},
      {"measured_slow_resistance", "ohm cm2", "Measured real part at the lowest measured frequency",
       [](const Pair& p) { return p.measured.impedance(p.slowest()).real() * to_ohm_cm2; }},
      {"simulated_slow_resistance", "ohm cm2", "Simulated real part at the lowest measured frequency",
       [](const Pair& p) { return p.simulated(p.slowest()).real() * to_ohm_cm2; }},
  };
  return columns;
}

void write_spectrum(ResultFile& file, const Pair& p) {
  const GroupWriter write(file, fmt::format("/comparison/spectra/{}/", p.step));
  const Eigen::ArrayXd distance = p.distance().abs();
  write("frequency", "Hz", "Measured frequency", {p.measured.frequency.begin(), p.measured.frequency.end()});
  write.impedance("measured", "measured", p.measured.impedance);
  write.impedance("simulated", "simulated", p.simulated);
  write.impedance("residual", "simulated minus measured", p.simulated - p.measured.impedance);
  write("distance", "1", "Modulus of the residual over that of the measured impedance",
        {distance.begin(), distance.end()});
}

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
    fmt::print("{:4} {:5} {:8.3f} {:+9.3f} {:+9.3f} {:9.3f} {:8.3g}", p.step, p.cycle, root_mean_square(percent),
               percent.real().mean(), percent.imag().mean(), std::abs(percent(p.largest())),
               p.measured.frequency(p.largest()));
    print_resistance(p, p.fastest());
    print_resistance(p, p.slowest());
    fmt::print("\n");
  }
}

void write_spectra(ResultFile& file, const std::vector<Pair>& pairs) {
  std::vector<std::int64_t> steps, cycles, numbers;
  std::vector<std::string> files;
  for (const Pair& p : pairs) {
    write_spectrum(file, p);
    steps.push_back(p.step), cycles.push_back(p.cycle);
    files.push_back(p.measured.file), numbers.push_back(p.measured.number);
  }
  const GroupWriter write(file, "/comparison/spectra_errors/");
  write.integers("step", "Step of the run, and group of the pair in /comparison/spectra", steps);
  write.integers("cycle", "Cycle of the step", cycles);
  write.texts("measured_file", "File of the measured spectrum", files);
  write.integers("measured_number", "Number of the measured spectrum in its file", numbers);
  write.table(spectrum_columns(), pairs);
}

}  // namespace closo
