// A run that is asked to stop when enough of it is seen.
#include "app/run_cost.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>

#include "cycler/simulate.hpp"
#include "cycler/solution_builder.hpp"

namespace closo {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds time_to_try(300);

/// Values in a row of a table.
double width(const SolutionTable& table) {
  double sum = 0;
  for (const SolutionColumn& column : table.columns) sum += static_cast<double>(column.width());
  return sum;
}

/// Counts what a recorder would write.
class Count : public Observer {
 public:
  explicit Count(const Solution& empty) : series_(width(empty["series"])), profile_(width(empty["profiles"])) {}

  void series(const Cell&, const Moment& moment) override {
    ++rows_;
    time_ = moment.time;
    look();
  }
  void profile(const Cell&, const Moment&) override { ++profiles_; }
  void step_ended(const Cell&, const StepResult& result) override { time_ = result.start_time + result.duration; }
  bool follows(Index) const override { return true; }
  void advanced(const Cell&, const Moment& moment) override {
    time_ = moment.time;
    look();
  }
  bool proceed(const Progress&) override { return !wish_; }

  const std::atomic<bool>& wish() const { return wish_; }
  double time() const { return time_; }  // simulated [s]
  double rows() const { return rows_; }
  double bytes() const { return sizeof(double) * (rows_ * series_ + profiles_ * profile_); }
  double elapsed() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

 private:
  void look() { wish_ = wish_ || Clock::now() - begin_ > time_to_try; }

  Clock::time_point begin_ = Clock::now();
  std::atomic<bool> wish_ = false;
  double series_, profile_;  // values in a row
  double rows_ = 0, profiles_ = 0, time_ = 0;
};

}  // namespace

RunCost try_run(const RunInput& run, double duration) {
  Cell cell(run.cell, run.settings.mesh);
  Count count(SolutionBuilder(cell, run.settings.retention_from, {}).solution());
  const Outcome outcome = simulate(cell, run.settings, count, nullptr, StopRequest(count.wish()));
  const double elapsed = count.elapsed();
  if (outcome.kind != Outcome::Kind::interrupted || !(count.time() > 0))
    return {1, elapsed, count.rows(), count.bytes()};
  const double share = std::min(1.0, count.time() / std::max(duration, count.time()));
  return {share, elapsed / share, count.rows() / share, count.bytes() / share};
}

}  // namespace closo
