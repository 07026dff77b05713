// closo fit: from a fit's file to its result and the fitted cell.
#include <chrono>
#include <filesystem>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/fit_print.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "formats/results/fit_results.hpp"
#include "formats/results/provenance.hpp"
#include "formats/yaml/fit_input.hpp"
#include "formats/yaml/fitted_cell.hpp"
#include "io/replacing_file.hpp"

namespace closo {

ExitStatus fit_command(const FitOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  FitInput read = read_fit(options.input);
  fit::FitProblem& problem = read.problem;
  problem.profiles = problem.profiles || options.profiles;
  const std::filesystem::path output = output_of(options.input, options.output, ".fit.h5"),
                              cell = output_of(options.input, options.cell, ".cell.yaml");
  refuse_overwriting_inputs(problem.inputs, output, "--output");
  refuse_overwriting_inputs(problem.inputs, cell, "--cell");
  if (std::filesystem::weakly_canonical(output) == std::filesystem::weakly_canonical(cell))
    throw InputError(cell.string(), "--cell", cell.string(), "a file other than the result");
  const fit::FitResult result = fit::run_fit(problem);
  ResultFile file(output);
  write_provenance(file, problem.title, read_text_file(options.input));
  write_fit(file, problem, result);
  ReplacingFile fitted(cell);
  fitted.write(fitted_cell(read, result));
  fitted.close();
  file.close();
  fitted.appear();
  print_fit(problem, result);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{} and {} written in {:.1f} s", output.string(), cell.string(), elapsed.count());
  return ExitStatus::done;
}

}  // namespace closo
