// Processes joined by MPI, and their counters in a window of the first.
#include <array>
#include <cstdlib>

#include <mpi.h>

#include "solver/error.hpp"
#include "sweep/ranks.hpp"

namespace closo {
namespace {

/// Set by the launchers. Without one MPI is left alone, so that a sweep begins at once and needs no set-up.
bool launched() {
  for (const char* name : {"PMIX_RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

void check(int status, const char* what) {
  if (status != MPI_SUCCESS) throw RunError(std::string("MPI cannot ") + what);
}

}  // namespace

struct Ranks::Window {
  std::array<std::int64_t, counters> alone{};  // without other processes
  std::int64_t* values = nullptr;
  MPI_Win window = MPI_WIN_NULL;
};

Ranks::Ranks() : window_(std::make_unique<Window>()) {
  if (!launched()) return;
  int provided = MPI_THREAD_SINGLE;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "start");
  if (provided < MPI_THREAD_SERIALIZED) throw RunError("this MPI does not work with threads");
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
  if (size_ == 1) return;
  const MPI_Aint bytes = rank_ == 0 ? static_cast<MPI_Aint>(counters * sizeof(std::int64_t)) : 0;
  check(
      MPI_Win_allocate(bytes, sizeof(std::int64_t), MPI_INFO_NULL, MPI_COMM_WORLD, &window_->values, &window_->window),
      "share counters");
  if (rank_ == 0) std::fill_n(window_->values, counters, 0);
  wait_for_all();
  check(MPI_Win_lock_all(MPI_MODE_NOCHECK, window_->window), "share counters");
}

Ranks::~Ranks() {
  int begun = 0, over = 0;
  MPI_Initialized(&begun);
  MPI_Finalized(&over);
  if (begun == 0 || over != 0) return;
  if (window_->window != MPI_WIN_NULL) {
    MPI_Win_unlock_all(window_->window);
    MPI_Win_free(&window_->window);
  }
  MPI_Finalize();
}

std::int64_t Ranks::add(Counter counter, std::int64_t amount) {
  const auto place = static_cast<std::size_t>(counter);
  if (size_ == 1) return (window_->alone[place] += amount) - amount;
  std::int64_t before = 0;
  check(MPI_Fetch_and_op(&amount, &before, MPI_INT64_T, 0, static_cast<MPI_Aint>(place), MPI_SUM, window_->window),
        "count");
  check(MPI_Win_flush(0, window_->window), "count");
  return before;
}

void Ranks::wait_for_all() {
  if (size_ > 1) check(MPI_Barrier(MPI_COMM_WORLD), "wait");
}

void Ranks::share(std::vector<char>& bytes) {
  if (size_ == 1) return;
  auto size = static_cast<std::int64_t>(bytes.size());
  check(MPI_Bcast(&size, 1, MPI_INT64_T, 0, MPI_COMM_WORLD), "share the list of what is done");
  bytes.resize(static_cast<std::size_t>(size));
  constexpr std::int64_t most = 1 << 30;  // MPI counts in int
  for (std::int64_t at = 0; at < size; at += most)
    check(MPI_Bcast(bytes.data() + at, static_cast<int>(std::min(most, size - at)), MPI_CHAR, 0, MPI_COMM_WORLD),
          "share the list of what is done");
}

bool Ranks::any(bool condition) {
  if (size_ == 1) return condition;
  int mine = condition ? 1 : 0, all = 0;
  check(MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD), "ask all");
  return all != 0;
}

void Ranks::give_up(int status) {
  if (size_ > 1) MPI_Abort(MPI_COMM_WORLD, status);
  std::exit(status);
}

}  // namespace closo
