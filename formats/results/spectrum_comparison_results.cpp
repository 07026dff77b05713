// A row for each pair of spectra; ohm cm2 and shares of the measured modulus.
#include "formats/results/spectrum_comparison_results.hpp"

#include <functional>

#include <fmt/format.h>

#include "formats/results/group_writer.hpp"

namespace closo {
namespace {

using Pair = compare::SpectrumComparison;

struct SpectrumColumn {
  const char *name, *unit, *meaning;
  std::function<double(const Pair&)> value;
};

const std::vector<SpectrumColumn>& spectrum_columns() {
  static const std::vector<SpectrumColumn> columns{
      {"rms_distance", "1", "Root mean square of simulated minus measured impedance over the measured modulus",
       [](const Pair& p) { return compare::root_mean_square(p.distance()); }},
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

}  // namespace

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
