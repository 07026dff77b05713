// Inputs, outputs and outcomes of the commands that simulate.
#include "app/simulation.hpp"

#include <spdlog/spdlog.h>

#include "base/error.hpp"
#include "formats/results/stored_run.hpp"

namespace closo {

namespace fs = std::filesystem;

ResolvedInput resolve(const RunOptions& options) {
  return resolve_any(options.input, options.overrides);
}

fs::path output_of(const fs::path& input, const fs::path& wanted, const std::string& extension) {
  const fs::path output = wanted.empty() ? input.filename().replace_extension(extension) : wanted;
  refuse_overwriting_inputs({input}, output, "--output");
  const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
  if (!fs::is_directory(folder))
    throw InputError(output.string(), "--output", output.string(), "a file in an existing folder");
  if (fs::is_directory(output)) throw InputError(output.string(), "--output", output.string(), "a file, not a folder");
  return output;
}

ExitStatus report(const Outcome& outcome, const fs::path& output) {
  switch (outcome.kind) {
    case Outcome::Kind::completed:
      return ExitStatus::done;
    case Outcome::Kind::interrupted:
      spdlog::error("closo: interrupted; continue with 'closo run --resume {}'", output.string());
      return ExitStatus::failed_run;
    case Outcome::Kind::stopped_early:
      spdlog::error("closo: the run stopped early: {}", outcome.reason);
      return ExitStatus::failed_run;
  }
  return ExitStatus::failed_run;
}

}  // namespace closo
