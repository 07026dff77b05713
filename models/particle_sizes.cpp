// Nodes and weights from the eigenvalues of the three-term recurrence of the Hermite polynomials.
#include "models/particle_sizes.hpp"

#include <Eigen/Eigenvalues>

namespace closo {

std::vector<ParticleClass> log_normal_classes(double median, double width, int count) {
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> recurrence;
  recurrence.computeFromTridiagonal(Eigen::VectorXd::Zero(count),
                                    Eigen::VectorXd::LinSpaced(count - 1, 1, count - 1).cwiseSqrt());
  std::vector<ParticleClass> classes;
  for (Eigen::Index k = 0; k < count; ++k)
    classes.push_back(
        {median * std::exp(width * recurrence.eigenvalues()(k)), std::pow(recurrence.eigenvectors()(0, k), 2)});
  return classes;
}

}  // namespace closo
