// Pairs of measured and simulated spectra, and their distance.
#include "compare/spectrum_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/impedance.hpp"

namespace closo::compare {
namespace {

/// "spectrum 3 of cycle 10".
std::string name(const Spectrum& s) {
  if (s.step != 0) return fmt::format("spectrum {} of step {}", s.number, s.step);
  if (s.cycle != 0) return fmt::format("spectrum {} of cycle {}", s.number, s.cycle);
  return fmt::format("spectrum {}", s.number);
}

bool belongs(const Spectrum& measured, const StepResult& step) {
  if (measured.step != 0) return measured.step == step.number;
  return measured.cycle == 0 || measured.cycle == step.cycle;
}

}  // namespace

Eigen::ArrayXcd impedance_at(const Cell& cell, const Eigen::ArrayXd& state, const Spectrum& measured) {
  Cell own = cell;
  const auto Z = impedance(own, state, {measured.frequency.begin(), measured.frequency.end()});
  return Eigen::Map<const Eigen::ArrayXcd>(Z.data(), static_cast<Index>(Z.size()));
}

Eigen::ArrayXcd relative_distance(const Spectrum& measured, const Eigen::ArrayXcd& simulated) {
  return (simulated - measured.impedance) / measured.impedance.abs();
}

double root_mean_square(const Eigen::ArrayXcd& distance) {
  return std::sqrt(distance.abs2().mean());
}

Index SpectrumComparison::largest() const {
  Index place = 0;
  distance().abs().maxCoeff(&place);
  return place;
}

Index SpectrumComparison::fastest() const {
  Index place = 0;
  measured.frequency.maxCoeff(&place);
  return place;
}

Index SpectrumComparison::slowest() const {
  Index place = 0;
  measured.frequency.minCoeff(&place);
  return place;
}

SpectrumTrace::SpectrumTrace(std::vector<Spectrum> measured, long only_cycle)
    : left_(std::move(measured)), only_cycle_(only_cycle) {}

void SpectrumTrace::spectrum(const Cell& cell, const Moment& moment, const std::vector<double>&,
                             const std::vector<std::complex<double>>&) {
  place_ = Place{cell, moment.state};
}

void SpectrumTrace::step_ended(const Cell&, const StepResult& result) {
  if (!place_) return;
  const Place place = *std::exchange(place_, std::nullopt);
  if (only_cycle_ != 0 && result.cycle != only_cycle_) return;
  const auto partner = std::ranges::find_if(left_, [&](const Spectrum& s) { return belongs(s, result); });
  if (partner == left_.end()) {
    ++not_measured_;
    return;
  }
  pairs_.push_back({*partner, result.number, result.cycle, impedance_at(place.cell, place.state, *partner)});
  left_.erase(partner);
}

SpectrumComparisons SpectrumTrace::comparisons() const {
  SpectrumComparisons result{pairs_, {}};
  for (const Spectrum& s : left_) result.unpaired.push_back(fmt::format("{} in {}, not simulated", name(s), s.file));
  if (not_measured_ > 0)
    result.unpaired.push_back(fmt::format("{} of the simulated spectra, not measured", not_measured_));
  return result;
}

}  // namespace closo::compare
