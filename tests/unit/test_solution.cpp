// A solution in memory against the file of the same run, and against one of fewer columns.
#include <algorithm>
#include <bit>

#include <gtest/gtest.h>

#include "formats/yaml/run_input.hpp"
#include "cycler/simulate.hpp"
#include "cycler/solution_builder.hpp"
#include "formats/results/recorder.hpp"
#include "formats/results/solution_reader.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

/// A run with a film, voids, two cycles, a spectrum and a rest.
RunInput input() {
  const std::string protocol =
      "[Charge at 1C until 4.15 V, {eis: {from: 1 kHz, to: 1 Hz, points_per_decade: 2}}, Discharge at 2C until 2.5 V, "
      "Charge at 1C until 4.0 V, Hold at 4.0 V until C/5, Rest for 10 minutes, Discharge at 1C for 20 minutes]";
  return read_run(
      resolve_text("{closo: 1, title: two cycles, cell: asakura2020_swagelok, mesh: {positive: 5, particle: 6}, "
                   "protocol: " +
                       protocol + "}",
                   "test", {}),
      nullptr);
}

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

void expect_same(const SolutionTable& a, const SolutionTable& b) {
  ASSERT_EQ(a.columns.size(), b.columns.size()) << a.name;
  for (const SolutionColumn& column : a.columns) {
    const std::string name = a.name + "/" + column.name;
    const SolutionColumn* other = b.find(column.name);
    ASSERT_NE(other, nullptr) << name;
    EXPECT_EQ(column.unit, other->unit) << name;
    EXPECT_EQ(column.long_name, other->long_name) << name;
    EXPECT_EQ(column.shape, other->shape) << name;
    EXPECT_EQ(column.integers, other->integers) << name;
    EXPECT_EQ(column.texts, other->texts) << name;
    EXPECT_TRUE(std::ranges::equal(column.numbers, other->numbers, same)) << name;
  }
}

TEST(Solution, InMemoryIsWhatTheFileOfTheRunHas) {
  const RunInput run = input();
  const Solution in_memory = solve(run.cell, run.settings);
  const test::TestFolder folder;
  {
    Cell cell(run.cell, run.settings.mesh);
    Recorder recorder(folder / "run.h5", cell, run, "");
    recorder.finish(cell, simulate(cell, run.settings, recorder));
  }
  const Solution in_file = read_solution(folder / "run.h5");
  EXPECT_EQ(in_file.title, run.title);
  EXPECT_EQ(in_file.cell, in_memory.cell);
  EXPECT_EQ(in_file.outcome, in_memory.outcome);
  EXPECT_EQ(in_file.stop_reason, in_memory.stop_reason);
  EXPECT_TRUE(in_memory.completed());
  ASSERT_EQ(in_memory.tables.size(), in_file.tables.size());
  EXPECT_GT(in_memory["series"].rows(), 100u);  // more than are kept before they are written
  EXPECT_EQ(in_memory["cycles"].rows(), 2u);
  for (const SolutionTable& table : in_memory.tables) expect_same(table, in_file[table.name]);
}

TEST(Solution, OfFewerColumnsHasTheSameValues) {
  const RunInput run = input();
  const Solution all = solve(run.cell, run.settings);
  const Wanted wanted{"series/time", "series/voltage", "series/overpotential/separator", "cycles",
                      "design/mean_voltage"};
  const Solution some = solve(run.cell, run.settings, {}, &wanted);
  std::size_t columns = 0;
  for (const SolutionTable& table : some.tables) {
    if (table.name.starts_with("impedance/")) continue;  // a spectrum is always kept
    columns += table.columns.size();
    for (const SolutionColumn& column : table.columns) {
      const std::vector<double>& expected = all[table.name][column.name].numbers;
      EXPECT_TRUE(std::ranges::equal(column.numbers, expected, same)) << table.name << "/" << column.name;
    }
  }
  EXPECT_EQ(columns, 4 + all["cycles"].columns.size());
  EXPECT_EQ(some["profiles"].rows(), 0u);
}

TEST(Solution, NamesWhatThereIsWhenAskedForWhatThereIsNot) {
  const RunInput run = input();
  const Wanted wanted{"series/time", "series/voltage"};
  const Solution solution = solve(run.cell, run.settings, {}, &wanted);
  try {
    solution.numbers("series", "volts");
    FAIL();
  } catch (const std::out_of_range& error) {
    EXPECT_EQ(std::string(error.what()), "no column 'volts' in series; there are: time, voltage");
  }
}

}  // namespace
}  // namespace closo
