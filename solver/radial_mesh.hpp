// Control volumes in a sphere of unit radius, one around each node, the last node being the surface.
#pragma once

#include <Eigen/Core>

namespace closo {

struct RadialMesh {
  Eigen::ArrayXd node;         // radius of each node over R, from 0 to 1, shape (n_r)
  Eigen::ArrayXd volume;       // integral of r^2 dr over each control volume, over R^3; they sum to 1/3, shape (n_r)
  Eigen::ArrayXd conductance;  // r^2 / dr at the faces between nodes, over R, shape (n_r - 1)

  /// Nodes at 1 - (1 - k / (n_r - 1))^grading: uniform for 1, thinner towards the surface for more.
  RadialMesh(Eigen::Index n_r, double grading) : node(n_r), volume(n_r), conductance(n_r - 1) {
    node = 1 - (1 - Eigen::ArrayXd::LinSpaced(n_r, 0, 1)).pow(grading);
    const Eigen::ArrayXd face = (node.head(n_r - 1) + node.tail(n_r - 1)) / 2;
    const Eigen::ArrayXd third = face.cube() / 3;
    volume(0) = third(0);
    volume.segment(1, n_r - 2) = third.tail(n_r - 2) - third.head(n_r - 2);
    volume(n_r - 1) = 1.0 / 3 - third(n_r - 2);
    conductance = face.square() / (node.tail(n_r - 1) - node.head(n_r - 1));
  }
};

}  // namespace closo
