// closo sweep: from the file of a sweep to its table of cases, alone or with other processes.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <numeric>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/interruption.hpp"
#include "formats/results/provenance.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cycler/protocol_estimate.hpp"
#include "io/result_reader.hpp"
#include "io/yaml_input.hpp"
#include "sweep/case_table.hpp"
#include "sweep/sweep.hpp"
#include "sweep/sweep_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Seconds between_reports(2);  // of progress
constexpr const char* completed = "completed";

/// The table of one of several processes: sweep.h5 becomes sweep.rank3.h5.
fs::path table_of(const fs::path& output, int rank) {
  return fs::path(output).replace_extension(fmt::format(".rank{}.h5", rank));
}

/// All tables of processes that there are beside an output.
std::vector<fs::path> tables_beside(const fs::path& output) {
  const std::string start = output.stem().string() + ".rank";
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(output.has_parent_path() ? output.parent_path() : fs::path("."))) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start) || !name.ends_with(".h5")) continue;
    const std::string number = name.substr(start.size(), name.size() - start.size() - 3);
    if (!number.empty() && number.find_first_not_of("0123456789") == std::string::npos)
      found.push_back(fs::path(output).replace_filename(name));
  }
  std::ranges::sort(found);
  return found;
}

/// Reports the progress of a sweep, from the first process.
class ProgressLog {
 public:
  ProgressLog(const SweepProblem& problem, std::int64_t before) : cases_(problem.space.size()), before_(before) {}

  void tell(const SweepProgress& p) {
    const auto now = Clock::now();
    if (now - last_ < between_reports) return;
    last_ = now;
    const double rate = static_cast<double>(p.done - before_) / Seconds(now - start_).count();
    spdlog::info("{} of {} cases, {:.4g} per second, {} left, {} failed", p.done, cases_, rate,
                 format_duration(static_cast<double>(cases_ - p.done) / rate), p.failed);
  }
  void end(const SweepProgress& p, const fs::path& output) const {
    const double elapsed = Seconds(Clock::now() - start_).count();
    spdlog::info("{}: {} cases, {} failed{}; {} run in {:.2f} s, {:.4g} per second", output.string(), p.done, p.failed,
                 p.failed > 0 ? " (see /failures)" : "", p.done - before_, elapsed,
                 static_cast<double>(p.done - before_) / elapsed);
  }

 private:
  std::int64_t cases_, before_;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

/// One sweep of the command, in this process.
class SweepSession {
 public:
  SweepSession(const SweepOptions& options, Ranks& ranks)
      : options_(options), ranks_(ranks), problem_(read_sweep(options.input)) {
    output_ = output_of(options.input, options.output, ".sweep.h5");
    refuse_overwriting_inputs(problem_.inputs, output_, "--output");
  }

  ExitStatus run() {
    find_done();
    if (over_) {
      spdlog::info("{}: nothing to resume: all cases are complete", output_.string());
      return ExitStatus::done;
    }
    const bool resumed = std::ranges::find(tables_, own_) != tables_.end();
    {
      CaseTable table(problem_, own_, resumed ? Opening::resume : Opening::create);
      if (!resumed) describe(table.file());
      const bool all = run_cases_into(table);
      if (joined_) table.file().close();
      if (ranks_.any(!all)) return interrupted(table);
      if (!joined_) finish(table.file());
    }
    ranks_.wait_for_all();
    if (joined_ && ranks_.rank() == 0) join();
    log_->end(progress_, output_);
    if (progress_.failed < problem_.space.size()) return ExitStatus::done;
    if (ranks_.rank() == 0)
      spdlog::error("closo: all cases failed; first error: {}", read_texts(output_, "/failures/reason").front());
    return ExitStatus::failed_run;
  }

 private:
  void describe(ResultFile& file) const {
    write_provenance(file, problem_.title, write_yaml(problem_.run.tree));
    file.attribute("sweep", read_text_file(options_.input));
    write_sweep(file, problem_);
  }

