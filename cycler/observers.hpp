// Several observers of one run.
#pragma once

#include <algorithm>
#include <complex>
#include <utility>
#include <vector>

#include "cycler/run.hpp"

namespace closo {

/// Hands everything to one after another.
class Observers : public Observer {
 public:
  explicit Observers(std::vector<Observer*> all) : all_(std::move(all)) {}

  void series(const Cell& cell, const Moment& moment) override {
    for (Observer* o : all_) o->series(cell, moment);
  }
  void profile(const Cell& cell, const Moment& moment) override {
    for (Observer* o : all_) o->profile(cell, moment);
  }
  void spectrum(const Cell& cell, const Moment& moment, const std::vector<double>& frequencies,
                const std::vector<std::complex<double>>& impedance) override {
    for (Observer* o : all_) o->spectrum(cell, moment, frequencies, impedance);
  }
  void step_ended(const Cell& cell, const StepResult& result) override {
    for (Observer* o : all_) o->step_ended(cell, result);
  }
  void cycle_ended(const Cell& cell, const CycleResult& result) override {
    for (Observer* o : all_) o->cycle_ended(cell, result);
  }
  bool follows(Index cycle) const override {
    return std::ranges::any_of(all_, [=](const Observer* o) { return o->follows(cycle); });
  }
  void advanced(const Cell& cell, const Moment& moment) override {
    for (Observer* o : all_) o->advanced(cell, moment);
  }
  void begins(const Progress& progress) override {
    for (Observer* o : all_) o->begins(progress);
  }
  bool proceed(const Progress& progress) override {
    bool all = true;
    for (Observer* o : all_) all = o->proceed(progress) && all;
    return all;
  }

 private:
  std::vector<Observer*> all_;
};

}  // namespace closo
