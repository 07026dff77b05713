// closo run: from an input to a result file.
#include <chrono>
#include <optional>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/console_log.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "cycler/doubts.hpp"
#include "cycler/observers.hpp"
#include "cycler/protocol_walk.hpp"
#include "cycler/simulate.hpp"
#include "formats/results/recorder.hpp"
#include "formats/results/stored_run.hpp"
#include "formats/yaml/run_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// Whether the run in a result file can be resumed, which it cannot when it has ended.
bool can_resume(const RunOptions& options) {
  if (!options.overrides.empty())
    throw InputError::forbidden("--resume", "--set", "a run resumes with its original input");
  if (!options.output.empty()) throw InputError::forbidden("--resume", "--output", "a run resumes in its own file");
  const std::optional<std::string> end = end_of_run(options.input);
  if (end) spdlog::info("{}: nothing to resume; {}", options.input.string(), *end);
  return !end;
}

/// Where it stopped. @throws InputError if the file does not fit its own input
StoredProgress progress_of(const RunOptions& options, const RunInput& run) {
  StoredProgress stored = read_progress(options.input, "/progress", layout_of(run.cell, run.settings.mesh));
  if (!ProtocolWalk(run.settings.protocol, run.cell).go_to(stored.progress.position))
    throw InputError::invalid(options.input.string(), "/progress/walk", "its protocol does not have this position");
  return stored;
}

}  // namespace

ExitStatus run_command(const RunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  if (options.resume && !can_resume(options)) return ExitStatus::done;
  const ResolvedInput input = resolve(options);
  RunInput run = read_run(input, nullptr);
  std::optional<StoredProgress> from;
  if (options.resume) from = progress_of(options, run);
  const fs::path output = options.resume ? options.input : output_of(options.input, options.output, ".h5");
  if (!options.resume) {
    refuse_overwriting_inputs(input.files, output, "--output");
    for (const std::string& doubt : doubts(run)) spdlog::warn("warning: {}", doubt);
  }
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, text_of(input), from ? &*from : nullptr);
  ConsoleLog log(run);
  Observers both({&recorder, &log});
  const Outcome outcome = simulate(cell, run.settings, both, from ? &from->progress : nullptr, log.wish());
  recorder.finish(cell, outcome);
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{} written in {:.0f} ms", output.string(), elapsed.count());
  return report(outcome, output);
}

}  // namespace closo
