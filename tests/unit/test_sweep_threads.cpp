// A sweep on a machine that gives it fewer threads than it asks for, and what its cases read.
#include <atomic>
#include <cerrno>
#include <system_error>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include "solver/input_text.hpp"
#include "sweep/case_run.hpp"
#include "sweep/sweep.hpp"
#include "sweep/sweep_input.hpp"

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
  const SweepProblem problem{};
  Ranks ranks;
  const std::atomic<bool> stop = true;
  const std::vector<char> done(1, 0);
  const SweepSink sink{[](const CaseRow&) {}, [](const SweepProgress&) {}};
  EXPECT_FALSE(run_cases(problem, ranks, 3, done, sink, stop)) << "stopped";
  threads_left = 1;
  EXPECT_THROW(run_cases(problem, ranks, 3, done, sink, stop), std::system_error);
  threads_left = -1;
}

/// The first case reads the run; a change of its texts, here the protocol, reads it again.
TEST(Sweep, ACaseOfOtherNumbersReadsNoText) {
  const SweepProblem problem = read_sweep(CLOSO_SOURCE_DIR "/examples/10_pressure/sweep.yaml");
  CaseRunner runner(problem);
  ASSERT_FALSE(runner.run(0).failed());
  const std::int64_t before = numbers_read();
  const CaseRow changed = runner.run(17);  // another loading under another pressure
  EXPECT_EQ(numbers_read(), before);
  CaseRunner anew(problem);
  const CaseRow same = anew.run(17);
  EXPECT_EQ(changed.numbers, same.numbers);
  EXPECT_EQ(changed.input, same.input);
}

}  // namespace
}  // namespace closo
