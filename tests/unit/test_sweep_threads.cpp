// A sweep on a machine that gives it fewer threads than it asks for, and what its cases read.
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <dlfcn.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include "base/text.hpp"
#include "formats/yaml/sweep_input.hpp"
#include "sweep/case_run.hpp"
#include "sweep/sweep.hpp"
#include "tests/test_folder.hpp"

namespace {
std::atomic<int> threads_left = -1;  // that may be started; negative: any number
}

/// In the place of the C library's, which it calls as long as threads may be started.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                              void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  if (threads_left == 0) return EAGAIN;
  if (threads_left > 0) --threads_left;
  return create(thread, attributes, start, argument);
}

namespace closo {
namespace {

TEST(Sweep, SaysThatAThreadCannotBeStartedWhileOthersRun) {
  const sweep::SweepProblem problem{};
  sweep::Ranks ranks;
  const std::atomic<bool> stop = true;
  const std::vector<char> done(1, 0);
  const sweep::SweepSink sink{[](const sweep::CaseRow&) {}, [](const sweep::SweepProgress&) {}};
  EXPECT_FALSE(sweep::run_cases(problem, ranks, 3, done, sink, stop)) << "stopped";
  threads_left = 1;
  EXPECT_THROW(sweep::run_cases(problem, ranks, 3, done, sink, stop), std::system_error);
  threads_left = -1;
}

/// A case may fail by its text; that says nothing of the next one.
TEST(Sweep, ACaseThatFailsLeavesNothingBehind) {
  const sweep::SweepProblem problem = read_sweep(CLOSO_SOURCE_DIR "/examples/10_pressure/sweep.yaml");
  const auto with = [](const char* protocol, double loading) {
    return std::vector<CaseValue>{
        {"protocol.0", protocol, 0, "", false},
        {"cell.positive.active_loading", fmt::format("{} mg/cm2", loading), loading, "mg/cm2", true}};
  };
  const char* const good = "Discharge at 1C until 2.5 V";
  const std::vector<double> alone = sweep::CaseRunner(problem).run(with(good, 2)).numbers;
  sweep::CaseRunner runner(problem);
  EXPECT_NE(runner.run(with("Discharge at noon", 2)).reason.find("protocol.0"), std::string::npos);
  EXPECT_EQ(runner.run(with(good, 2)).numbers, alone);
  const std::vector<CaseValue> no_mesh{{"mesh.positive", "0", 0, "", true}};  // a number, but none of the cell
  EXPECT_NE(runner.run(no_mesh).reason.find("mesh.positive"), std::string::npos);
  EXPECT_EQ(runner.run(with(good, 2)).numbers, alone);
  EXPECT_NE(runner.run(with(good, -1)).reason.find("the case: cell.positive.active_loading: found '-1 mg/cm2'"),
            std::string::npos);
  EXPECT_EQ(runner.run(with(good, 2)).numbers, alone);
}

/// Fractions that sum to 100 % only together with one that follows from them, while a text changes as well.
TEST(Sweep, DependentValuesGoWithTheirCaseFromTheFirstOneOn) {
  const test::TestFolder folder;
  const std::filesystem::path file = folder / "sweep.yaml";
  std::ofstream(file)
      << "closo: 1\ntitle: x\nrun: " << CLOSO_SOURCE_DIR << "/examples/10_pressure/discharge.yaml\n"
      << "cases:\n"
         "  - {key: protocol.0, values: [Discharge at C/5 until 2.5 V, Discharge at 1C until 2.5 V]}\n"
         "  - {key: positive.composition.nvopf, values: [65 wt%, 75 wt%]}\n"
         "dependent:\n"
         "  - {key: positive.composition.na4_cb11h12_2_b12h12, unit: '%', expression: 90 - a, variables: "
         "{a: {key: positive.composition.nvopf, unit: '%'}}}\n"
         "keep: {design: [specific_capacity]}\n";
  const sweep::SweepProblem problem = read_sweep(file);
  sweep::CaseRunner runner(problem);
  for (std::int64_t k = 0; k < 4; ++k) {
    const sweep::CaseRow row = runner.run(k);
    EXPECT_EQ(row.reason, "");
    EXPECT_EQ(row.numbers, sweep::CaseRunner(problem).run(k).numbers);
  }
}

/// The first case reads the run; a change of its texts, here the protocol, reads it again.
TEST(Sweep, ACaseOfOtherNumbersReadsNoText) {
  const sweep::SweepProblem problem = read_sweep(CLOSO_SOURCE_DIR "/examples/10_pressure/sweep.yaml");
  sweep::CaseRunner runner(problem);
  ASSERT_FALSE(runner.run(0).failed());
  const std::int64_t before = numbers_read();
  const sweep::CaseRow changed = runner.run(17);  // another loading under another pressure
  EXPECT_EQ(numbers_read(), before);
  sweep::CaseRunner anew(problem);
  const sweep::CaseRow same = anew.run(17);
  EXPECT_EQ(changed.numbers, same.numbers);
  EXPECT_EQ(changed.input, same.input);
}

}  // namespace
}  // namespace closo
