// Processes joined by MPI, and their counters in a window of the first: a module that is loaded under a launcher alone.
#include <algorithm>
#include <string>

#include <mpi.h>

#include "base/error.hpp"
#include "sweep/processes.hpp"
#include "sweep/ranks.hpp"

namespace closo::sweep {
namespace {

void check(int status, const char* what) {
  if (status != MPI_SUCCESS) throw RunError(std::string("MPI cannot ") + what);
}

class MpiProcesses final : public Processes {
 public:
  MpiProcesses() {
    int provided = MPI_THREAD_SINGLE;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "start");
    if (provided < MPI_THREAD_SERIALIZED) throw RunError("this MPI does not support threads");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    if (size_ > 1) share_counters();
  }
  ~MpiProcesses() override {
    int over = 0;
    MPI_Finalized(&over);
    if (over != 0) return;
    if (window_ != MPI_WIN_NULL) {
      MPI_Win_unlock_all(window_);
      MPI_Win_free(&window_);
    }
    MPI_Finalize();
  }
  MpiProcesses(const MpiProcesses&) = delete;
  MpiProcesses& operator=(const MpiProcesses&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  std::int64_t add(std::size_t counter, std::int64_t amount) override {
    std::int64_t before = 0;
    check(MPI_Fetch_and_op(&amount, &before, MPI_INT64_T, 0, static_cast<MPI_Aint>(counter), MPI_SUM, window_),
          "count");
    check(MPI_Win_flush(0, window_), "count");
    return before;
  }

  void wait_for_all() override { check(MPI_Barrier(MPI_COMM_WORLD), "wait"); }

  std::int64_t share(std::int64_t number) override {
    check(MPI_Bcast(&number, 1, MPI_INT64_T, 0, MPI_COMM_WORLD), "share the list of completed cases");
    return number;
  }
  void share(char* bytes, std::int64_t size) override {
    constexpr std::int64_t most = 1 << 30;  // MPI counts in int
    for (std::int64_t at = 0; at < size; at += most)
      check(MPI_Bcast(bytes + at, static_cast<int>(std::min(most, size - at)), MPI_CHAR, 0, MPI_COMM_WORLD),
            "share the list of completed cases");
  }

  bool any(bool condition) override {
    int mine = condition ? 1 : 0, all = 0;
    check(MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD), "query all processes");
    return all != 0;
  }

  void abort(int status) override { MPI_Abort(MPI_COMM_WORLD, status); }

 private:
  void share_counters() {
    const MPI_Aint bytes = rank_ == 0 ? static_cast<MPI_Aint>(Ranks::counters * sizeof(std::int64_t)) : 0;
    check(MPI_Win_allocate(bytes, sizeof(std::int64_t), MPI_INFO_NULL, MPI_COMM_WORLD, &counters_, &window_),
          "share counters");
    if (rank_ == 0) std::fill_n(counters_, Ranks::counters, 0);
    wait_for_all();
    check(MPI_Win_lock_all(MPI_MODE_NOCHECK, window_), "share counters");
  }

  int rank_ = 0, size_ = 1;
  std::int64_t* counters_ = nullptr;  // of the first process
  MPI_Win window_ = MPI_WIN_NULL;
};

}  // namespace
}  // namespace closo::sweep

extern "C" [[gnu::visibility("default")]] closo::sweep::Processes* closo_join_processes() {
  return new closo::sweep::MpiProcesses;
}
