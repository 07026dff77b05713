// Known parameters come back from noisy curves within their intervals, and a pair that cannot be told apart is named.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "formats/yaml/fit_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "models/consistent_start.hpp"
#include "models/impedance.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

#ifdef __SANITIZE_ADDRESS__  // which make each a minute long
constexpr int few = 1;
#else
constexpr int few = 2;
#endif

struct Truth {
  const char *key, *value, *bounds;
};
const Truth truths[] = {
    {"positive.contact", "84 %", "low: 60 %, high: 100 %"},
    {"materials.nvopf.diffusivity", "4.2e-16 m2/s", "low: 1e-17 m2/s, high: 1e-14 m2/s, scale: log"},
    {"materials.nvopf.exchange_current_density", "0.45 A/m2", "low: 0.05 A/m2, high: 10 A/m2, scale: log"},
    {"materials.nvopf.open_circuit_voltage.galleries.0.potential", "3.618 V", "low: 3.5 V, high: 3.7 V"},
    {"materials.nvopf.open_circuit_voltage.galleries.1.potential", "3.997 V", "low: 3.9 V, high: 4.1 V"},
};

class FitRecovery : public testing::Test {
 protected:
  /// Three discharges from the charged cell.
  void write_run() const {
    write("run.yaml", fmt::format(R"(closo: 1
title: three discharges
cell: {}/params/cells/asakura2020_swagelok.yaml
start: {{voltage: 4.15 V}}
mesh: {{positive: 5, particle: 8}}
tolerance: 1e-6
protocol:
  - for_each: {{rate: [C/10, C/2, 1C]}}
    steps:
      - Discharge at {{rate}} until 2.5 V
      - Charge at C/10 until 4.15 V
      - Hold at 4.15 V until C/50
)",
                                  CLOSO_SOURCE_DIR));
  }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }

  /// The run with other values, texts "key=value".
  fit::Simulation true_run(const std::vector<std::string>& values = {}) const {
    fit::FitRun run;
    run.name = "truth";
    run.records_every_cycle = true;
    return simulated(run, read_run_spec(resolve_file(folder_ / "run.yaml", values), nullptr));
  }

  fit::FitProblem problem(const std::string& parameters, const std::string& targets, int starts,
                          const std::string& runs = "{rates: run.yaml}") const {
    write("fit.yaml", fmt::format("closo: 1\ntitle: recovery\nruns: {}\nparameters:\n{}targets:\n{}"
                                  "starts: {}\nseed: 1\nconfidence: 95 %\n",
                                  runs, parameters, targets, starts));
    return read_fit(folder_ / "fit.yaml").problem;
  }

  /// The discharges of the run with the true parameters, rows of equal charge with noise.
  void write_measured(const fit::Simulation& simulation, unsigned seed, double noise) const {
    std::mt19937 random(seed);
    std::normal_distribution<double> error(0, noise);
    for (const compare::HalfCycle& half : simulation.half_cycles) {
      if (half.direction == compare::HalfCycle::Direction::charge) continue;
      std::ofstream file(folder_ / fmt::format("discharge_{}.csv", half.cycle));
      file << "capacity [mAh/g],voltage [V]\n";
      constexpr int rows = 150;
      std::size_t k = 1;
      for (int row = 0; row < rows; ++row) {
        const double charge = half.charge.back() * (row + 0.5) / rows;
        while (half.charge[k] < charge) ++k;
        const double share = (charge - half.charge[k - 1]) / (half.charge[k] - half.charge[k - 1]);
        const double voltage = half.voltage[k - 1] + share * (half.voltage[k] - half.voltage[k - 1]);
        file << fmt::format("{},{}\n", charge / 3600, voltage + error(random));
      }
    }
  }

  std::string curve_targets() const {
    std::string text;
    for (int cycle = 1; cycle <= 3; ++cycle)
      text += fmt::format(
          "  - {{run: rates, curves: discharge_{0}.csv, cycle: {0}, uncertainty: 2 mV, charge_uncertainty: 0.05 %}}\n",
          cycle);
    return text;
  }

  static std::string parameter_lines() {
    std::string text;
    for (const Truth& t : truths) text += fmt::format("  - {{key: {}, {}}}\n", t.key, t.bounds);
    return text;
  }

  test::TestFolder folder_;
};

TEST_F(FitRecovery, TheTruthLiesWithinTheIntervals) {
  const char* wanted = std::getenv("CLOSO_RECOVERIES");
  const int realisations = wanted == nullptr ? few : std::stoi(wanted), starts = wanted == nullptr ? few : 10;
  write_run();
  std::vector<std::string> values;
  for (const Truth& t : truths) values.push_back(std::string(t.key) + "=" + t.value);
  const fit::Simulation truth = true_run(values);
  std::vector<int> within(std::size(truths), 0);
  for (int k = 0; k < realisations; ++k) {
    write_measured(truth, static_cast<unsigned>(k), 2e-3);
    const fit::FitProblem fitted = problem(parameter_lines(), curve_targets(), starts);
    const fit::FitResult result = fit::run_fit(fitted);
    EXPECT_NEAR(result.best.sum_of_squares() / result.uncertainty.freedom, 1, 0.35);
    EXPECT_TRUE(result.uncertainty.undetermined.empty());
    for (std::size_t j = 0; j < std::size(truths); ++j) {
      const VariedKey& p = fitted.parameters[j];
      const double z = p.coordinate(std::stod(truths[j].value)), found = result.best.z[static_cast<Index>(j)];
      within[j] += std::abs(found - z) <= result.uncertainty.half_width[static_cast<Index>(j)];
    }
  }
  for (std::size_t j = 0; j < std::size(truths); ++j) {
    fmt::print("{}: within its interval in {} of {}\n", truths[j].key, within[j], realisations);
    EXPECT_GE(within[j], 0.9 * realisations - (realisations < 100 ? 1 : 0)) << truths[j].key;
  }
}

