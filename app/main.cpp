// The closo command: options, messages and exit statuses.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "base/version.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace closo {
namespace {

void set_up_log(bool quiet, bool verbose) {
  auto log = spdlog::stderr_color_st("closo");
  log->set_pattern("%v");
  log->set_level(quiet ? spdlog::level::warn : verbose ? spdlog::level::debug : spdlog::level::info);
  spdlog::set_default_logger(log);
}

int report(ExitStatus status, const std::string& message) {
  std::fprintf(stderr, "closo: %s\n", message.c_str());
  return static_cast<int>(status);
}

/// What the command line asks for.
struct CommandLine {
  CLI::App app{"closo: physics-based simulation of all-solid-state battery cells"};
  bool quiet = false, verbose = false;
  CompareOptions options;
  EisOptions eis;
  FitOptions fit;
  SweepOptions sweep;
  DesignOptions design;
  SpectrumOptions spectrum;
  std::string reference;
  std::function<ExitStatus()> action;

  CommandLine() {
    app.set_version_flag("--version", std::string("closo ") + build::version);
    app.require_subcommand(1);
    CLI::App* run = add_input_command("run", "Simulate a run and write its result to an HDF5 file",
                                      [this] { return run_command(options); });
    run->add_option("-o,--output", options.output,
                    "Result file; default: the name of FILE with .h5, in the current folder");
    run->add_flag("--resume", options.resume, "Resume the interrupted run in the result file FILE");
    add_eis_command();
    add_compare_command();
    add_fit_command();
    add_sweep_command();
    add_design_command();
    add_spectrum_command();
    CLI::App* to_table = add_command("export", "Export a result in the Battery Data Format: CSV table and metadata",
                                     [this] { return export_command(options.input, options.output); });
    to_table->add_option("FILE", options.input, "Result file of closo run")->required();
    to_table->add_option("-o,--output", options.output,
                         "Table; default: the name of FILE with .bdf.csv, in the current folder");
    add_input_command("check", "Check a run, a cell, a material, a fit, a sweep or a design search for errors",
                      [this] { return check_command(options.input, options.overrides); });
    add_input_command("show", "Print all parameters with value, status and source, and derived quantities",
                      [this] { return show_command(options.input, options.overrides); });
    add_command("schema", "Print a JSON Schema of all input files, for completion and checks in editors",
                [this] { return schema_command(reference); })
        ->add_option("--reference", reference, "Print a page of the reference instead (Markdown)")
        ->check(CLI::IsMember({"cell", "run", "result"}));
  }

  void add_eis_command() {
    CLI::App* command = add_input_command(
        "eis",
        "Simulate an impedance spectrum at the start of a run or at the end of a result, there at the "
        "temperature and pressure of the last step unless --set replaces them",
        [this] {
          eis.input = options.input, eis.overrides = options.overrides;
          return eis_command(eis);
        });
    command->add_option("-o,--output", eis.output,
                        "Result file; default: the name of FILE with .eis.h5, in the current folder");
    command->add_option("--from", eis.from, "First frequency")->capture_default_str();
    command->add_option("--to", eis.to, "Last frequency")->capture_default_str();
    command->add_option("--points-per-decade", eis.points_per_decade, "Frequencies per decade")->capture_default_str();
    command->add_option("--under", eis.under, "Current during the spectrum, e.g. 'Discharge at C/10'; default: none");
  }

  void add_compare_command() {
    CLI::App* compare = add_input_command("compare", "Simulate a run and compare it with measured curves and spectra",
                                          [this] { return compare_command(options); });
    compare
        ->add_option("-m,--measured", options.measured,
                     "Table of a test (Battery Data Format), of a curve or of impedance spectra (CSV); may be repeated")
        ->required()
        ->take_all()
        ->allow_extra_args(false);
    compare->add_option("-o,--output", options.output,
                        "Result file; default: the name of FILE with .compare.h5, in the current folder");
    compare
        ->add_option(
            "--cycle", options.cycle,
            "Compare only this cycle; for a curve without time or spectra: the cycle they belong to (curve: 1)")
        ->check(CLI::PositiveNumber);
    compare->add_flag("--replay", options.replay, "Impose the measured current instead of the protocol");
  }

