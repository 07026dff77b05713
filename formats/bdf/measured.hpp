// Reads measured curves: tests in the Battery Data Format, and single curves read off a figure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compare/half_cycles.hpp"

namespace closo {

struct Measured {
  std::string file;
  std::optional<compare::Recording> recording;  // nothing for a curve without time
  std::vector<compare::HalfCycle> half_cycles;
};

/// Reads a CSV table, by the names of its columns, each with a unit of the right kind ("Voltage / V", "voltage [mV]"):
/// either Test Time, Voltage and Current, positive on charge, and where the file has them Cycle Count, Step Count and
/// Net Capacity; or Specific Capacity (or capacity) and Voltage of one charge or discharge, of cycle 1. Other columns
/// are not read.
/// @param reference  to which charges refer: the active mass of the cell [kg], or if they are `areal` its area [m2]
/// @throws InputError with file and line
Measured read_measured(const std::filesystem::path& file, double reference, bool areal = false);

/// The same of a test that is in no table: without the charge, which follows from its current.
/// @param place, column  of the current, for messages     @throws InputError if it has the other sign
Measured measured_test(const std::string& place, const std::string& column, compare::Recording recording);

}  // namespace closo
