// The processes that share a sweep: one alone, or those that mpirun or srun started together.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace closo::sweep {

/// Counters that all processes share are held by the first and changed by atomic operations from any of them, without
/// its help: no process hands out work. A build without MPI always has one process.
class Ranks {
 public:
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }

  enum class Counter { next, done, failed };
  static constexpr int counters = 3;
  /// Adds to a shared counter, all of which begin at 0. One thread of a process at a time.
  /// @return what it was before
  std::int64_t add(Counter counter, std::int64_t amount);

  /// Barrier of all processes.
  void wait_for_all();
  /// The bytes of the first process, to all.
  void share(std::vector<char>& bytes);
  /// Whether a condition holds in any process.
  bool any(bool condition);

  /// Ends all processes, because this one cannot continue.
  [[noreturn]] void give_up(int status);

 private:
  struct Joined;
  int rank_ = 0, size_ = 1;
  std::unique_ptr<Joined> joined_;
};

}  // namespace closo::sweep
