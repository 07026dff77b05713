// Curves, errors and the course in time; V, mAh/g and Wh/kg, or mAh/cm2 and mWh/cm2 of cells without masses.
#include "formats/results/comparison_results.hpp"

#include <functional>

#include <fmt/format.h>

#include "formats/results/group_writer.hpp"
#include "formats/results/spectrum_comparison_results.hpp"

namespace closo {
namespace {

/// In what charges and energies are told.
struct Units {
  const char *charge, *slope, *per_voltage, *energy, *refers_to;
  double to_charge, to_energy;
};
constexpr Units specific{"mAh g-1",    "V g mAh-1", "mAh g-1 V-1", "Wh kg-1", "mass of active material",
                         to_mAh_per_g, to_Wh_per_kg};
constexpr Units areal{"mAh cm-2",  "V cm2 mAh-1",  "mAh cm-2 V-1", "mWh cm-2",
                      "cell area", to_mAh_per_cm2, to_mAh_per_cm2};

void write_half_cycle(const GroupWriter& write, const compare::HalfCycle& half, const Units& u) {
  write("capacity", u.charge, fmt::format("Charge passed since the half cycle began, per {}", u.refers_to), half.charge,
        u.to_charge);
  write("voltage", "V", "Voltage at this capacity", half.voltage);
  if (!half.time.empty()) write("time", "s", "Time since the start of the test at this capacity", half.time);
}

void write_curves(ResultFile& file, const compare::Comparison& c, const Units& u) {
  const std::string group = "/comparison/" + group_name(c.measured.name()) + "/";
  write_half_cycle({file, group + "measured/"}, c.measured, u);
  write_half_cycle({file, group + "simulated/"}, c.simulated, u);
  const GroupWriter write(file, group);
  write("capacity", u.charge, "Capacities at which both voltages are given", c.charge, u.to_charge);
  write("measured_voltage", "V", "Measured voltage at this capacity", c.measured_voltage);
  write("simulated_voltage", "V", "Simulated voltage at this capacity", c.simulated_voltage);
  write("residual", "V", "Simulated minus measured voltage", c.residual);
  write("measured_dV_dQ", u.slope, "Slope of the measured voltage over the capacity", c.measured_dV_dQ,
        1 / u.to_charge);
  write("simulated_dV_dQ", u.slope, "Slope of the simulated voltage over the capacity", c.simulated_dV_dQ,
        1 / u.to_charge);
  write("voltage", "V", "Voltages at which dQ/dV is given", c.voltage);
  write("measured_dQ_dV", u.per_voltage, "Measured capacity passed around this voltage, negative on discharge",
        c.measured_dQ_dV, u.to_charge);
  write("simulated_dQ_dV", u.per_voltage, "Simulated capacity passed around this voltage, negative on discharge",
        c.simulated_dQ_dV, u.to_charge);
}

struct ErrorColumn {
  const char *name, *unit, *meaning;
  std::function<double(const compare::Comparison&)> value;
};

std::vector<ErrorColumn> error_columns(const Units& u) {
  using C = compare::Comparison;
  return {
      {"rms_voltage_error", "V", "Root mean square of the residual", [](const C& c) { return c.rms_error; }},
      {"mean_voltage_error", "V", "Mean of the residual", [](const C& c) { return c.mean_error; }},
      {"largest_voltage_error", "V", "Largest absolute residual", [](const C& c) { return c.largest_error; }},
      {"largest_voltage_error_at", u.charge, "Capacity of the largest residual",
       [&](const C& c) { return c.largest_error_at * u.to_charge; }},
      {"common_share", "1", "Capacity that both curves have, over that of the longer one",
       [](const C& c) { return c.common_share; }},
      {"measured_capacity", u.charge, "Measured capacity",
       [&](const C& c) { return c.measured.specific_charge() * u.to_charge; }},
      {"simulated_capacity", u.charge, "Simulated capacity",
       [&](const C& c) { return c.simulated.specific_charge() * u.to_charge; }},
      {"capacity_error", u.charge, "Simulated minus measured capacity",
       [&](const C& c) { return (c.simulated.specific_charge() - c.measured.specific_charge()) * u.to_charge; }},
      {"measured_mean_voltage", "V", "Measured energy over charge",
       [](const C& c) { return c.measured.mean_voltage(); }},
      {"simulated_mean_voltage", "V", "Simulated energy over charge",
       [](const C& c) { return c.simulated.mean_voltage(); }},
      {"mean_voltage_difference", "V", "Simulated minus measured mean voltage, each over its own capacity",
       [](const C& c) { return c.simulated.mean_voltage() - c.measured.mean_voltage(); }},
      {"measured_energy", u.energy, "Measured energy", [&](const C& c) { return c.measured.energy() * u.to_energy; }},
      {"simulated_energy", u.energy, "Simulated energy",
       [&](const C& c) { return c.simulated.energy() * u.to_energy; }},
      {"energy_error", u.energy, "Simulated minus measured energy",
       [&](const C& c) { return (c.simulated.energy() - c.measured.energy()) * u.to_energy; }},
  };
}

void write_errors(ResultFile& file, const std::vector<compare::Comparison>& pairs, const Units& u) {
  const GroupWriter write(file, "/comparison/errors/");
  std::vector<std::string> names, directions;
  std::vector<std::int64_t> cycles;
  for (const compare::Comparison& c : pairs) {
    names.push_back(group_name(c.measured.name()));
    directions.push_back(name(c.measured.direction));
    cycles.push_back(c.measured.cycle);
  }
  write.texts("half_cycle", "Group of the half cycle in /comparison", names);
  write.texts("direction", "Charge or discharge", directions);
  write.integers("cycle", "Number of the cycle", cycles);
  write.table(error_columns(u), pairs);
}

void write_in_time(ResultFile& file, const compare::TimeComparison& c) {
  const GroupWriter write(file, "/comparison/in_time/");
  write("time", "s", "Time in the measured test", c.time);
  write("measured_voltage", "V", "Measured voltage", c.measured_voltage);
  write("simulated_voltage", "V", "Simulated voltage at this time", c.simulated.voltage);
  write("residual", "V", "Simulated minus measured voltage", c.residual);
}

void write_curves(ResultFile& file, const compare::ComparisonReport& report) {
  const compare::Comparisons& comparisons = report.comparisons;
  const Units& units = report.areal ? areal : specific;
  for (const compare::Comparison& c : comparisons.pairs) write_curves(file, c, units);
  write_errors(file, comparisons.pairs, units);
  if (report.in_time) write_in_time(file, *report.in_time);
  file.attribute("/comparison", "measured_file", report.measured_file);
  file.attribute("/comparison", "residual_sign", "simulated minus measured");
  file.attribute("/comparison", "way", report.in_time ? "measured current replayed" : "protocol simulated");
  file.attribute("/comparison", "dQ_dV_window [V]", comparisons.windows.voltage);
  file.attribute("/comparison", "dV_dQ_window [share of common capacity]", comparisons.windows.charge_share);
}

}  // namespace

void write_comparison(ResultFile& file, const compare::ComparisonReport& report) {
  if (!report.comparisons.pairs.empty()) write_curves(file, report);
  if (!report.spectra.pairs.empty()) write_spectra(file, report.spectra.pairs);
}

}  // namespace closo
