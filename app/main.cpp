// The closo command: options, messages and exit statuses.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/version.hpp"
#include "solver/error.hpp"
#include "solver/input_text.hpp"

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
  CLI::App app{"closo simulates all-solid-state cells from their physics"};
  bool quiet = false, verbose = false;
  CompareOptions options;
  EisOptions eis;
  FitOptions fit;
  SweepOptions sweep;
  DesignOptions design;
  SpectrumOptions spectrum;
  std::function<ExitStatus()> action;

  CommandLine() {
    app.set_version_flag("--version", std::string("closo ") + version);
    app.require_subcommand(1);
    CLI::App* run = add_input_command("run", "Simulate a run and write its result to an HDF5 file",
                                      [this] { return run_command(options); });
    run->add_option("-o,--output", options.output, "Result file; by default the name of FILE with .h5, in this folder");
    run->add_flag("--resume", options.resume,
                  "Go on with the run in the result file FILE, where it was interrupted or killed");
    add_eis_command();
    add_compare_command();
    add_fit_command();
    add_sweep_command();
    add_design_command();
    add_spectrum_command();
    CLI::App* to_table = add_command("export", "Write a result in the Battery Data Format: CSV, and metadata beside it",
                                     [this] { return export_command(options.input, options.output); });
    to_table->add_option("FILE", options.input, "Result file of closo run")->required();
    to_table->add_option("-o,--output", options.output,
                         "Table; by default the name of FILE with .bdf.csv, in this folder");
    add_input_command("check", "Read a run, a cell or a material and report errors, without running it",
                      [this] { return check_command(options.input, options.overrides); });
    add_input_command("show", "Print every parameter with value, status and source, and what follows from them",
                      [this] { return show_command(options.input, options.overrides); });
  }

  void add_eis_command() {
    CLI::App* command =
        add_input_command("eis",
                          "Take an impedance spectrum: of the cell of a run as it starts, or of a result's end, at the "
                          "temperature and pressure of its last step unless --set states others",
                          [this] {
                            eis.input = options.input, eis.overrides = options.overrides;
                            return eis_command(eis);
                          });
    command->add_option("-o,--output", eis.output,
                        "Result file; by default the name of FILE with .eis.h5, in this folder");
    command->add_option("--from", eis.from, "First frequency")->capture_default_str();
    command->add_option("--to", eis.to, "Last frequency")->capture_default_str();
    command->add_option("--points-per-decade", eis.points_per_decade, "Frequencies in a decade")->capture_default_str();
    command->add_option("--under", eis.under, "Current meanwhile, e.g. 'Discharge at C/10'; by default none");
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
                        "Result file; by default the name of FILE with .compare.h5, in this folder");
    compare
        ->add_option("--cycle", options.cycle,
                     "Compare this cycle alone; that of a curve without time, by default 1, and of spectra")
        ->check(CLI::PositiveNumber);
    compare->add_flag("--replay", options.replay, "Impose the measured current instead of the protocol");
  }

  void add_fit_command() {
    CLI::App* command =
        add_command("fit", "Fit parameters to measured curves and figures", [this] { return fit_command(fit); });
    command->add_option("FILE", fit.input, "Fit (YAML): runs, parameters, targets")->required();
    command->add_option("-o,--output", fit.output,
                        "Result file; by default the name of FILE with .fit.h5, in this folder");
    command->add_option("--cell", fit.cell, "Fitted cell; by default the name of FILE with .cell.yaml, in this folder");
    command->add_flag("--profiles", fit.profiles, "Profile likelihoods too");
    command->add_flag("-v,--verbose", verbose, "Print where each start led as well");
  }

  void add_sweep_command() {
    CLI::App* command = add_command("sweep", "Run many cases of a run and write a table of what they came to",
                                    [this] { return sweep_command(sweep); });
    command->add_option("FILE", sweep.input, "Sweep (YAML): a run, cases, what to keep")->required();
    command->add_option("-o,--output", sweep.output,
                        "Result file; by default the name of FILE with .sweep.h5, in this folder");
    command->add_flag("--resume", sweep.resume, "Go on with a sweep that was interrupted or killed");
    command
        ->add_option("--threads", sweep.threads,
                     "Threads of each process; by default one for each core, under mpirun or srun one")
        ->check(CLI::PositiveNumber);
  }

  void add_design_command() {
    CLI::App* command = add_command("design", "Look for designs of a cell: Pareto front, fewest changes to targets",
                                    [this] { return design_command(design); });
    command->add_option("FILE", design.input, "Search (YAML): a run, variables, what is wanted")->required();
    command->add_option("-o,--output", design.output,
                        "Result file; by default the name of FILE with .design.h5, in this folder");
  }

  void add_spectrum_command() {
    CLI::App* command = add_command("spectrum", "Analyse impedance spectra, measured or simulated",
                                    [this] { return spectrum_command(spectrum); });
    command->add_option("FILE", spectrum.input, "Table of spectra (CSV) or result file of closo run")->required();
    command->add_option("-o,--output", spectrum.output,
                        "Result file; by default the name of FILE with .spectrum.h5, in this folder");
    command->add_option("--area", spectrum.area, "Area of the electrode of a table in ohm, e.g. '0.785 cm2'");
    command->add_option("--arcs", spectrum.arcs, "Arcs of the circuit; by default as many as are determined, up to two")
        ->check(CLI::Range(1, 3));
    command
        ->add_option("--regularisation", spectrum.regularisation,
                     "Lambda of the relaxation times; by default the largest that the misfit allows")
        ->check(CLI::PositiveNumber);
  }

  CLI::App* add_command(const char* name, const char* what, std::function<ExitStatus()> does) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_flag("-q,--quiet", quiet, "Print errors only");
    command->callback([this, does = std::move(does)] { action = does; });
    return command;
  }

  /// What is wrong with the first argument, if it should be a command and is none.
  std::string unknown_command(int argc, const char* const* argv) const {
    const std::string first = argc > 1 ? argv[1] : "";
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands({})) commands.push_back(command->get_name());
    if (first.empty() || first.front() == '-' || std::ranges::find(commands, first) != commands.end()) return "";
    return "'" + first + "' is no command" + suggestion(first, commands) + "; closo --help lists them";
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
    command->add_flag("-v,--verbose", verbose, "Print what the solver did as well");
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
