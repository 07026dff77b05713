// What a reader finds under the name of a result while its writer runs, after it failed, and after it was killed.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "io/result_reader.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::vector<double> counted(std::size_t rows) {
  std::vector<double> result(rows);
  for (std::size_t i = 0; i < rows; ++i) result[i] = static_cast<double>(i);
  return result;
}

/// The columns of a run, of which all rows say their own number.
struct CountedRun {
  explicit CountedRun(const fs::path& path, Opening opening = Opening::create)
      : file(path, opening),
        time(file.add_column({"/series/time", "s", "Time", {}})),
        step(file.add_integer_column({"/series/step", "1", "Step", {}})),
        text(file.add_text_column({"/steps/text", "1", "Text", {}})),
        profile(file.add_column({"/profiles/y", "1", "y", {50}})) {}

  void append(std::size_t i) {
    file.append(time, static_cast<double>(i));
    file.append_integer(step, static_cast<std::int64_t>(i));
    file.append_text(text, std::to_string(i));
    file.append(profile, std::vector<double>(50, static_cast<double>(i)).data());
  }

  ResultFile file;
  std::size_t time, step, text, profile;
};

/// The rows of a run that all columns agree on.
std::size_t rows_of(const fs::path& path) {
  const std::vector<double> time = read_numbers(path, "/series/time"), profile = read_numbers(path, "/profiles/y");
  const std::vector<std::string> text = read_texts(path, "/steps/text");
  const std::size_t rows = time.size();
  EXPECT_EQ(time, counted(rows));
  EXPECT_EQ(read_numbers(path, "/series/step"), counted(rows));
  EXPECT_EQ(text.size(), rows);
  for (std::size_t i = 0; i < text.size(); ++i) EXPECT_EQ(text[i], std::to_string(i));
  EXPECT_EQ(profile.size(), 50 * rows);
  for (std::size_t i = 0; i < profile.size(); ++i) EXPECT_EQ(profile[i], static_cast<double>(i / 50));
  return rows;
}

/// Appends and publishes until it is killed.
[[noreturn]] void run_for_ever(const fs::path& path, Opening opening) {
  const std::size_t first = opening == Opening::resume ? rows_of(path) : 0;
  CountedRun run(path, opening);
  for (std::size_t i = first;; ++i) {
    run.append(i);
    if (i % 3 == 0) run.file.publish();
  }
}

void kill_after(std::chrono::microseconds time, const fs::path& path, Opening opening) {
  const pid_t child = ::fork();
  if (child == 0) run_for_ever(path, opening);
  std::this_thread::sleep_for(time);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
}

class ResultFileCrash : public testing::Test {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : fs::directory_iterator(folder_.path())) result.push_back(entry.path().filename());
    return result;
  }

  test::TestFolder folder_;
  fs::path path_ = folder_ / "out.h5";
};

TEST_F(ResultFileCrash, ShowsWhatWasPublishedWhileTheRunGoesOn) {
  CountedRun run(path_);
  EXPECT_FALSE(fs::exists(path_));
  for (std::size_t i = 0; i < 1000; ++i) {
    run.append(i);
    if (i % 100 != 0) continue;
    EXPECT_TRUE(run.file.publish());
    EXPECT_EQ(rows_of(path_), i + 1);
  }
  run.file.close();
  EXPECT_EQ(rows_of(path_), 1000u);
  EXPECT_EQ(names(), std::vector<std::string>{"out.h5"});
}

/// Killed at any moment, of the many in which it publishes too; each run goes on from what the last one left.
TEST_F(ResultFileCrash, LosesNothingPublishedWhenItIsKilledAndResumed) {
  std::size_t rows = 0;
  for (int i = 0; i < 60; ++i) {
    const bool exists = fs::exists(path_);
    kill_after(std::chrono::microseconds(2000 + 977 * (i % 20)), path_, exists ? Opening::resume : Opening::create);
    if (!fs::exists(path_)) continue;
    const std::size_t now = rows_of(path_);
    EXPECT_GE(now, rows);
    rows = now;
  }
  EXPECT_GT(rows, 0u);
  CountedRun run(path_, Opening::resume);
  run.append(rows);
  run.file.close();
  EXPECT_EQ(rows_of(path_), rows + 1);
  EXPECT_EQ(names(), std::vector<std::string>{"out.h5"}) << "something of a killed run is left";
}

