// closo run: from an input to a result file.
#include <chrono>
#include <optional>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/narrator.hpp"
#include "app/simulation.hpp"
#include "cycler/run_input.hpp"
#include "cycler/simulate.hpp"
#include "solver/error.hpp"
#include "solver/result_reader.hpp"
#include "solver/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

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
  const fs::path output = options.resume ? options.input : output_of(options.input, options.output, ".h5");
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, write_yaml(input.tree), options.resume ? Opening::resume : Opening::create);
  Narrator narrator(recorder, run);
  const Outcome outcome = simulate(cell, run.settings, narrator, progress ? &*progress : nullptr);
  recorder.finish(outcome);
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{} written in {:.0f} ms", output.string(), elapsed.count());
  return report(outcome, output);
}

}  // namespace closo