TEST_F(FitRecovery, AnEvaluationReadsNoText) {
  write_run();
  write_measured(true_run(), 1, 2e-3);
  const fit::FitProblem fitted = problem(parameter_lines(), curve_targets(), 1);
  const std::int64_t before = numbers_read();
  const fit::FitResult result = fit::run_fit(fitted);
  EXPECT_GT(result.simulated, 5);
  EXPECT_EQ(numbers_read(), before);
}

TEST_F(FitRecovery, NamesTwoResistancesInSeries) {
  write_run();
  write_measured(true_run({"positive.contact_resistance=40 ohm cm2"}), 1, 2e-3);
  const fit::FitResult result =
      fit::run_fit(problem("  - {key: positive.contact_resistance, low: 0 ohm cm2, high: 100 ohm cm2}\n"
                           "  - {key: negative.interface_resistance, low: 0 ohm cm2, high: 100 ohm cm2}\n"
                           "  - {key: positive.contact, low: 60 %, high: 100 %}\n",
                           curve_targets(), 2));
  const Uncertainty& u = result.uncertainty;
  ASSERT_EQ(u.undetermined.size(), 1u) << u.half_width.transpose();
  const Eigen::VectorXd d = u.undetermined.front().direction;
  EXPECT_NEAR(d[0], -d[1], 6e-2);  // voids at the metal weigh its resistance by some per cent more
  EXPECT_NEAR(d[2], 0, 1e-2);
  EXPECT_FALSE(u.determines(0) || u.determines(1));
  EXPECT_TRUE(u.determines(2));
  EXPECT_NEAR(result.best.z[0] + result.best.z[1], 0.4, 0.1);
}

/// The same two resistances: the one at the metal has a double layer beside it, which shows in a spectrum.
TEST_F(FitRecovery, ASpectrumTellsTwoResistancesInSeriesApart) {
  constexpr double truth = 40, noise = 0.005;
  write_run();
  write("eis.yaml", fmt::format("closo: 1\ntitle: a spectrum\ncell: {}/params/cells/asakura2020_swagelok.yaml\n"
                                "start: {{voltage: 3.61 V}}\nmesh: {{positive: 5, particle: 8}}\ntolerance: 1e-6\n"
                                "protocol:\n  - eis: {{from: 200 kHz, to: 10 mHz, points_per_decade: 8}}\n",
                                CLOSO_SOURCE_DIR));
  write_measured(true_run({"positive.contact_resistance=40 ohm cm2"}), 1, 2e-3);
  RunInput with_eis = read_run(resolve_file(folder_ / "eis.yaml", {"positive.contact_resistance=40 ohm cm2"}), nullptr);
  Cell cell(with_eis.cell, with_eis.settings.mesh);
  const std::vector<double> frequencies = logarithmic_frequencies(1e5, 1e-2, 7);  // others than those of the run
  Eigen::ArrayXd state = cell.resting_state(with_eis.settings.start_stoichiometry);
  make_consistent(cell, state);
  const auto Z = impedance(cell, state, frequencies);
  std::mt19937 random(2);
  std::normal_distribution<double> error(0, noise);
  std::string table = "Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n";
  for (std::size_t k = 0; k < Z.size(); ++k) {
    const double size = std::abs(Z[k]), area = with_eis.cell.area;
    table += fmt::format("{},{},{}\n", frequencies[k], (Z[k].real() + size * error(random)) / area,
                         (Z[k].imag() + size * error(random)) / area);
  }
  write("spectrum.csv", table);
  const fit::FitResult result =
      fit::run_fit(problem("  - {key: positive.contact_resistance, low: 0 ohm cm2, high: 100 ohm cm2}\n"
                           "  - {key: negative.interface_resistance, low: 0 ohm cm2, high: 100 ohm cm2}\n",
                           curve_targets() + "  - {run: eis, step: 1, spectrum: spectrum.csv, uncertainty: 0.5 %}\n", 2,
                           "{rates: run.yaml, eis: eis.yaml}"));
  EXPECT_TRUE(result.uncertainty.undetermined.empty());
  EXPECT_NEAR(result.best.sum_of_squares() / result.uncertainty.freedom, 1, 0.35);
  EXPECT_NEAR(result.best.z[0] * 100, truth, 2);
  EXPECT_NEAR(result.best.z[1], 0, 0.02);
}

TEST_F(FitRecovery, AValueThatCannotBeSimulatedIsABadPoint) {
  write_run();
  write_measured(true_run(), 1, 2e-3);
  fit::FitProblem p = problem(parameter_lines(), curve_targets(), 3);
  p.parameters[3].low = -20, p.parameters[3].high = 30;  // V, where no charge is held between the cut-off voltages
  p.first[3] = p.parameters[3].coordinate(3.605);
  const fit::FitResult result = fit::run_fit(p);
  EXPECT_GT(result.failed, 0);
  EXPECT_FALSE(result.failure.empty());
  EXPECT_NEAR(p.parameters[3].value(result.best.z[3]), 3.605, 2e-3);
}

}  // namespace
}  // namespace closo