TEST_F(ResultFileCrash, KeepsTheOlderFileUntilTheFirstCopy) {
  CountedRun older(path_);
  older.append(0);
  older.file.close();
  {
    CountedRun run(path_);
    for (std::size_t i = 0; i < 5; ++i) run.append(i);
    EXPECT_EQ(rows_of(path_), 1u);
  }
  EXPECT_EQ(rows_of(path_), 1u) << "closed by the destructor";
  CountedRun run(path_);
  run.append(0), run.append(1);
  run.file.publish();
  EXPECT_EQ(rows_of(path_), 2u);
}

TEST_F(ResultFileCrash, LeavesWhatWasPublishedWhenAnErrorElsewhereEndsTheRun) {
  try {
    CountedRun run(path_);
    run.append(0);
    run.file.publish();
    run.append(1);
    throw RunError("the integrator gave up");
  } catch (const RunError&) {
  }
  EXPECT_EQ(rows_of(path_), 1u);
  EXPECT_EQ(names(), std::vector<std::string>{"out.h5"});
}

/// Fills files up to a size, which fails as a full disk does.
std::string error_beyond(rlim_t bytes, CountedRun& run, std::size_t first) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  const std::string error = test::error_of<RunError>([&] {
    for (std::size_t i = first; i < 100000; ++i) run.append(i);
  });
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  return error;
}

TEST_F(ResultFileCrash, SaysWhatIsLeftAfterAFailedWrite) {
  {
    CountedRun older(path_);
    older.append(0);
    older.file.close();
    CountedRun run(path_);
    const std::string error = error_beyond(20000, run, 0);
    EXPECT_TRUE(error.ends_with(": File too large (" + path_.string() + " is still the previous version)")) << error;
  }
  CountedRun run(path_);
  for (std::size_t i = 0; i < 3; ++i) run.append(i);
  run.file.publish();
  const std::string error = error_beyond(20000, run, 3);
  EXPECT_TRUE(error.ends_with(": File too large (" + path_.string() + " holds the run up to its last complete write)"))
      << error;
  EXPECT_EQ(test::error_of<RunError>([&] { run.file.publish(); }), error);
  EXPECT_EQ(rows_of(path_), 3u);
  EXPECT_EQ(names(), std::vector<std::string>{"out.h5"});
}

TEST_F(ResultFileCrash, GoesOnWithoutCopiesWhereThereIsNoRoomForThem) {
  if (::mount("closo_test", folder_.path().c_str(), "tmpfs", 0, "size=400k") != 0)
    GTEST_SKIP() << "only root can make a small disk";
  {
    CountedRun run(path_);
    run.append(0);
    EXPECT_TRUE(run.file.publish());
    for (std::size_t i = 1; i < 500; ++i) run.append(i);  // 200 kB of profiles, of which no second copy fits
    EXPECT_FALSE(run.file.publish());
    EXPECT_FALSE(fs::exists(folder_ / "out.h5.new"));
    EXPECT_EQ(rows_of(path_), 1u);
    run.file.close();
    EXPECT_EQ(rows_of(path_), 500u);
  }
  ::umount2(folder_.path().c_str(), MNT_DETACH);
}

TEST_F(ResultFileCrash, LetsOneProgramWriteAndOthersRead) {
  CountedRun run(path_);
  run.append(0);
  run.file.publish();
  std::ifstream reader(path_, std::ios::binary);
  for (const Opening opening : {Opening::create, Opening::resume}) {
    const std::string error = test::error_of<RunError>([&] { ResultFile second(path_, opening); });
    EXPECT_TRUE(error.ends_with(" the result file: another program has it open")) << error;
  }
  run.append(1);
  run.file.close();
  EXPECT_EQ(rows_of(path_), 2u);
  EXPECT_EQ(reader.get(), 0x89) << "an open file is not written to";
  ResultFile(path_).close();
}

TEST_F(ResultFileCrash, WritesThroughLinksAndKeepsPermissions) {
  const fs::path link = folder_ / "link.h5";
  fs::create_symlink("out.h5", link);  // to a file that does not exist yet
  ResultFile(link).close();
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_TRUE(fs::is_regular_file(path_));
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  CountedRun run(link);
  run.append(0);
  run.file.publish();
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms(0640));
  run.file.close();
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms(0640));
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(rows_of(path_), 1u);
}

TEST_F(ResultFileCrash, IsDueForACopyAfterAWhileAndNotRightAfterOne) {
  ResultFile file(path_);
  EXPECT_FALSE(file.publish_due());
  std::this_thread::sleep_for(110ms);
  EXPECT_TRUE(file.publish_due());
  file.publish();
  EXPECT_FALSE(file.publish_due());
}

}  // namespace
}  // namespace closo
