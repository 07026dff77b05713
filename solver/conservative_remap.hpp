// Contents of control volumes, moved to other control volumes over the same range.
#pragma once

#include <Eigen/Core>

namespace closo {

/// Means of a field over new intervals, from those over old ones. Within an old interval the field is taken as a
/// straight line whose slope stays between those to both neighbours (minmod), so that the content is kept to round-off
/// and no new extremum appears; second order for smooth fields.
/// Source: B. van Leer, J. Comput. Phys. 32 (1979) 101.
/// @param from, to  edges of the old and the new intervals, rising, with the same ends, shapes (n + 1) and (m + 1)
/// @param means  over the old intervals, shape (n)     @return  over the new ones, shape (m)
Eigen::ArrayXd remap(const Eigen::ArrayXd& from, const Eigen::ArrayXd& means, const Eigen::ArrayXd& to);

/// Edges of `n` equal intervals from 0 to 1, shape (n + 1).
Eigen::ArrayXd equal_edges(Eigen::Index n);

}  // namespace closo
