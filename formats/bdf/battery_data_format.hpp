// A recorded run as the Battery Data Format wants it: columns for its table, and the metadata beside it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cycler/solution.hpp"

namespace closo {

/// A run with what its file says of where it comes from.
struct RecordedRun {
  Solution solution;  // with the tables cell, series and steps
  std::string file_name, created, closo_version, git_commit;
};

/// @throws InputError if something is missing or does not belong together
RecordedRun read_recorded_run(const std::filesystem::path& result);

/// A column of the table in the units of the format, positive on charge.
struct BatteryDataColumn {
  std::string name, unit, term;  // "Voltage", "V", "voltage_volt": the last from the ontology of the format
  std::string meaning;
  std::vector<double> values;
};

std::vector<BatteryDataColumn> battery_data_columns(const Solution& run);

/// The metadata as JSON.
std::string battery_metadata(const RecordedRun& run, const std::vector<BatteryDataColumn>& columns);

}  // namespace closo
