// counts CASE: runs one case for callgrind, which counts inside measured() alone, and prints what it has done.
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cycler/simulate.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/sweep_input.hpp"
#include "io/yaml_input.hpp"
#include "sweep/case_run.hpp"

namespace {

using namespace closo;

/// What callgrind is told to count.
[[gnu::noinline]] void measured(const std::function<void()>& body) {
  body();
}

struct Counter : Observer {
  IntegratorStatistics statistics;
  std::size_t frequencies = 0;

  void step_ended(const Cell&, const StepResult& result) override { statistics += result.statistics; }
  void spectrum(const Cell&, const Moment&, const std::vector<double>& at,
                const std::vector<std::complex<double>>&) override {
    frequencies += at.size();
  }
};

/// The simulation of a run file, with its own mesh and tolerance.
void count_run(const std::string& file, const std::string& list, const std::vector<std::string>& overrides = {}) {
  RunInput run = read_run(resolve_file(std::string(CLOSO_SOURCE_DIR "/") + file, overrides), nullptr);
  const InputNode protocol = parse_yaml("protocol: " + list, "counts");
  run.settings.protocol = read_protocol(InputReader(protocol, "", nullptr), "protocol", run.cell);
  run.settings.sampling = Sampling{};
  Cell cell(run.cell, run.settings.mesh);
  Counter counter;
  Outcome outcome;
  measured([&] { outcome = simulate(cell, run.settings, counter); });
  if (!outcome.completed()) throw RunError(outcome.reason);
  if (counter.frequencies > 0) fmt::print("frequencies {}\n", counter.frequencies);
  if (counter.statistics.steps > 0)
    fmt::print("steps {}\niterations {}\n", counter.statistics.steps, counter.statistics.newton_iterations);
}

/// The second case of a sweep: the first one also pays for what all share.
void count_sweep_case() {
  const sweep::SweepProblem problem = read_sweep(CLOSO_SOURCE_DIR "/examples/10_pressure/sweep.yaml");
  sweep::CaseRunner runner(problem);
  runner.run(0);
  sweep::CaseRow row;
  measured([&] { row = runner.run(1); });
  if (row.failed()) throw RunError(row.reason);
  fmt::print("steps {}\n", row.time_steps);
}

/// From a run file to a cell that could be simulated.
void count_start_up() {
  measured([] {
    const RunInput run = read_run(resolve_file(CLOSO_SOURCE_DIR "/examples/01_first_cycle/run.yaml", {}), nullptr);
    const Cell cell(run.cell, run.settings.mesh);
  });
}

void count(const std::string& name) {
  if (name == "discharge")
    return count_run("tests/benchmark/half_cell_cycling.yaml", "[Discharge at 1C until 2.5 V]",
                     {"start.stoichiometry=0.02"});
  if (name == "cycle with a film")
    return count_run("examples/01_first_cycle/run.yaml",
                     "[Charge at C/10 until 4.15 V, Discharge at C/10 until 2.5 V]");
  if (name == "liquid electrolyte")
    return count_run("examples/20_solid_and_liquid/run.yaml", "[Charge at C/10 until 4.30 V]");
  if (name == "spectrum")
    return count_run("examples/13_impedance/run.yaml", "[{eis: {from: 1 MHz, to: 1 mHz, points_per_decade: 10}}]");
  if (name == "sweep case") return count_sweep_case();
  if (name == "start-up") return count_start_up();
  throw RunError("no such case: " + name);
}

}  // namespace

int main(int arguments, char** argument) {
  try {
    count(arguments > 1 ? argument[1] : "");
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return EXIT_FAILURE;
  }
}
