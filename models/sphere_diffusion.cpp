// Residual of equation (3) and the Thomas algorithm over the shells, each operation on all x at once.
#include "models/sphere_diffusion.hpp"

namespace closo {

SphereDiffusion::SphereDiffusion(Index n_x, const RadialMesh& mesh, double radius, const Diffusivity& diffusivity)
    : mesh_(mesh), diffusivity_(diffusivity), conductance_(mesh.conductance / (radius * radius)) {
  const Index n_r = mesh.node.size();
  D_.setConstant(n_x, n_r, diffusivity.value());
  Phi_.setZero(n_x, n_r);
  upper_.setZero(n_x, n_r);
  inverse_.setZero(n_x, n_r);
  right_.setZero(n_x, n_r);
}

void SphereDiffusion::residual(const ConstField& y, const ConstField& yp, const ArrayXd& outflow, Field row) {
  if (diffusivity_.constant()) {
    Phi_ = diffusivity_.value() * y;
  } else {
    for (Index k = 0; k < y.size(); ++k) diffusivity_.at(y.data()[k], D_.data()[k], Phi_.data()[k]);
  }
  const Index last = y.cols() - 1;
  const auto& V = mesh_.volume;
  const auto& g = conductance_;
  row.col(0) = V(0) * yp.col(0) - g(0) * (Phi_.col(1) - Phi_.col(0));
  for (Index k = 1; k < last; ++k)
    row.col(k) = V(k) * yp.col(k) + g(k - 1) * (Phi_.col(k) - Phi_.col(k - 1)) - g(k) * (Phi_.col(k + 1) - Phi_.col(k));
  row.col(last) = V(last) * yp.col(last) + g(last - 1) * (Phi_.col(last) - Phi_.col(last - 1)) + outflow;
}

void SphereDiffusion::factorise(double cj) {
  if (diffusivity_.constant() && cj == factorised_cj_) return;
  factorised_cj_ = cj;
  const Index last = D_.cols() - 1;
  const auto& V = mesh_.volume;
  const auto& g = conductance_;
  inverse_.col(0) = (V(0) * cj + g(0) * D_.col(0)).inverse();
  for (Index k = 1; k <= last; ++k) {
    upper_.col(k - 1) = -g(k - 1) * D_.col(k) * inverse_.col(k - 1);
    const double faces = g(k - 1) + (k < last ? g(k) : 0.0);
    inverse_.col(k) = (V(k) * cj + faces * D_.col(k) + g(k - 1) * D_.col(k - 1) * upper_.col(k - 1)).inverse();
  }
}

void SphereDiffusion::eliminate(double cj, const ConstField& b, ArrayXd& a, ArrayXd& gain) {
  factorise(cj);
  const Index last = D_.cols() - 1;
  right_.col(0) = b.col(0) * inverse_.col(0);
  for (Index k = 1; k <= last; ++k)
    right_.col(k) = (b.col(k) + conductance_(k - 1) * D_.col(k - 1) * right_.col(k - 1)) * inverse_.col(k);
  a = right_.col(last);
  gain = inverse_.col(last);
}

void SphereDiffusion::back_substitute(const ArrayXd& x_surface, Field x) const {
  const Index last = D_.cols() - 1;
  x.col(last) = x_surface;
  for (Index k = last; k-- > 0;) x.col(k) = right_.col(k) - upper_.col(k) * x.col(k + 1);
}

}  // namespace closo
