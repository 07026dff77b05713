// Times closo on the discharges of tests/benchmark/pybamm_half_cell.py, with the error of each against a fine mesh.
//
// Usage: work_precision > closo.csv; columns as those of `pybamm_half_cell.py timing`.
//        work_precision liquid: the same for tests/benchmark/pybamm_liquid_cell.py.
//        work_precision impedance: time of a spectrum of 60 frequencies.
//        work_precision scaling: time of a step and of a step's unknown, for meshes of 10 x 10 to 100 x 100.
//        work_precision full RATE FILE...: discharges of cells of two composites, in processor time.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include "formats/yaml/run_input.hpp"
#include "models/impedance.hpp"
#include "tests/half_cell.hpp"

namespace closo {
namespace {

constexpr int repeats = 20;        // the shortest counts: everything else on the machine only adds
constexpr double compared = 0.98;  // share of the discharge over which errors count; the plunge at the end does not
constexpr int samples = 2000;

struct Problem {
  double c_rate, loading;
};

std::vector<double> even_times(double end) {
  std::vector<double> t(samples);
  for (int k = 0; k < samples; ++k) t[static_cast<std::size_t>(k)] = end * k / (samples - 1);
  return t;
}

double seconds_of(const CellParameters& parameters, const Mesh& mesh, double c_rate, double tolerance) {
  Cell cell(parameters, mesh);
  Integrator integrator(cell, tolerance);
  double best = INFINITY;
  for (int k = 0; k < repeats; ++k) {
    const auto start = std::chrono::steady_clock::now();
    test::discharge(cell, integrator, c_rate, {});
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

CellParameters solid(double loading) {
  test::HalfCellCase k;
  k.loading = loading;
  return test::half_cell(k);
}

CellParameters liquid(double loading) {
  test::LiquidCellCase k;
  k.cell.loading = loading;
  return test::liquid_cell(k);
}

void measure(const Problem& problem, const CellParameters& parameters) {
  Cell fine(parameters, {80, 160, 2, 80});
  const double end = compared * test::discharge(fine, problem.c_rate, 1e-7, {}).end_time;
  const std::vector<double> times = even_times(end);
  const std::vector<double> exact = test::discharge(fine, problem.c_rate, 1e-7, times).voltage;
  for (const Index n : {8, 10, 14, 20, 28, 40}) {
    for (const double tolerance : {1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6}) {
      const Mesh mesh{n, n, 2, n};
      Cell cell(parameters, mesh);
      const test::Discharge d = test::discharge(cell, problem.c_rate, tolerance, times);
      double error = d.voltage.size() < exact.size() ? INFINITY : 0;  // it ended too early to be compared
      for (std::size_t s = 0; s < d.voltage.size(); ++s) error = std::max(error, std::abs(d.voltage[s] - exact[s]));
      std::printf("closo,%g,%g,%ld,%g,%.6e,%.6e,%.6f\n", problem.c_rate, problem.loading, static_cast<long>(n),
                  tolerance, seconds_of(parameters, mesh, problem.c_rate, tolerance), error, d.charge);
    }
  }
}

void measure_discharges(CellParameters (*cell_of)(double loading)) {
  std::printf("code,c_rate,loading,n,rtol,seconds,error_V,capacity\n");
  for (const Problem& problem : {Problem{0.1, 1.14e-2}, {1, 8e-2}, {5, 1.14e-2}})
    measure(problem, cell_of(problem.loading));
}

void measure_impedance() {
  std::printf("mesh,frequencies,us\n");
  const std::vector<double> frequencies = logarithmic_frequencies(2e5, 1e-2, 8.08);
  for (const Index n : {10, 20, 40}) {
    Cell cell(test::half_cell({}), {n, n, 2});
    const Eigen::ArrayXd state = cell.resting_state(0.5);
    double best = INFINITY;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      const auto start = std::chrono::steady_clock::now();
      impedance(cell, state, frequencies);
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::printf("%ld,%zu,%.1f\n", static_cast<long>(n), frequencies.size(), best * 1e6);
  }
}

void measure_scaling() {
  std::printf("mesh,unknowns,steps,us_per_step,ns_per_step_and_unknown\n");
  const CellParameters parameters = solid(8e-2);
  for (const Index n : {10, 20, 40, 60, 80, 100}) {
    Cell cell(parameters, {n, n, 2});
    Integrator integrator(cell, 1e-4);
    double best = INFINITY;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      const auto start = std::chrono::steady_clock::now();
      test::discharge(cell, integrator, 1, {});
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    const auto steps = static_cast<double>(integrator.statistics().steps), unknowns = static_cast<double>(cell.size());
    std::printf("%ldx%ld,%.0f,%.0f,%.2f,%.2f\n", static_cast<long>(n), static_cast<long>(n), unknowns, steps,
                best / steps * 1e6, best / steps / unknowns * 1e9);
  }
}

/// A discharge of a cell as assembled to its lower limit.
test::Discharge discharge(const RunInput& run, Cell& cell, Integrator& integrator, double c_rate,
                          const std::vector<double>& times) {
  const Stoichiometries start{run.settings.start_stoichiometry, run.settings.start_negative_stoichiometry};
  return test::discharge(cell, integrator, cell.resting_state(start), c_rate,
                         {{Event::Kind::voltage_falls, run.cell.lower_voltage}}, times);
}

/// Shortest processor time of a discharge [s]: what else the machine does counts less than in time by the clock.
double processor_seconds(const RunInput& run, Cell& cell, Integrator& integrator, double c_rate) {
  double best = INFINITY;
  for (int k = 0; k < repeats; ++k) {
    const std::clock_t start = std::clock();
    discharge(run, cell, integrator, c_rate, {});
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

void measure_full_cell(const std::string& file, double c_rate) {
  const RunInput run = read_run(resolve_file(file, {}), nullptr);
  Cell fine(run.cell, {60, 80, 2, 40, 60});
  Integrator exactly(fine, 1e-7);
  const double end = compared * discharge(run, fine, exactly, c_rate, {}).end_time;
  const std::vector<double> times = even_times(end);
  const std::vector<double> exact = discharge(run, fine, exactly, c_rate, times).voltage;
  for (const Index n : {8, 10, 14, 20, 28}) {
    for (const double tolerance : {1e-3, 3e-4, 1e-4, 3e-5, 1e-5}) {
      Cell cell(run.cell, {n, n, 2, n, n});
      Integrator integrator(cell, tolerance);
      const test::Discharge d = discharge(run, cell, integrator, c_rate, times);
      double error = d.voltage.size() < exact.size() ? INFINITY : 0;  // it ended too early to be compared
      for (std::size_t s = 0; s < d.voltage.size(); ++s) error = std::max(error, std::abs(d.voltage[s] - exact[s]));
      std::printf("closo,%s,%g,%ld,%g,%.6e,%.6e\n", run.title.c_str(), c_rate, static_cast<long>(n), tolerance,
                  processor_seconds(run, cell, integrator, c_rate), error);
    }
  }
}

}  // namespace
}  // namespace closo

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "solid";
  if (what == "solid") {
    closo::measure_discharges(closo::solid);
  } else if (what == "liquid") {
    closo::measure_discharges(closo::liquid);
  } else if (what == "impedance") {
    closo::measure_impedance();
  } else if (what == "scaling") {
    closo::measure_scaling();
  } else if (what == "full" && argc > 3) {
    std::printf("code,cell,c_rate,n,rtol,seconds,error_V\n");
    for (int k = 3; k < argc; ++k) closo::measure_full_cell(argv[k], std::stod(argv[2]));
  } else {
    std::fprintf(stderr, "work_precision [solid | liquid | impedance | scaling | full RATE FILE...]\n");
    return 2;
  }
}
