// The best fit with one parameter held at values around its best.
#pragma once

#include <vector>

#include "solver/least_squares.hpp"

namespace closo {

struct ProfileLikelihood {
  std::vector<double> coordinate;  // ascending, with the best among them
  std::vector<double> chi2;        // of the best fit at each
};

/// Coordinates over twice the linear interval of confidence on both sides, within the bounds. Points where the model
/// fails are left out.
/// @param half_width  of the linear interval
ProfileLikelihood profile_likelihood(const ResidualModel& model, const Minimum& best, Eigen::Index parameter,
                                     double half_width);

/// Where a profile exceeds `threshold` [chi2] below and above the best; the bounds 0 and 1 if it does not.
struct ProfileInterval {
  double low = 0.0, high = 1.0;
  bool low_open = true, high_open = true;  // the profile does not reach the threshold there
};
ProfileInterval interval_of(const ProfileLikelihood& profile, double best, double threshold);

}  // namespace closo
