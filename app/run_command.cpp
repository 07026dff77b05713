// closo run: from an input to a result file.
#include <chrono>
#include <cmath>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/recorder.hpp"
#include "models/run_input.hpp"
#include "solver/error.hpp"
#include "solver/result_reader.hpp"
#include "solver/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// Passes everything on to the recorder and tells the user how each step went.
class Narrator : public Observer {
 public:
  explicit Narrator(Recorder& recorder) : recorder_(recorder) {}

  void series(const Cell& cell, const Moment& moment) override { recorder_.series(cell, moment); }
  void profile(const Cell& cell, const Moment& moment) override { recorder_.profile(cell, moment); }

  void step_ended(const Cell& cell, const StepResult& r) override {
    recorder_.step_ended(cell, r);
    const double mAh_per_g = std::abs(r.charge) / 3.6 / (cell.parameters().positive.active_loading * 1e3);
    spdlog::info("step {} {}: {:.2f} mAh/g in {:.4g} h, {:.3f} -> {:.3f} V; {}", r.number, r.text, mAh_per_g,
                 r.duration / 3600, r.start_voltage, r.end_voltage, r.reason);
    spdlog::debug("  {} time steps, {} Newton iterations, {} repeated for their error, {} for lack of convergence",
                  r.statistics.steps, r.statistics.newton_iterations, r.statistics.error_test_failures,
                  r.statistics.convergence_failures);
  }

 private:
  Recorder& recorder_;
};

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

}  // namespace

ExitStatus run_command(const RunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const ResolvedInput input = resolve(options);
  const RunInput run = read_run(input, nullptr);
  const fs::path output = output_of(options);
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, write_yaml(input.tree));
  Narrator narrator(recorder);
  const Outcome outcome = simulate(cell, run.settings, narrator);
  recorder.finish(outcome);
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{} written in {:.0f} ms", output.string(), elapsed.count());
  if (outcome.completed) return ExitStatus::done;
  spdlog::error("closo: the run stopped early: {}", outcome.reason);
  return ExitStatus::failed_run;
}

}  // namespace closo
