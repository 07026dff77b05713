// The potential at which a blend has a stoichiometry, by bracketed iterations.
#include "models/electrodes/blend.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <boost/math/tools/toms748_solve.hpp>

namespace closo {
namespace {

constexpr int bits = 50;  // of roots

/// A zero of what falls from one end of an interval to the other; the end where it is beyond.
template <class Excess>
double zero_between(double low, double high, const Excess& excess) {
  const double at_low = excess(low), at_high = excess(high);
  if (at_low <= 0) return low;
  if (at_high >= 0) return high;
  std::uintmax_t iterations = 200;
  const auto [a, b] = boost::math::tools::toms748_solve(excess, low, high, at_low, at_high,
                                                        boost::math::tools::eps_tolerance<double>(bits), iterations);
  return (a + b) / 2;
}

double stoichiometry_at(const BlendMember& member, double U) {
  return zero_between(member.low, member.high, [&](double y) { return member.potential(y).value - U; });
}

double mean_at(const std::vector<BlendMember>& members, double U) {
  double mean = 0;
  for (const BlendMember& m : members) mean += m.share * stoichiometry_at(m, U);
  return mean;
}

/// The range of a blend: where some material is at the end of its own.
/// @param own  ranges of the materials of the composite
StoichiometryRange range_of(const Composite& composite, const std::vector<StoichiometryRange>& own,
                            const std::vector<BlendMember>& members) {
  const auto by = [&](auto end, auto compare) {
    return static_cast<std::size_t>(
        std::ranges::max_element(members, [&](const auto& a, const auto& b) { return compare(end(a), end(b)); }) -
        members.begin());
  };
  const auto emptied = [](const BlendMember& m) { return m.potential(m.low).value; };
  const auto filled = [](const BlendMember& m) { return m.potential(m.high).value; };
  const std::size_t first_empty = by(emptied, std::greater()), first_full = by(filled, std::less());
  StoichiometryRange range;
  range.low = mean_at(members, emptied(members[first_empty]));
  range.high = mean_at(members, filled(members[first_full]));
  const auto end_of = [&](std::size_t k, std::string StoichiometryRange::*text) {
    return "in " + composite.actives[k].material.name + " " + own[k].*text;
  };
  range.low_end = end_of(first_empty, &StoichiometryRange::low_end);
  range.high_end = end_of(first_full, &StoichiometryRange::high_end);
  return range;
}

}  // namespace

std::vector<double> at_one_potential(const std::vector<BlendMember>& members, double y) {
  double low = members.front().potential(members.front().high).value, high = low;
  for (const BlendMember& m : members)
    low = std::min(low, m.potential(m.high).value), high = std::max(high, m.potential(m.low).value);
  const double U = zero_between(low, high, [&](double at) { return mean_at(members, at) - y; });
  std::vector<double> all;
  for (const BlendMember& m : members) all.push_back(stoichiometry_at(m, U));
  return all;
}

/// Of a member that is not at an end of its range, if there is one: that one is at the potential of all.
double potential_of(const std::vector<BlendMember>& members, const std::vector<double>& y) {
  for (std::size_t k = 0; k < members.size(); ++k)
    if (y[k] > members[k].low && y[k] < members[k].high) return members[k].potential(y[k]).value;
  return members.front().potential(y.front()).value;
}

OpenCircuitPotential::OpenCircuitPotential(const Composite& composite, double temperature) {
  const std::vector<StoichiometryRange> own = stoichiometry_ranges(composite);
  range_ = own.front();
  for (const ActiveComponent& a : composite.actives) curves_.emplace_back(a.material.open_circuit_voltage, temperature);
  if (!composite.is_blend()) return;
  for (std::size_t k = 0; k < curves_.size(); ++k)
    members_.push_back({[curve = curves_[k]](double y) { return curve.at(y); },
                        composite.charge_share(composite.actives[k]), own[k].low, own[k].high});
  range_ = range_of(composite, own, members_);
}

double OpenCircuitPotential::at(double y) const {
  if (members_.empty()) return curves_.front().at(y).value;
  return potential_of(members_, at_one_potential(members_, y));
}

/// The integral of U dy of a blend is the sum of those of its materials.
double OpenCircuitPotential::mean(double a, double b) const {
  if (members_.empty()) return curves_.front().mean(a, b);
  const std::vector<double> from = at_one_potential(members_, a), to = at_one_potential(members_, b);
  double sum = 0;
  for (std::size_t k = 0; k < members_.size(); ++k)
    if (to[k] != from[k]) sum += members_[k].share * (to[k] - from[k]) * curves_[k].mean(from[k], to[k]);
  return sum / (b - a);
}

}  // namespace closo
