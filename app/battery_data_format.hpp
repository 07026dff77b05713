// A recorded run as the Battery Data Format wants it: columns for its table, and the metadata beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace closo {

/// What of a result file is exported, as it is there: SI, positive on discharge.
struct RecordedRun {
  std::string file_name, title, cell, created, closo_version, git_commit;
  double area;
  std::optional<double> active_mass, one_c;
  std::vector<double> time, voltage, current, ambient_temperature;                   // (row)
  std::vector<double> charge, charge_in, charge_out, energy, energy_in, energy_out;  // (row), since the start
  std::vector<std::int64_t> step;                                                    // (row), from 1
  struct {
    std::vector<std::int64_t> cycle;
    std::vector<std::string> text;
  } steps;  // (step)
};

/// @throws InputError if something is missing or does not belong together
RecordedRun read_recorded_run(const std::filesystem::path& result);

/// A column of the table in the units of the format, positive on charge.
struct BatteryDataColumn {
  std::string name, unit, term;  // "Voltage", "V", "voltage_volt": the last from the ontology of the format
  std::string meaning;
  std::vector<double> values;
};

std::vector<BatteryDataColumn> battery_data_columns(const RecordedRun& run);

/// The metadata as JSON.
std::string battery_metadata(const RecordedRun& run, const std::vector<BatteryDataColumn>& columns);

}  // namespace closo
