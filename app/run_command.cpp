// closo run: from an input to a result file.
#include <chrono>
#include <optional>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/narrator.hpp"
#include "cycler/protocol_estimate.hpp"
#include "cycler/run_input.hpp"
#include "cycler/simulate.hpp"
#include "solver/error.hpp"
#include "solver/result_reader.hpp"
#include "solver/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

ResolvedInput resolve(const RunOptions& options) {
  if (!is_result_file(options.input)) return resolve_file(options.input, options.overrides);
  return resolve_text(read_attribute(options.input, "input"), options.input.string() + " (its input)",
                      options.overrides);
}

fs::path output_of(const RunOptions& options) {
  const fs::path output = options.output.empty() ? options.input.filename().replace_extension(".h5") : options.output;
  std::error_code ignored;  // a file that does not exist is no other file
  if (fs::equivalent(output, options.input, ignored))
    throw InputError(output.string(), "--output", output.string(), "another file than the input");
  const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
  if (!fs::is_directory(folder))
    throw InputError(output.string(), "--output", output.string(), "a file in a folder that exists");
  if (fs::is_directory(output)) throw InputError(output.string(), "--output", output.string(), "a file, not a folder");
  return output;
}

/// Where the run in a result file stands; nothing if it has ended.
std::optional<Progress> progress_of(const RunOptions& options) {
  if (!options.overrides.empty())
    throw InputError("--resume", "--set", options.overrides.front(), "the input as the run began with it");
  if (!options.output.empty())
    throw InputError("--resume", "--output", options.output.string(), "none: the run goes on in its own file");
  if (!is_result_file(options.input))
    throw InputError(options.input.string(), "", "no result file", "the result file of a run to go on with");
  const std::optional<std::string> outcome = find_attribute(options.input, "outcome");
  if (!outcome || *outcome == "interrupted") return read_progress(options.input);
  spdlog::info("{}: nothing to go on with; {}", options.input.string(), read_attribute(options.input, "stop_reason"));
  return std::nullopt;
}

ExitStatus report(const Outcome& outcome, const fs::path& output) {
  switch (outcome.kind) {
    case Outcome::Kind::completed:
      return ExitStatus::done;
    case Outcome::Kind::interrupted:
      spdlog::error("closo: interrupted; 'closo run --resume {}' goes on", output.string());
      return ExitStatus::failed_run;
    case Outcome::Kind::stopped_early:
      spdlog::error("closo: the run stopped early: {}", outcome.reason);
      return ExitStatus::failed_run;
  }
  return ExitStatus::failed_run;
}

}  // namespace

ExitStatus run_command(const RunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  std::optional<Progress> progress;
  if (options.resume) {
    progress = progress_of(options);
    if (!progress) return ExitStatus::done;
  }
  const ResolvedInput input = resolve(options);
  const RunInput run = read_run(input, nullptr);
  const fs::path output = options.resume ? options.input : output_of(options);
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, write_yaml(input.tree), options.resume ? Opening::resume : Opening::create);
  Narrator narrator(recorder, ProtocolEstimate(run.cell, run.settings).steps());
  const Outcome outcome = simulate(cell, run.settings, narrator, progress ? &*progress : nullptr);
  recorder.finish(outcome);
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{} written in {:.0f} ms", output.string(), elapsed.count());
  return report(outcome, output);
}

}  // namespace closo
