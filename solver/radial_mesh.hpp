// Control volumes in a plate, a rod or a sphere of unit radius, one around each node, the last node being the surface.
#pragma once

#include <Eigen/Core>

namespace closo {

/// Between two nodes the field is taken as linear in r^2, the shape that it has when the whole particle fills or
/// empties at one pace. The face is put where the two volumes hold the content of that shape exactly, and the
/// conductance carries its flux exactly; so in this state, in which a particle spends most of a discharge, neither the
/// content nor the value at the surface has an error on any mesh.
struct RadialMesh {
  Eigen::ArrayXd node;    // radius of each node over R, from 0 to 1, shape (n_r)
  Eigen::ArrayXd volume;  // integral of r^(d-1) dr over each control volume, over R^d; they sum to 1/d, shape (n_r)
  Eigen::ArrayXd
      conductance;   // flux r^(d-1) dy/dr through each face per difference of y, over R^(d-2), shape (n_r - 1)
  double dimension;  // d: 1 of a plate, of which R is half the thickness, 2 of a rod, 3 of a sphere

  /// Nodes at 1 - (1 - k / (n_r - 1))^grading: uniform for 1, thinner towards the surface for more.
  RadialMesh(Eigen::Index n_r, double grading, int d = 3) : node(n_r), volume(n_r), conductance(n_r - 1), dimension(d) {
    node = 1 - (1 - Eigen::ArrayXd::LinSpaced(n_r, 0, 1)).pow(grading);
    const Eigen::ArrayXd inner = node.head(n_r - 1), outer = node.tail(n_r - 1);
    const Eigen::ArrayXd difference = outer.square() - inner.square();
    const Eigen::ArrayXd within =
        (outer.pow(d + 2) - inner.pow(d + 2)) * (2.0 / (d * (d + 2))) / difference;  // face^d / d
    volume(0) = within(0);
    volume.segment(1, n_r - 2) = within.tail(n_r - 2) - within.head(n_r - 2);
    volume(n_r - 1) = 1.0 / d - within(n_r - 2);
    conductance = (2 * d) * within / difference;
  }

  /// Of each control volume in the particle; they sum to 1, shape (n_r).
  Eigen::ArrayXd shares() const { return dimension * volume; }
};

}  // namespace closo
