// closo sweep: from the file of a sweep to its table of cases, alone or with other processes.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/interruption.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "cycler/protocol_estimate.hpp"
#include "formats/results/sweep_tables.hpp"
#include "formats/yaml/sweep_input.hpp"
#include "sweep/sweep.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Seconds between_reports(2);  // of progress

/// Reports the progress of a sweep, from the first process.
class ProgressLog {
 public:
  ProgressLog(const sweep::SweepProblem& problem, std::int64_t before)
      : cases_(problem.space.size()), before_(before) {}

  void tell(const sweep::SweepProgress& p) {
    const auto now = Clock::now();
    if (now - last_ < between_reports) return;
    last_ = now;
    const double rate = static_cast<double>(p.done - before_) / Seconds(now - start_).count();
    spdlog::info("{} of {} cases, {:.4g} per second, {} left, {} failed", p.done, cases_, rate,
                 format_duration(static_cast<double>(cases_ - p.done) / rate), p.failed);
  }
  void end(const sweep::SweepProgress& p, const fs::path& output) const {
    const double elapsed = Seconds(Clock::now() - start_).count();
    spdlog::info("{}: {} cases, {} failed{}; {} run in {:.2f} s, {:.4g} per second", output.string(), p.done, p.failed,
                 p.failed > 0 ? " (see /failures)" : "", p.done - before_, elapsed,
                 static_cast<double>(p.done - before_) / elapsed);
  }

 private:
  std::int64_t cases_, before_;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

/// The cases that no earlier sweep did. @return whether all are done
bool run_left(const sweep::SweepProblem& problem, SweepTables& tables, sweep::Ranks& ranks, int threads,
              ProgressLog& log) {
  if (threads == 0)
    threads = ranks.size() > 1 ? 1 : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const sweep::SweepSink sink{[&](const sweep::CaseRow& row) { tables.own().append(row); },
                              [&](const sweep::SweepProgress& progress) {
                                tables.own().publish_if_due();
                                log.tell(progress);
                              }};
  const bool all = sweep::run_cases(problem, ranks, threads, tables.done(), sink, interruption());
  ranks.wait_for_all();
  return all;
}

/// How far all processes are.
sweep::SweepProgress progress_of(sweep::Ranks& ranks) {
  return {ranks.add(sweep::Ranks::Counter::done, 0), ranks.add(sweep::Ranks::Counter::failed, 0)};
}

ExitStatus run_sweep(const SweepOptions& options, sweep::Ranks& ranks) {
  const sweep::SweepProblem problem = read_sweep(options.input);
  const fs::path output = output_of(options.input, options.output, ".sweep.h5");
  refuse_overwriting_inputs(problem.inputs, output, "--output");
  SweepTables tables(problem, output, options.resume, ranks);
  if (tables.complete()) {
    spdlog::info("{}: nothing to resume: all cases are complete", output.string());
    return ExitStatus::done;
  }
  tables.open();
  ProgressLog log(problem, progress_of(ranks).done);
  const bool all = run_left(problem, tables, ranks, options.threads, log);
  const sweep::SweepProgress progress = progress_of(ranks);
  if (!tables.finish(all, progress)) {
    if (ranks.rank() == 0)
      spdlog::error("closo: interrupted after {} of {} cases; repeat the command with --resume to continue",
                    progress.done, problem.space.size());
    return ExitStatus::failed_run;
  }
  log.end(progress, output);
  if (progress.failed < problem.space.size()) return ExitStatus::done;
  if (ranks.rank() == 0) spdlog::error("closo: all cases failed; first error: {}", first_failure(output));
  return ExitStatus::failed_run;
}

}  // namespace

ExitStatus sweep_command(const SweepOptions& options) {
  sweep::Ranks ranks;
  if (ranks.rank() != 0) spdlog::set_level(spdlog::level::err);
  try {
    return run_sweep(options, ranks);
  } catch (const InputError&) {
    if (ranks.rank() == 0) throw;
    return ExitStatus::bad_input;  // the first process says why
  } catch (const std::exception& error) {
    if (ranks.size() == 1) throw;
    spdlog::error("closo: {}", error.what());
    ranks.give_up(static_cast<int>(ExitStatus::failed_run));
  }
}

}  // namespace closo
