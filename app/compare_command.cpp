// closo compare: a run beside measured curves and spectra.
#include <filesystem>
#include <optional>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/comparison_print.hpp"
#include "app/console_log.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "compare/recording.hpp"
#include "compare/spectrum_comparison.hpp"
#include "cycler/observers.hpp"
#include "cycler/simulate.hpp"
#include "formats/bdf/measured.hpp"
#include "formats/bdf/spectra_file.hpp"
#include "formats/results/comparison_results.hpp"
#include "formats/results/recorder.hpp"
#include "formats/yaml/replay_input.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// What was measured, as far as it is asked for.
struct MeasuredData {
  std::optional<Measured> curves;
  std::vector<std::string> spectra_files;
  std::vector<compare::Spectrum> spectra;  // areal
};

/// Reads curves, and leaves those that are asked for.
Measured read_curves(const fs::path& file, const CompareOptions& options, const CellParameters& cell) {
  Measured measured = read_measured(file, reference_amount(cell), !cell.masses_known);
  if (options.cycle == 0) return measured;
  if (!measured.recording) {
    measured.half_cycles.front().cycle = options.cycle;
    return measured;
  }
  std::erase_if(measured.half_cycles, [&](const compare::HalfCycle& half) { return half.cycle != options.cycle; });
  if (measured.half_cycles.empty())
    throw InputError(measured.file, "--cycle", std::to_string(options.cycle), "a cycle that was measured");
  return measured;
}

/// Reads spectra, and adds those that are asked for.
void add_spectra(const fs::path& file, const CompareOptions& options, const CellParameters& cell, MeasuredData& data) {
  if (options.replay)
    throw InputError::invalid(
        file.string(), "--replay",
        "impedance spectra cannot be compared in a replay; give only a test with time and current");
  std::vector<compare::Spectrum> spectra = read_areal_spectra(file, cell.area);
  if (options.cycle != 0)
    std::erase_if(spectra, [&](const compare::Spectrum& s) { return s.cycle != 0 && s.cycle != options.cycle; });
  if (spectra.empty())
    throw InputError(file.string(), "--cycle", std::to_string(options.cycle), "a cycle that was measured");
  data.spectra_files.push_back(file.string());
  data.spectra.insert(data.spectra.end(), spectra.begin(), spectra.end());
}

MeasuredData read_data(const CompareOptions& options, const CellParameters& cell) {
  MeasuredData data;
  for (const fs::path& file : options.measured) {
    if (is_of_spectra(file)) {
      add_spectra(file, options, cell, data);
    } else if (data.curves) {
      throw InputError::invalid(file.string(), "--measured",
                                "only one file of curves can be compared, besides files of spectra");
    } else {
      data.curves = read_curves(file, options, cell);
    }
  }
  return data;
}

void add_curves(const Measured& measured, const compare::Recording& simulated, const CompareOptions& options,
                compare::ComparisonReport& report) {
  report.measured_file = measured.file;
  const auto& recording = measured.recording;
  if (options.replay) report.in_time = compare::compare_in_time(*recording, simulated);
  std::vector<compare::HalfCycle> halves =
      report.in_time ? compare::half_cycles(report.in_time->simulated, *recording) : compare::half_cycles(simulated);
  const long only = recording ? options.cycle : measured.half_cycles.front().cycle;
  if (only != 0) std::erase_if(halves, [&](const compare::HalfCycle& half) { return half.cycle != only; });
  report.comparisons = compare::compare_half_cycles(
      measured.half_cycles, halves, {}, report.in_time ? std::optional(recording->time.front()) : std::nullopt);
}

/// @throws InputError if nothing of a file has a simulated partner
void check_pairs(const compare::ComparisonReport& report) {
  if (!report.measured_file.empty() && report.comparisons.pairs.empty())
    throw InputError::invalid(report.measured_file, "",
                              "nothing to compare: " + report.comparisons.unpaired.front() +
                                  " (the run must simulate it and record its series)");
  if (!report.spectra_files.empty() && report.spectra.pairs.empty())
    throw InputError::invalid(report.spectra_files.front(), "",
                              "nothing to compare: " + report.spectra.unpaired.front() +
                                  " (the run must take a spectrum in this step or cycle)");
}

}  // namespace

ExitStatus compare_command(const CompareOptions& options) {
  const ResolvedInput given = resolve(options);
  const MeasuredData measured = read_data(options, read_cell_parameters(given, nullptr));
  const ResolvedInput input = options.replay ? replay_input(given, *measured.curves) : given;
  const RunInput run = read_run(input, nullptr);
  if (!measured.spectra.empty() && !takes_spectra(run.settings.protocol))
    throw InputError::invalid(measured.spectra_files.front(), "--measured",
                              "impedance spectra need a run with 'eis' steps in its protocol");
  const fs::path output = output_of(options.input, options.output, ".compare.h5");
  refuse_overwriting_inputs(options.measured, output, "--output");
  refuse_overwriting_inputs(given.files, output, "--output");
  Cell cell(run.cell, run.settings.mesh);
  Recorder recorder(output, cell, run, text_of(input));
  ConsoleLog log(run);
  SolutionBuilder curve(cell, run.settings.retention_from, {}, &compare::wanted_of_recordings());
  compare::SpectrumTrace trace(measured.spectra, options.cycle);
  Observers all({&recorder, &log, &curve, &trace});
  const Outcome outcome = simulate(cell, run.settings, all);
  compare::ComparisonReport found;
  found.areal = !run.cell.masses_known;
  found.reference = reference_amount(run.cell);
  found.end = outcome.reason;
  found.spectra_files = measured.spectra_files;
  found.spectra = trace.comparisons();
  if (measured.curves) add_curves(*measured.curves, compare::recording_of(curve.solution(), run.cell), options, found);
  write_comparison(recorder.file(), found);
  recorder.finish(cell, outcome);
  check_pairs(found);
  print_comparison(found);
  spdlog::info("{} written", output.string());
  return report(outcome, output);
}

}  // namespace closo
