// Options and their descriptions.
#include "app/command_line.hpp"

#include <algorithm>

#include "app/tool_command.hpp"
#include "base/text.hpp"
#include "base/version.hpp"

namespace closo {

CommandLine::CommandLine() {
  app.set_version_flag("--version", std::string("closo ") + build::version);
  app.require_subcommand(1);
  CLI::App* run = add_input_command("run", "Simulate a run and write its result to an HDF5 file",
                                    [this] { return run_command(options_); });
  run->add_option("-o,--output", options_.output,
                  "Result file; default: the name of FILE with .h5, in the current folder");
  run->add_flag("--resume", options_.resume, "Resume the interrupted run in the result file FILE");
  add_eis_command();
  add_compare_command();
  add_fit_command();
  add_sweep_command();
  add_design_command();
  add_spectrum_command();
  CLI::App* to_table = add_command("export", "Export a result in the Battery Data Format: CSV table and metadata",
                                   [this] { return export_command(options_.input, options_.output); });
  to_table->add_option("FILE", options_.input, "Result file of closo run")->required();
  to_table->add_option("-o,--output", options_.output,
                       "Table; default: the name of FILE with .bdf.csv, in the current folder");
  add_bpx_commands();
  add_input_command("check", "Check a run, a cell, a material, a fit, a sweep or a design search for errors",
                    [this] { return check_command(options_.input, options_.overrides); });
  add_input_command("show", "Print all parameters with value, status and source, and derived quantities",
                    [this] { return show_command(options_.input, options_.overrides); });
  add_command("schema", "Print a JSON Schema of all input files, for completion and checks in editors",
              [this] { return schema_command(reference_); })
      ->add_option("--reference", reference_, "Print a page of the reference instead (Markdown)")
      ->check(CLI::IsMember({"cell", "run", "result"}));
  for (const Tool& tool : tools) app.add_subcommand(tool.name, tool.what);  // listed here; main() runs them
}

void CommandLine::add_bpx_commands() {
  CLI::App* bpx = app.add_subcommand("bpx", "Cells from and to the Battery Parameter eXchange format (JSON)");
  bpx->require_subcommand(1);
  CLI::App* from = add_command(
      "import", "Make a cell of closo from a BPX file",
      [this] { return import_bpx_command(options_.input, options_.output); }, bpx);
  from->add_option("FILE", options_.input, "BPX file (JSON)")->required();
  from->add_option("-o,--output", options_.output,
                   "Cell (YAML); default: the name of FILE with .yaml, in the current folder");
  CLI::App* to = add_command(
      "export", "Write a cell as a BPX file", [this] { return export_bpx_command(options_.input, options_.output); },
      bpx);
  to->add_option("FILE", options_.input, "Cell or run (YAML)")->required();
  to->add_option("-o,--output", options_.output,
                 "BPX file; default: the name of FILE with .json, in the current folder");
  CLI::App* compare = add_command(
      "compare", "Run the cell of a BPX file through its tests and compare the voltage",
      [this] { return compare_bpx_command(options_.input); }, bpx);
  compare->add_option("FILE", options_.input, "BPX file with 'Validation' (JSON)")->required();
  compare->add_flag("-v,--verbose", verbose, "Also print all steps and solver statistics");
}

void CommandLine::add_eis_command() {
  CLI::App* command =
      add_input_command("eis",
                        "Simulate an impedance spectrum at the start of a run or at the end of a result, there at the "
                        "temperature and pressure of the last step unless --set replaces them",
                        [this] {
                          eis_.input = options_.input, eis_.overrides = options_.overrides;
                          return eis_command(eis_);
                        });
  command->add_option("-o,--output", eis_.output,
                      "Result file; default: the name of FILE with .eis.h5, in the current folder");
  command->add_option("--from", eis_.from, "First frequency")->capture_default_str();
  command->add_option("--to", eis_.to, "Last frequency")->capture_default_str();
  command->add_option("--points-per-decade", eis_.points_per_decade, "Frequencies per decade")->capture_default_str();
  command->add_option("--under", eis_.under, "Current during the spectrum, e.g. 'Discharge at C/10'; default: none");
}

void CommandLine::add_compare_command() {
  CLI::App* compare = add_input_command("compare", "Simulate a run and compare it with measured curves and spectra",
                                        [this] { return compare_command(options_); });
  compare
      ->add_option("-m,--measured", options_.measured,
                   "Table of a test (Battery Data Format), of a curve or of impedance spectra (CSV); may be repeated")
      ->required()
      ->take_all()
      ->allow_extra_args(false);
  compare->add_option("-o,--output", options_.output,
                      "Result file; default: the name of FILE with .compare.h5, in the current folder");
  compare
      ->add_option("--cycle", options_.cycle,
                   "Compare only this cycle; for a curve without time or spectra: the cycle they belong to (curve: 1)")
      ->check(CLI::PositiveNumber);
  compare->add_flag("--replay", options_.replay, "Impose the measured current instead of the protocol");
}

void CommandLine::add_fit_command() {
  CLI::App* command = add_command("fit", "Fit parameters to measured curves, spectra and figures",
                                  [this] { return fit_command(fit_); });
  command->add_option("FILE", fit_.input, "Fit (YAML): runs, parameters, targets")->required();
  command->add_option("-o,--output", fit_.output,
                      "Result file; default: the name of FILE with .fit.h5, in the current folder");
  command->add_option("--cell", fit_.cell,
                      "Fitted cell; default: the name of FILE with .cell.yaml, in the current folder");
  command->add_flag("--profiles", fit_.profiles, "Also compute profile likelihoods");
  command->add_flag("-v,--verbose", verbose, "Also print the result of each start");
}

void CommandLine::add_sweep_command() {
  CLI::App* command = add_command("sweep", "Run many variants of a run and write a table of the results",
                                  [this] { return sweep_command(sweep_); });
  command->add_option("FILE", sweep_.input, "Sweep (YAML): a run, cases, what to keep")->required();
  command->add_option("-o,--output", sweep_.output,
                      "Result file; default: the name of FILE with .sweep.h5, in the current folder");
  command->add_flag("--resume", sweep_.resume, "Resume an interrupted sweep");
  command
      ->add_option("--threads", sweep_.threads,
                   "Threads per process; default: one per core, or one under mpirun or srun")
      ->check(CLI::PositiveNumber);
}

void CommandLine::add_design_command() {
  CLI::App* command = add_command("design", "Search for cell designs: Pareto front, fewest changes that meet targets",
                                  [this] { return design_command(design_); });
  command->add_option("FILE", design_.input, "Search (YAML): a run, variables, targets or a front")->required();
  command->add_option("-o,--output", design_.output,
                      "Result file; default: the name of FILE with .design.h5, in the current folder");
}

void CommandLine::add_spectrum_command() {
  CLI::App* command = add_command("spectrum", "Analyse impedance spectra, measured or simulated",
                                  [this] { return spectrum_command(spectrum_); });
  command->add_option("FILE", spectrum_.input, "Table of spectra (CSV) or result file of closo run")->required();
  command->add_option("-o,--output", spectrum_.output,
                      "Result file; default: the name of FILE with .spectrum.h5, in the current folder");
  command->add_option("--area", spectrum_.area, "Electrode area, for a table in ohm, e.g. '0.785 cm2'");
  command
      ->add_option("--arcs", spectrum_.arcs,
                   "Number of arcs of the circuit; default: as many as the spectrum determines, at most two")
      ->check(CLI::Range(1, 3));
  command
      ->add_option("--regularisation", spectrum_.regularisation,
                   "Lambda of the relaxation times; default: the largest that the misfit allows")
      ->check(CLI::PositiveNumber);
}

CLI::App* CommandLine::add_command(const char* name, const char* what, std::function<ExitStatus()> does,
                                   CLI::App* below) {
  CLI::App* command = (below == nullptr ? &app : below)->add_subcommand(name, what);
  command->add_flag("-q,--quiet", quiet, "Print errors only");
  command->callback([this, does = std::move(does)] { action = does; });
  return command;
}

std::string CommandLine::unknown_command(int argc, const char* const* argv) const {
  const std::string first = argc > 1 ? argv[1] : "";
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands({})) commands.push_back(command->get_name());
  if (first.empty() || first.front() == '-' || std::ranges::find(commands, first) != commands.end()) return "";
  return "unknown command '" + first + "'" + suggestion(first, commands) + " (see closo --help)";
}

CLI::App* CommandLine::add_input_command(const char* name, const char* what, std::function<ExitStatus()> does) {
  CLI::App* command = add_command(name, what, std::move(does));
  command->add_option("FILE", options_.input, "Input file (YAML)")->required();
  command
      ->add_option("--set", options_.overrides,
                   "Replace a value: key=value, e.g. positive.porosity='20 %'; may be repeated")
      ->take_all()
      ->allow_extra_args(false);
  command->add_flag("-v,--verbose", verbose, "Also print all steps and solver statistics");
  return command;
}

}  // namespace closo
