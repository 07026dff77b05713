// Units of people: mV, mAh/g, Wh/kg.
#include "app/comparison_print.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/spectrum_comparison_print.hpp"
#include "base/reporting_units.hpp"

namespace closo {
namespace {

double percent_off(double simulated, double measured) {
  return (simulated / measured - 1) * to_percent;
}

void print_pairs(const std::vector<compare::Comparison>& pairs, bool areal) {
  const double to_charge = areal ? to_mAh_per_cm2 : to_mAh_per_g, to_energy = areal ? to_mAh_per_cm2 : to_Wh_per_kg;
  fmt::print("{:13} {:^26} {:>7} {:^27} {:^27} {:^27}\n", "", "voltage error / mV", "common",
             areal ? "capacity / mAh cm-2" : "capacity / mAh g-1", "mean voltage / V",
             areal ? "energy / mWh cm-2" : "energy / Wh kg-1");
  fmt::print("{:13} {:>8} {:>8} {:>8} {:>7}", "half cycle", "rms", "mean", "largest", "/ %");
  for (const char* error : {"error/%", "err./mV", "error/%"})
    fmt::print(" {:>9} {:>9} {:>7}", "measured", "simulated", error);
  fmt::print("\n");
  for (const compare::Comparison& c : pairs) {
    const compare::HalfCycle &m = c.measured, &s = c.simulated;
    fmt::print("{:13} {:8.2f} {:+8.2f} {:8.2f} {:7.2f}", m.name(), c.rms_error * to_milli, c.mean_error * to_milli,
               c.largest_error * to_milli, c.common_share * to_percent);
    fmt::print(" {:9.2f} {:9.2f} {:+7.2f}", m.specific_charge() * to_charge, s.specific_charge() * to_charge,
               percent_off(s.specific_charge(), m.specific_charge()));
    fmt::print(" {:9.4f} {:9.4f} {:+7.1f}", m.mean_voltage(), s.mean_voltage(),
               (s.mean_voltage() - m.mean_voltage()) * to_milli);
    fmt::print(" {:9.2f} {:9.2f} {:+7.2f}\n", m.energy() * to_energy, s.energy() * to_energy,
               percent_off(s.energy(), m.energy()));
  }
}

void print_curves(const compare::ComparisonReport& report) {
  fmt::print("simulated minus measured ({}, {}), {}\n\n", report.measured_file,
             report.areal ? fmt::format("{:.4g} cm2", report.reference * to_cm2)
                          : fmt::format("{:.4g} mg of active material", report.reference * to_mg),
             report.in_time ? "current replayed, voltage at equal time" : "voltage at equal capacity");
  print_pairs(report.comparisons.pairs, report.areal);
  if (report.in_time) {
    const compare::TimeComparison& t = *report.in_time;
    const double duration = t.time.back() - t.time.front();
    fmt::print(
        "\nall rows, including rests: {:.2f} mV rms, {:+.2f} mV mean, {:.2f} mV at most, over {:.4g} of {:.4g} h "
        "({})\n",
        t.rms_error * to_milli, t.mean_error * to_milli, t.largest_error * to_milli, duration * to_hours,
        t.measured_duration * to_hours, report.end);
  }
  for (const std::string& text : report.comparisons.unpaired) fmt::print("not compared: {}\n", text);
}

}  // namespace

void print_comparison(const compare::ComparisonReport& report) {
  if (!report.measured_file.empty()) print_curves(report);
  if (report.spectra_files.empty()) return;
  fmt::print("{}simulated minus measured ({}), impedance at the measured frequencies\n\n",
             report.measured_file.empty() ? "" : "\n", fmt::join(report.spectra_files, ", "));
  print_spectra(report.spectra.pairs);
  for (const std::string& text : report.spectra.unpaired) fmt::print("not compared: {}\n", text);
}

}  // namespace closo
