// A sweep on a machine that gives it fewer threads than it asks for.
#include <atomic>
#include <cerrno>
#include <system_error>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include "sweep/sweep.hpp"

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

}  // namespace
}  // namespace closo
