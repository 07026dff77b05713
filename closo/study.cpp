// Cases in turn on several threads.
#include "closo/study.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.hpp"
#include "base/units.hpp"
#include "closo/data.hpp"

namespace closo {
namespace {

VariedRun varied(const Run& run) {
  const Run::Data::Read& read = run.data().read();
  return VariedRun(read.source, read.spec);
}

std::vector<CaseValue> values_of(const std::vector<KeyValue>& stated) {
  std::vector<CaseValue> values;
  for (const auto& [key, text] : stated) values.push_back(case_value(run_key(key), text));
  return values;
}

/// @throws InputError
Solution solved(VariedRun& run, const std::vector<KeyValue>& values, const SimulateOptions& options) {
  return solved(close(run.with(values_of(values))), options);
}

CaseSolution case_of(VariedRun& run, const std::vector<KeyValue>& values, const SimulateOptions& options) {
  CaseSolution result;
  try {
    result.solution = solved(run, values, options);
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  return result;
}

/// Counts the cases that have ended, for the thread that waits for them.
class Count {
 public:
  void add() {
    const std::scoped_lock lock(mutex_);
    ++ended_;
    changed_.notify_one();
  }
  /// After a while, or once all have ended.
  std::size_t wait(std::size_t all) {
    constexpr auto a_while = std::chrono::milliseconds(50);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, a_while, [&] { return ended_ == all; });
    return ended_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t ended_ = 0;
};

}  // namespace

std::vector<CaseSolution> study(const Run& run, const std::vector<std::vector<KeyValue>>& cases,
                                const SimulateOptions& options, int threads,
                                const std::function<void(std::size_t)>& ended) {
  std::vector<CaseSolution> results(cases.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stop = false;
  Count count;
  SimulateOptions each{options.columns, &stop, options.times};
  const auto work = [&] {
    VariedRun mine = varied(run);
    for (std::size_t k = next++; k < cases.size(); k = next++) {
      results[k] = case_of(mine, cases[k], each);
      count.add();
    }
  };
  const auto wanted =
      static_cast<std::size_t>(threads > 0 ? threads : std::max(1u, std::thread::hardware_concurrency()));
  run.data().read();
  std::vector<std::jthread> workers;
  for (std::size_t k = 0; k < std::min(wanted, cases.size()); ++k) workers.emplace_back(work);
  try {
    for (std::size_t done = 0, seen = 0; done < cases.size();) {
      done = count.wait(cases.size());
      if (ended && done > seen && !stop) ended(seen = done);
      const bool asked = options.interrupted && !stop && options.interrupted();
      if (asked || (options.stop != nullptr && *options.stop)) stop = true;
    }
  } catch (...) {  // of the functions of the caller
    stop = true;
    throw;
  }
  return results;
}

struct Simulator::State {
  VariedRun run;
};

Simulator::Simulator(const Run& run) : state_(new State{varied(run)}) {}
Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

Solution Simulator::operator()(const std::vector<KeyValue>& values, const SimulateOptions& options) {
  return solved(state_->run, values, options);
}

}  // namespace closo
