// Names of the arrays that numerics and models pass to one another.
#pragma once

#include <Eigen/Core>

namespace closo {

using Index = Eigen::Index;
using Vector = Eigen::Map<Eigen::ArrayXd>;
using ConstVector = Eigen::Map<const Eigen::ArrayXd>;

}  // namespace closo
