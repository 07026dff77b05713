// Distributions of particle sizes as a few classes.
#pragma once

#include <vector>

#include "models/parameters.hpp"

namespace closo {

/// Classes for radii whose volume is log-normally distributed, by Gauss-Hermite quadrature in the logarithm of the
/// radius: the fewest classes for the same error of any smooth mean over the distribution.
/// Source: G. H. Golub, J. H. Welsch, Math. Comput. 23 (1969) 221, for nodes and weights.
/// @param median  radius with half of the volume below it [m]     @param width  standard deviation of ln R
/// @param count  of classes, at least 1     @return  by rising radius
std::vector<ParticleClass> log_normal_classes(double median, double width, int count);

}  // namespace closo