  /// What earlier sweeps of this name left, looked at by the first process for all.
  void find_done() {
    done_.assign(static_cast<std::size_t>(problem_.space.size()), 0);
    std::vector<char> state(2, 0);  // joined, over
    if (ranks_.rank() == 0) {
      const bool whole = fs::exists(output_) && is_result_file(output_);
      if (options_.resume && whole) check_same_sweep(problem_, output_);
      state[1] = options_.resume && whole && find_attribute(output_, "outcome") == completed;
      if (!options_.resume)
        for (const fs::path& table : tables_beside(output_)) fs::remove(table);
      state[0] = ranks_.size() > 1 || (options_.resume && !tables_beside(output_).empty());
      if (state[1] == 0 && options_.resume && whole && state[0] != 0) fs::rename(output_, table_of(output_, 0));
    }
    ranks_.share(state);
    joined_ = state[0] != 0, over_ = state[1] != 0;
    own_ = joined_ ? table_of(output_, ranks_.rank()) : output_;
    if (over_ || !options_.resume) return;
    tables_ = joined_ ? tables_beside(output_) : fs::exists(output_) ? std::vector{output_} : std::vector<fs::path>{};
    if (ranks_.rank() == 0) mark_done();
    ranks_.share(done_);
  }

  void mark_done() {
    for (const fs::path& table : tables_) {
      check_same_sweep(problem_, table);
      for (const std::int64_t number : cases_of(table)) {
        char& done = done_.at(static_cast<std::size_t>(number));
        if (done != 0) throw RunError(fmt::format("{}: case {} is also in another table", table.string(), number));
        done = 1;
      }
      ranks_.add(Ranks::Counter::failed, static_cast<std::int64_t>(read_integers(table, "/failures/case").size()));
    }
    ranks_.add(Ranks::Counter::done, std::accumulate(done_.begin(), done_.end(), std::int64_t{0}));
  }

  bool run_cases_into(CaseTable& table) {
    progress_ = {ranks_.add(Ranks::Counter::done, 0), ranks_.add(Ranks::Counter::failed, 0)};
    log_.emplace(problem_, progress_.done);
    const int threads = options_.threads > 0 ? options_.threads
                        : ranks_.size() > 1  ? 1
                                             : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const SweepSink sink{[&](const CaseRow& row) { table.append(row); },
                         [&](const SweepProgress& progress) {
                           table.publish_if_due();
                           log_->tell(progress);
                         }};
    const bool all = run_cases(problem_, ranks_, threads, done_, sink, interruption());
    ranks_.wait_for_all();
    progress_ = {ranks_.add(Ranks::Counter::done, 0), ranks_.add(Ranks::Counter::failed, 0)};
    return all;
  }

  ExitStatus interrupted(CaseTable& table) const {
    if (!joined_) table.file().attribute("outcome", "interrupted"), table.file().close();
    if (ranks_.rank() == 0)
      spdlog::error("closo: interrupted after {} of {} cases; repeat the command with --resume to continue",
                    progress_.done, problem_.space.size());
    return ExitStatus::failed_run;
  }

  void finish(ResultFile& file) const {
    file.attribute("failed_cases", std::to_string(progress_.failed));
    file.attribute("outcome", completed);
    file.close();
  }

  void join() const {
    ResultFile file(output_);
    describe(file);
    join_tables(problem_, file, tables_beside(output_));
    finish(file);
  }

  const SweepOptions& options_;
  Ranks& ranks_;
  SweepProblem problem_;
  fs::path output_, own_;
  bool joined_ = false, over_ = false;
  std::vector<fs::path> tables_;  // of earlier sweeps
  std::vector<char> done_;
  SweepProgress progress_;
  std::optional<ProgressLog> log_;
};

}  // namespace

ExitStatus sweep_command(const SweepOptions& options) {
  Ranks ranks;
  if (ranks.rank() != 0) spdlog::set_level(spdlog::level::err);
  try {
    return SweepSession(options, ranks).run();
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
