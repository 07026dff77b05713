// From the best outwards, each point from the fit of its neighbour.
#include "solver/profile_likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace closo {
namespace {

using Eigen::Index, Eigen::VectorXd;

constexpr int points_on_a_side = 6;
constexpr double reach = 2.0;  // half widths

void go_out(const ResidualModel& model, const Minimum& best, Index parameter, double end, ProfileLikelihood& profile) {
  const double begin = best.z[parameter];
  VectorXd free(best.z.size() - 1);
  free << best.z.head(parameter), best.z.tail(best.z.size() - parameter - 1);
  for (int k = 1; k <= points_on_a_side; ++k) {
    const double at = begin + (end - begin) * k / points_on_a_side;
    if (at == begin) return;
    const std::optional<Minimum> found = minimise(HeldModel(model, parameter, at), free);
    if (!found) return;
    free = found->z;
    profile.coordinate.push_back(at);
    profile.chi2.push_back(found->sum_of_squares());
  }
}

}  // namespace

ProfileLikelihood profile_likelihood(const ResidualModel& model, const Minimum& best, Index parameter,
                                     double half_width) {
  const double z = best.z[parameter];
  ProfileLikelihood profile;
  go_out(model, best, parameter, std::max(0.0, z - reach * half_width), profile);
  std::ranges::reverse(profile.coordinate);
  std::ranges::reverse(profile.chi2);
  profile.coordinate.push_back(z);
  profile.chi2.push_back(best.sum_of_squares());
  go_out(model, best, parameter, std::min(1.0, z + reach * half_width), profile);
  return profile;
}

ProfileInterval interval_of(const ProfileLikelihood& profile, double best, double threshold) {
  ProfileInterval interval;
  const auto& x = profile.coordinate;
  const auto& y = profile.chi2;
  for (std::size_t k = 1; k < x.size(); ++k) {
    if ((y[k - 1] > threshold) == (y[k] > threshold)) continue;
    const double at = x[k - 1] + (x[k] - x[k - 1]) * (threshold - y[k - 1]) / (y[k] - y[k - 1]);
    if (x[k] <= best) interval.low = at, interval.low_open = false;
    if (x[k - 1] >= best && interval.high_open) interval.high = at, interval.high_open = false;
  }
  return interval;
}

}  // namespace closo
