// closo bpx compare: a cell of a BPX file beside the tests in it.
#include <numeric>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/console_log.hpp"
#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "compare/time_comparison.hpp"
#include "cycler/observers.hpp"
#include "cycler/simulate.hpp"
#include "formats/bdf/measured.hpp"
#include "formats/bpx/cell_text.hpp"
#include "formats/yaml/replay_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

struct TestRow {
  compare::TimeComparison error;
  double measured, simulated;  // charge that passed [C m-2], or as in Measured
  Outcome end;
};

double passed(const std::vector<compare::HalfCycle>& halves) {
  return std::accumulate(halves.begin(), halves.end(), 0.0,
                         [](double sum, const compare::HalfCycle& half) { return sum + half.specific_charge(); });
}

Measured measured_of(const bpx::Experiment& test, double reference, const std::filesystem::path& file) {
  compare::Recording recording{test.time, test.voltage, test.current, {}, {}, {}};
  for (double& current : recording.current) current = -current / reference;
  return measured_test(fmt::format("{}: Validation / {}", file.string(), test.title), "Current [A]",
                       std::move(recording));
}

/// @param imported  a run of the cell
TestRow replay(const Measured& measured, const ResolvedInput& imported) {
  const RunInput run = read_run(replay_input(imported, measured), nullptr);
  Cell cell(run.cell, run.settings.mesh);
  ConsoleLog log(run);
  SolutionBuilder curve(cell, run.settings.retention_from, {}, &compare::wanted_of_recordings());
  Observers all({&log, &curve});
  Outcome end = simulate(cell, run.settings, all);
  compare::TimeComparison error =
      compare::compare_in_time(*measured.recording, compare::recording_of(curve.solution(), run.cell));
  const double simulated = passed(compare::half_cycles(error.simulated, *measured.recording));
  return {std::move(error), passed(measured.half_cycles), simulated, std::move(end)};
}

void print_table(const std::vector<bpx::Experiment>& tests, const std::vector<TestRow>& rows, double reference) {
  fmt::print("{:24} {:>6} {:^26} {:^29}\n", "", "", "voltage error / mV", "capacity / A h");
  fmt::print("{:24} {:>6} {:>8} {:>8} {:>8} {:>10} {:>10} {:>7}\n", "experiment", "points", "rms", "mean", "largest",
             "measured", "simulated", "error/%");
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto& [error, measured, simulated, end] = rows[k];
    fmt::print("{:24} {:6} {:8.2f} {:+8.2f} {:8.2f} {:10.4g} {:10.4g} {:+7.2f}\n", tests[k].title, error.time.size(),
               error.rms_error * to_milli, error.mean_error * to_milli, error.largest_error * to_milli,
               measured * reference * to_hours, simulated * reference * to_hours,
               (simulated / measured - 1) * to_percent);
  }
}

}  // namespace

ExitStatus compare_bpx_command(const std::filesystem::path& file) {
  const bpx::Import made = bpx::import_bpx(file);
  if (made.experiments.empty())
    throw InputError::missing(file.string(), "Validation", "measured tests to compare with");
  const ResolvedInput imported = resolve_tree(bpx::run_tree(made), {});
  const double reference = reference_amount(read_cell_parameters(imported, nullptr));
  std::vector<Measured> tests;
  for (const bpx::Experiment& test : made.experiments) tests.push_back(measured_of(test, reference, file));
  for (const std::string& note : made.notes) spdlog::warn("{}", note);
  std::vector<TestRow> rows;
  for (const Measured& test : tests) rows.push_back(replay(test, imported));
  fmt::print("simulated minus measured ({}), current replayed, voltage at equal time\n\n", file.string());
  print_table(made.experiments, rows, reference);
  ExitStatus status = ExitStatus::done;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k].end.completed()) continue;
    spdlog::error("closo: {}: the run ended early: {}", made.experiments[k].title, rows[k].end.reason);
    status = ExitStatus::failed_run;
  }
  return status;
}

}  // namespace closo
