// Runs of a cell through a protocol.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "closo/export.hpp"
#include "closo/parameters.hpp"
#include "closo/steps.hpp"
#include "closo/solution.hpp"

namespace closo {

/// A cell, its protocol, and how both are computed: what the file of a run states.
class CLOSO_EXPORT Run {
 public:
  /// A cell with a composite begins as assembled, unless its "start.stoichiometry" or "start.voltage" is set.
  /// @throws InputError
  Run(const Parameters& cell, const Steps& protocol);
  /// From the file of a run, or a result, which holds its input. @throws InputError
  static Run from_file(const std::filesystem::path& file);
  /// From YAML. @param name  stands for a file in messages     @throws InputError
  static Run from_text(const std::string& yaml, const std::string& name = "text");

  /// Replaces a value of the cell or of the run ("tolerance", "mesh.positive", "start.stoichiometry",
  /// "protocol.0"), or adds one that is optional. @throws InputError for a key that there is not
  Run& set(const std::string& key, const std::string& value);
  Run& set(const std::string& key, double value, const std::string& unit);
  /// The unit in which docs/reference/cell.md states a quantity of the cell or of its start: "1" for none, "" for a key
  /// that is no such quantity.
  std::string unit(const std::string& key) const;
  /// As YAML, with cell, materials and tables, as a result file holds it.
  std::string text() const;

  struct Data;
  const Data& data() const { return *data_; }

 private:
  explicit Run(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;  // which copies share until one of them is set
};

/// Whether YAML states a run, which has a protocol, and not a cell alone. @throws InputError if it is no YAML
CLOSO_EXPORT bool states_run(const std::string& yaml, const std::string& name = "text");

struct SimulateOptions {
  std::vector<std::string> columns{};       // "series/voltage", "cycles": those that are wanted; empty: all
  const std::atomic<bool>* stop = nullptr;  // ends the run within its step once it is true
  std::vector<double> times{};              // [s], rising: rows of series at these moments, and at the ends of steps,
                                            // in the place of those that the run records
  std::function<bool()> interrupted{};      // whether to end it, too; asked often by the thread that computes
};

/// In memory. A run that stops early is a solution, too, which says why. Any number of threads may simulate at once.
/// @throws InputError for values that are no cell or a protocol that does not suit it
CLOSO_EXPORT Solution simulate(const Run& run, const SimulateOptions& options = {});

/// Writes the result file that closo run would write, with all columns. @throws InputError, RunError where it cannot be
/// written
CLOSO_EXPORT void record(const Run& run, const std::filesystem::path& file, const SimulateOptions& options = {});

}  // namespace closo
