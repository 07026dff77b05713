// closo compare: a run beside measured curves.
#include <filesystem>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/comparison_output.hpp"
#include "app/narrator.hpp"
#include "app/simulation.hpp"
#include "compare/measured.hpp"
#include "compare/trace.hpp"
#include "solver/error.hpp"
#include "solver/yaml_input.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// Reads the curves, and leaves those that are asked for.
Measured measured_of(const CompareOptions& options, const CellParameters& cell) {
  Measured measured = read_measured(options.measured, cell.reference_mass());
  if (options.cycle == 0) return measured;
  if (!measured.recording) {
    measured.half_cycles.front().cycle = options.cycle;
    return measured;
  }
  std::erase_if(measured.half_cycles, [&](const HalfCycle& half) { return half.cycle != options.cycle; });
  if (measured.half_cycles.empty())
    throw InputError(measured.file, "--cycle", std::to_string(options.cycle), "a cycle that was measured");
  return measured;
}

ComparisonReport compare_with(const Measured& measured, const Recording& simulated, const CompareOptions& options) {
  ComparisonReport report;
  report.measured_file = measured.file;
  if (options.replay) {
    report.in_time = compare_in_time(*measured.recording, simulated);
    report.comparisons = compare(measured.half_cycles, replayed(measured.half_cycles, *report.in_time));
  } else {
    std::vector<HalfCycle> halves = half_cycles(simulated);
    const long only = measured.recording ? options.cycle : measured.half_cycles.front().cycle;
    if (only != 0) std::erase_if(halves, [&](const HalfCycle& half) { return half.cycle != only; });
    report.comparisons = compare(measured.half_cycles, halves);
  }
  return report;
}

}  // namespace

ExitStatus compare_command(const CompareOptions& options) {
  const ResolvedInput given = resolve(options);
  const Measured measured = measured_of(options, read_cell_parameters(given, nullptr));
  const ResolvedInput input = options.replay ? replay_input(given, measured) : given;
  const RunInput run = read_run(input, nullptr);
  const fs::path output = output_of(options.input, options.output, ".compare.h5");
  spare({options.measured}, output, "--output", "another file than the measured one");
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, write_yaml(input.tree), Opening::create);
  Narrator narrator(recorder, run);
  Trace trace(narrator);
  const Outcome outcome = simulate(cell, run.settings, trace);
  ComparisonReport found = compare_with(measured, trace.recording(), options);
  found.active_mass = run.cell.reference_mass();
  found.end = outcome.reason;
  if (!found.comparisons.pairs.empty()) write_comparison(recorder.file(), found);
  recorder.finish(outcome);
  if (found.comparisons.pairs.empty())
    throw InputError(measured.file, "", found.comparisons.unpaired.front(),
                     "a charge or discharge that is simulated, and whose series the run records");
  print_comparison(found);
  spdlog::info("{} written", output.string());
  return report(outcome, output);
}

}  // namespace closo
