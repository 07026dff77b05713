// The command line: subcommands, their options, and what the user asks for.
#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "app/commands.hpp"

namespace closo {

struct CommandLine {
  CLI::App app{"closo: physics-based simulation of all-solid-state battery cells"};
  bool quiet = false, verbose = false;
  std::function<ExitStatus()> action;

  CommandLine();

  /// The error if the first argument should be a command but is not.
  std::string unknown_command(int argc, const char* const* argv) const;

 private:
  void add_bpx_commands();
  void add_eis_command();
  void add_compare_command();
  void add_fit_command();
  void add_sweep_command();
  void add_design_command();
  void add_spectrum_command();
  /// @param below  the command that it is one of; nullptr: of closo
  CLI::App* add_command(const char* name, const char* what, std::function<ExitStatus()> does,
                        CLI::App* below = nullptr);
  /// A command on an input file, whose values can be replaced.
  CLI::App* add_input_command(const char* name, const char* what, std::function<ExitStatus()> does);

  CompareOptions options_;
  EisOptions eis_;
  FitOptions fit_;
  SweepOptions sweep_;
  DesignOptions design_;
  SpectrumOptions spectrum_;
  std::string reference_;
};

}  // namespace closo
