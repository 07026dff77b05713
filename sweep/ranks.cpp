// One process alone; or the module that joins several, where a launcher has started this one.
#include "sweep/ranks.hpp"

#include <array>
#include <cstdlib>

#include <dlfcn.h>

#include "base/data_folder.hpp"
#include "base/error.hpp"
#include "sweep/processes.hpp"

namespace closo::sweep {
namespace {

/// Set by the launchers. Without one MPI is left alone, so that a sweep begins at once and needs no set-up.
bool launched() {
  for (const char* name : {"PMIX_RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

std::unique_ptr<Processes> join() {
#ifdef CLOSO_HAS_MPI
  const auto module = installed_module(own_file(), "closo_mpi.so");
  if (module.empty()) throw RunError("MPI cannot start: closo_mpi.so is not in lib/closo beside the program's folder");
  // Global, as the parts that Open MPI loads itself look for its symbols; never closed, as they do not all end.
  void* handle = dlopen(module.c_str(), RTLD_NOW | RTLD_GLOBAL);
  auto* make = handle == nullptr ? nullptr : reinterpret_cast<JoinProcesses*>(dlsym(handle, join_processes_name));
  if (make == nullptr) throw RunError("MPI cannot start: " + std::string(dlerror()));
  return std::unique_ptr<Processes>(make());
#else
  return nullptr;
#endif
}

}  // namespace

struct Ranks::Joined {
  std::array<std::int64_t, counters> alone{};  // counters without other processes
  std::unique_ptr<Processes> processes;
};

Ranks::Ranks() : joined_(std::make_unique<Joined>()) {
  if (!launched()) return;
  joined_->processes = join();
  if (!joined_->processes) return;
  rank_ = joined_->processes->rank();
  size_ = joined_->processes->size();
}

Ranks::~Ranks() = default;

std::int64_t Ranks::add(Counter counter, std::int64_t amount) {
  const auto place = static_cast<std::size_t>(counter);
  if (size_ == 1) return (joined_->alone[place] += amount) - amount;
  return joined_->processes->add(place, amount);
}

void Ranks::wait_for_all() {
  if (size_ > 1) joined_->processes->wait_for_all();
}

void Ranks::share(std::vector<char>& bytes) {
  if (size_ == 1) return;
  const std::int64_t size = joined_->processes->share(static_cast<std::int64_t>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(size));
  joined_->processes->share(bytes.data(), size);
}

bool Ranks::any(bool condition) {
  return size_ == 1 ? condition : joined_->processes->any(condition);
}

void Ranks::give_up(int status) {
  if (size_ > 1) joined_->processes->abort(status);
  std::exit(status);
}

}  // namespace closo::sweep
