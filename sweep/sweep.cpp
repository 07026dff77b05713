// Threads that take stretches of cases, and hand their rows on in order.
#include "sweep/sweep.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

namespace closo::sweep {
namespace {

constexpr std::int64_t most_in_stretch = 64;       // keeps the counter idle most of the time
constexpr std::int64_t stretches_per_worker = 32;  // at least, so that all end together
constexpr std::int64_t most_waiting = 1024;        // stretches whose rows wait for an earlier one

class Sweeper {
 public:
  Sweeper(const SweepProblem& problem, Ranks& ranks, int threads, const std::vector<char>& done, const SweepSink& sink,
          const std::atomic<bool>& stop)
      : problem_(problem), ranks_(ranks), done_(done), sink_(sink), stop_(stop) {
    const std::int64_t workers = static_cast<std::int64_t>(ranks.size()) * threads;
    length_ = std::clamp<std::int64_t>(problem.space.size() / (workers * stretches_per_worker), 1, most_in_stretch);
  }

  bool run(int threads) {
    {
      std::vector<std::jthread> others;  // which this block waits for
      try {
        for (int k = 1; k < threads; ++k) others.emplace_back([this] { work(); });
      } catch (...) {
        fail();
      }
      work();
    }
    if (error_) std::rethrow_exception(error_);
    return !stopped_;
  }

 private:
  struct Stretch {
    std::int64_t turn = 0;  // among those of this process
    std::int64_t begin = 0, end = 0;
  };

  struct Rows {
    std::vector<CaseRow> of_cases;
    bool cut = false;  // some of the stretch are not there: none may follow them
  };

  /// Whatever happens in a thread ends the sweep.
  void work() noexcept {
    try {
      CaseRunner runner(problem_, StopRequest(stop_));
      for (Stretch s; take(s);) deliver_in_order(s.turn, run(s, runner));
    } catch (...) {
      fail();
    }
  }

  /// The cases that are not done, up to the wish to stop.
  Rows run(const Stretch& s, CaseRunner& runner) {
    Rows rows;
    try {
      for (std::int64_t number = s.begin; number < s.end; ++number)
        if (done_[static_cast<std::size_t>(number)] == 0) rows.of_cases.push_back(runner.run(number));
    } catch (const Cancelled&) {  // take() sees the wish as well
      rows.cut = true;
    }
    return rows;
  }

  /// Keeps the exception that is being handled, and ends all threads.
  void fail() {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = std::current_exception();
    next_turn_changed_.notify_all();
  }

  bool take(Stretch& s) {
    const std::scoped_lock lock(mutex_);
    if (error_ || stopped_) return false;
    if (stop_) return stopped_ = true, false;
    s.begin = ranks_.add(Ranks::Counter::next, 1) * length_;
    if (s.begin >= problem_.space.size()) return false;
    s.end = std::min(s.begin + length_, problem_.space.size());
    s.turn = turns_++;
    return true;
  }

  void deliver_in_order(std::int64_t turn, Rows rows) {
    std::unique_lock lock(mutex_);
    next_turn_changed_.wait(lock, [&] { return error_ || cut_ || turn < next_turn_ + most_waiting; });
    if (error_ || cut_) return;
    waiting_[turn] = std::move(rows);
    SweepProgress more;
    for (; !cut_ && !waiting_.empty() && waiting_.begin()->first == next_turn_; ++next_turn_) {
      cut_ = waiting_.begin()->second.cut;
      for (const CaseRow& row : waiting_.begin()->second.of_cases) {
        sink_.row(row);
        ++more.done, more.failed += row.failed() ? 1 : 0;
      }
      waiting_.erase(waiting_.begin());
    }
    next_turn_changed_.notify_all();
    if (more.done == 0) return;
    const std::int64_t done = ranks_.add(Ranks::Counter::done, more.done) + more.done,
                       failed = ranks_.add(Ranks::Counter::failed, more.failed) + more.failed;
    sink_.progress({done, failed});
  }

  const SweepProblem& problem_;
  Ranks& ranks_;
  const std::vector<char>& done_;
  const SweepSink& sink_;
  const std::atomic<bool>& stop_;
  std::int64_t length_ = 1;  // of a stretch
  std::mutex mutex_;         // of all below, of the sink and of the shared counters
  std::condition_variable next_turn_changed_;
  std::int64_t turns_ = 0, next_turn_ = 0;
  std::map<std::int64_t, Rows> waiting_;
  bool stopped_ = false, cut_ = false;
  std::exception_ptr error_;
};

}  // namespace

bool run_cases(const SweepProblem& problem, Ranks& ranks, int threads, const std::vector<char>& done,
               const SweepSink& sink, const std::atomic<bool>& stop) {
  return Sweeper(problem, ranks, threads, done, sink, stop).run(threads);
}

}  // namespace closo::sweep
