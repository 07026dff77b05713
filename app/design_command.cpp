// closo design: from the file of a search to the designs that it found.
#include <chrono>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/design_print.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "design/fewest_changes.hpp"
#include "design/front.hpp"
#include "formats/results/design_results.hpp"
#include "formats/results/provenance.hpp"
#include "formats/yaml/design_input.hpp"

namespace closo {
namespace {

/// @throws RunError if all designs failed, because then no search has a direction
void check_sample(const std::vector<design::Design>& sample) {
  for (const design::Design& d : sample)
    if (d.reason.empty()) return;
  throw RunError("all sampled designs failed; first error: " + sample.front().reason);
}

}  // namespace

ExitStatus design_command(const DesignOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const design::DesignProblem problem = read_design_problem(options.input);
  const std::filesystem::path output = output_of(options.input, options.output, ".design.h5");
  refuse_overwriting_inputs(problem.cases.inputs, output, "--output");
  const design::Evaluator evaluator(problem);
  spdlog::info("{} sampled designs", problem.samples);
  const std::vector<design::Design> sample = evaluator.sample();
  check_sample(sample);
  std::vector<design::Design> front;
  if (problem.front) {
    spdlog::info("front of {} against {}", problem.front->most->name, problem.front->against->name);
    front = design::pareto_front(evaluator, sample);
  }
  design::FewestChanges changes;
  if (!problem.targets.empty()) {
    spdlog::info("fewest changes");
    changes = design::fewest_changes(evaluator, sample);
  }
  ResultFile file(output);
  write_provenance(file, problem.cases.title, problem.cases.run->text());
  file.attribute("search", read_text_file(options.input));
  if (problem.front) write_front(file, problem, front), print_front(problem, front);
  if (!problem.targets.empty()) write_changes(file, problem, changes), print_changes(problem, changes);
  file.close();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  spdlog::info("{}: {} designs simulated in {:.1f} s", output.string(), evaluator.evaluated(), elapsed.count());
  return ExitStatus::done;
}

}  // namespace closo