  void add_fit_command() {
    CLI::App* command = add_command("fit", "Fit parameters to measured curves, spectra and figures",
                                    [this] { return fit_command(fit); });
    command->add_option("FILE", fit.input, "Fit (YAML): runs, parameters, targets")->required();
    command->add_option("-o,--output", fit.output,
                        "Result file; default: the name of FILE with .fit.h5, in the current folder");
    command->add_option("--cell", fit.cell,
                        "Fitted cell; default: the name of FILE with .cell.yaml, in the current folder");
    command->add_flag("--profiles", fit.profiles, "Also compute profile likelihoods");
    command->add_flag("-v,--verbose", verbose, "Also print the result of each start");
  }

  void add_sweep_command() {
    CLI::App* command = add_command("sweep", "Run many variants of a run and write a table of the results",
                                    [this] { return sweep_command(sweep); });
    command->add_option("FILE", sweep.input, "Sweep (YAML): a run, cases, what to keep")->required();
    command->add_option("-o,--output", sweep.output,
                        "Result file; default: the name of FILE with .sweep.h5, in the current folder");
    command->add_flag("--resume", sweep.resume, "Resume an interrupted sweep");
    command
        ->add_option("--threads", sweep.threads,
                     "Threads per process; default: one per core, or one under mpirun or srun")
        ->check(CLI::PositiveNumber);
  }

  void add_design_command() {
    CLI::App* command = add_command("design", "Search for cell designs: Pareto front, fewest changes that meet targets",
                                    [this] { return design_command(design); });
    command->add_option("FILE", design.input, "Search (YAML): a run, variables, targets or a front")->required();
    command->add_option("-o,--output", design.output,
                        "Result file; default: the name of FILE with .design.h5, in the current folder");
  }

  void add_spectrum_command() {
    CLI::App* command = add_command("spectrum", "Analyse impedance spectra, measured or simulated",
                                    [this] { return spectrum_command(spectrum); });
    command->add_option("FILE", spectrum.input, "Table of spectra (CSV) or result file of closo run")->required();
    command->add_option("-o,--output", spectrum.output,
                        "Result file; default: the name of FILE with .spectrum.h5, in the current folder");
    command->add_option("--area", spectrum.area, "Electrode area, for a table in ohm, e.g. '0.785 cm2'");
    command
        ->add_option("--arcs", spectrum.arcs,
                     "Number of arcs of the circuit; default: as many as the spectrum determines, at most two")
        ->check(CLI::Range(1, 3));
    command
        ->add_option("--regularisation", spectrum.regularisation,
                     "Lambda of the relaxation times; default: the largest that the misfit allows")
        ->check(CLI::PositiveNumber);
  }

  CLI::App* add_command(const char* name, const char* what, std::function<ExitStatus()> does) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_flag("-q,--quiet", quiet, "Print errors only");
    command->callback([this, does = std::move(does)] { action = does; });
    return command;
  }

  /// The error if the first argument should be a command but is not.
  std::string unknown_command(int argc, const char* const* argv) const {
    const std::string first = argc > 1 ? argv[1] : "";
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands({})) commands.push_back(command->get_name());
    if (first.empty() || first.front() == '-' || std::ranges::find(commands, first) != commands.end()) return "";
    return "unknown command '" + first + "'" + suggestion(first, commands) + " (see closo --help)";
  }

  /// A command on an input file, whose values can be replaced.
  CLI::App* add_input_command(const char* name, const char* what, std::function<ExitStatus()> does) {
    CLI::App* command = add_command(name, what, std::move(does));
    command->add_option("FILE", options.input, "Input file (YAML)")->required();
    command
        ->add_option("--set", options.overrides,
                     "Replace a value: key=value, e.g. positive.porosity='20 %'; may be repeated")
        ->take_all()
        ->allow_extra_args(false);
    command->add_flag("-v,--verbose", verbose, "Also print all steps and solver statistics");
    return command;
  }
};

int main_function(int argc, char** argv) {
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const std::string wrong = line.unknown_command(argc, argv); !wrong.empty())
      return report(ExitStatus::bad_input, wrong);
    return line.app.exit(error) == 0 ? 0 : static_cast<int>(ExitStatus::bad_input);
  }
  set_up_log(line.quiet, line.verbose);
  try {
    return static_cast<int>(line.action());
  } catch (const InputError& error) {
    return report(ExitStatus::bad_input, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return report(ExitStatus::bad_input, error.path1().string() + ": " + error.code().message());
  } catch (const std::exception& error) {
    return report(ExitStatus::failed_run, error.what());
  }
}

}  // namespace
}  // namespace closo

int main(int argc, char** argv) {
  return closo::main_function(argc, argv);
}
