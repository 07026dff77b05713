// What the public classes hold.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "closo/parameters.hpp"
#include "closo/steps.hpp"
#include "closo/simulate.hpp"
#include "cycler/close_run.hpp"
#include "cycler/varied_run.hpp"
#include "formats/yaml/resolved_input.hpp"

namespace closo {

struct Parameters::Data {
  ResolvedInput input;  // with "cell" and "materials"
};

struct Steps::Data {
  InputNode list;
};

struct Run::Data {
  ResolvedInput input;

  explicit Data(ResolvedInput stated) : input(std::move(stated)) {}
  /// What the input comes to, read once. @throws InputError
  struct Read {
    std::shared_ptr<const RunSource> source;
    std::shared_ptr<const RunSpec> spec;
    RunInput run;
  };
  const Read& read() const;

 private:
  mutable std::once_flag once_;
  mutable std::optional<Read> read_;
};

/// An input with a value replaced or added. @throws InputError
ResolvedInput with_value(ResolvedInput input, const std::string& key, const std::string& value);
/// The text of a value: "600 um". @param unit  "1" for none
std::string quantity_text(double value, const std::string& unit);

/// The solution of a run, as the options want it.
Solution solved(const RunInput& run, const SimulateOptions& options);

}  // namespace closo
