// The subcommands of closo. They throw; main() turns that into messages and exit statuses.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace closo {

struct RunOptions {
  std::filesystem::path input;
  std::filesystem::path output;  // empty: the name of the input with .h5, in the current folder
  std::vector<std::string> overrides;
  bool resume = false;  // resume the run in the result file `input`
};

struct CompareOptions : RunOptions {
  std::vector<std::filesystem::path> measured;  // at most one of curves; any number of spectra
  long cycle = 0;                               // the only one to compare; 0: all
  bool replay = false;                          // impose the measured current instead of the protocol
};

struct FitOptions {
  std::filesystem::path input, output, cell;
  bool profiles = false;
};

struct SweepOptions {
  std::filesystem::path input, output;
  bool resume = false;  // resume from what there is of the output
  int threads = 0;      // of each process; 0: all cores, or one beside other processes
};

struct DesignOptions {
  std::filesystem::path input, output;
};

struct EisOptions : RunOptions {
  std::string from = "200 kHz", to = "10 mHz";
  std::string under;  // "Discharge at C/10"; empty: at rest
  double points_per_decade = 10;
};

struct SpectrumOptions {
  std::filesystem::path input, output;
  std::string area;           // of the electrode, with its unit; empty: not known
  int arcs = 0;               // of the circuit; 0: as many as the spectrum determines, up to two
  double regularisation = 0;  // of the relaxation times; 0: by the misfit
};

enum class ExitStatus { done = 0, failed_run = 1, bad_input = 2 };

/// Simulates a run and writes its result file.
ExitStatus run_command(const RunOptions& options);

/// Takes one impedance spectrum, of the cell as a run starts, or as the run of a result file left it, under the
/// conditions of its last step.
ExitStatus eis_command(const EisOptions& options);

/// Simulates a run, compares it with measured curves and spectra, and writes the result file of the run with the
/// comparison in it.
ExitStatus compare_command(const CompareOptions& options);

/// Fits parameters to measured curves and figures; writes a result file and the fitted cell.
ExitStatus fit_command(const FitOptions& options);

/// Runs the cases of a sweep and writes their table.
ExitStatus sweep_command(const SweepOptions& options);

/// Looks for designs: the Pareto front of two quantities, the fewest changes that meet targets.
ExitStatus design_command(const DesignOptions& options);

/// Equivalent circuit, relaxation times and Kramers-Kronig residuals of each spectrum of a file.
ExitStatus spectrum_command(const SpectrumOptions& options);

/// Writes the series of a result file in the Battery Data Format: a CSV table, and metadata beside it.
/// @param output  the table; empty: the name of the input with .bdf.csv, in the current folder
ExitStatus export_command(const std::filesystem::path& input, const std::filesystem::path& output);

/// Makes a cell of a BPX file: a YAML file, and of the tests in the file a run and tables beside it.
/// @param output  the cell; empty: the name of the input with .yaml, in the current folder
ExitStatus import_bpx_command(const std::filesystem::path& input, const std::filesystem::path& output);

/// The other way round.
ExitStatus export_bpx_command(const std::filesystem::path& input, const std::filesystem::path& output);

/// Runs the cell of a BPX file through the tests in it, and prints how far its voltage is from the measured one.
ExitStatus compare_bpx_command(const std::filesystem::path& file);

/// Reads an input without running it and says what it holds.
ExitStatus check_command(const std::filesystem::path& input, const std::vector<std::string>& overrides);

/// Prints every parameter with value, unit, status and source, and what follows from them.
ExitStatus show_command(const std::filesystem::path& input, const std::vector<std::string>& overrides);

/// Prints a JSON Schema of inputs, or a page of the reference of their keys.
/// @param reference  "cell" or "run"; empty: the schema
ExitStatus schema_command(const std::string& reference);

}  // namespace closo
