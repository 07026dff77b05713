// Control volumes in a sphere of unit radius, one around each node, the last node being the surface.
#pragma once

#include <Eigen/Core>

namespace closo {

/// Between two nodes the field is taken as linear in r^2, the shape that it has when the whole particle fills or
/// empties at one pace. The face is put where the two volumes hold the content of that shape exactly, and the
/// conductance carries its flux exactly; so in this state, in which a particle spends most of a discharge, neither the
/// content nor the value at the surface has an error on any mesh.
struct RadialMesh {
  Eigen::ArrayXd node;         // radius of each node over R, from 0 to 1, shape (n_r)
  Eigen::ArrayXd volume;       // integral of r^2 dr over each control volume, over R^3; they sum to 1/3, shape (n_r)
  Eigen::ArrayXd conductance;  // flux r^2 dy/dr through each face per difference of y, over R, shape (n_r - 1)

  /// Nodes at 1 - (1 - k / (n_r - 1))^grading: uniform for 1, thinner towards the surface for more.
  RadialMesh(Eigen::Index n_r, double grading) : node(n_r), volume(n_r), conductance(n_r - 1) {
    node = 1 - (1 - Eigen::ArrayXd::LinSpaced(n_r, 0, 1)).pow(grading);
    const Eigen::ArrayXd inner = node.head(n_r - 1), outer = node.tail(n_r - 1);
    const Eigen::ArrayXd difference = outer.square() - inner.square();
    const Eigen::ArrayXd within = (outer.pow(5) - inner.pow(5)) * (2.0 / 15) / difference;  // a third of face^3
    volume(0) = within(0);
    volume.segment(1, n_r - 2) = within.tail(n_r - 2) - within.head(n_r - 2);
    volume(n_r - 1) = 1.0 / 3 - within(n_r - 2);
    conductance = 6 * within / difference;
  }
};

}  // namespace closo
