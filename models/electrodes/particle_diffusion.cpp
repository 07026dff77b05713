// Residual of equation (3) and elimination over the shells, each operation on all x at once.
#include "models/electrodes/particle_diffusion.hpp"

#include <cmath>

#include "solver/unwritten.hpp"

namespace closo {

ParticleDiffusion::ParticleDiffusion(Index n_x, const RadialMesh& mesh, double radius, const Diffusivity& diffusivity)
    : mesh_(mesh), diffusivity_(diffusivity), radius_(radius) {
  const Index n_r = mesh.node.size();
  set_conductance();
  per_D_.setOnes(n_x, n_r);
  for (Eigen::ArrayXXd* work : {&Phi_, &passed_, &inverse_, &right_}) work->setConstant(n_x, n_r, unwritten);
  for (ArrayXd* work : {&ground_, &w_}) work->setConstant(n_x, unwritten);
}

void ParticleDiffusion::set_conductance() {
  conductance_ = mesh_.conductance * ((diffusivity_.constant() ? diffusivity_.value() : 1.0) / (radius_ * radius_));
  factorised_cj_ = 0;
}

void ParticleDiffusion::set_temperature(double T) {
  diffusivity_.set_temperature(T);
  set_conductance();
}

void ParticleDiffusion::residual(const ConstField& y, const ConstField& yp, const ArrayXd& outflow, Field row) {
  if (diffusivity_.constant()) return balance(y, yp, outflow, row);
  for (Index k = 0; k < y.size(); ++k) {
    double D;
    diffusivity_.at(y.data()[k], D, Phi_.data()[k]);
    per_D_.data()[k] = 1 / D;
  }
  balance({Phi_.data(), Phi_.rows(), Phi_.cols()}, yp, outflow, row);
}

void ParticleDiffusion::balance(const ConstField& Phi, const ConstField& yp, const ArrayXd& outflow, Field row) const {
  const Index last = Phi.cols() - 1;
  const auto& V = mesh_.volume;
  const auto& g = conductance_;
  row.col(0) = V(0) * yp.col(0) - g(0) * (Phi.col(1) - Phi.col(0));
  for (Index k = 1; k < last; ++k)
    row.col(k) = V(k) * yp.col(k) + g(k - 1) * (Phi.col(k) - Phi.col(k - 1)) - g(k) * (Phi.col(k + 1) - Phi.col(k));
  row.col(last) = V(last) * yp.col(last) + g(last - 1) * (Phi.col(last) - Phi.col(last - 1)) + outflow;
}

/// With Phi over what the conductances hold already.
ParticleDiffusion::Node ParticleDiffusion::node(double y) const {
  if (diffusivity_.constant()) return {1, y};
  Node n;
  diffusivity_.at(y, n.D, n.Phi);
  return n;
}

double ParticleDiffusion::gained(const ConstField& y, const Eigen::ArrayXXd& H) const {
  double sum = 0;
  for (Index m = 0; m < y.rows(); ++m) {
    Node inner = node(y(m, 0));
    for (Index k = 0; k + 1 < y.cols(); ++k) {
      const Node outer = node(y(m, k + 1));
      sum += conductance_(k) * (outer.Phi - inner.Phi) * (H(m, k + 1) - H(m, k));
      inner = outer;
    }
  }
  return sum;
}

void ParticleDiffusion::add_gained_slope(const ConstField& y, const Eigen::ArrayXXd& H, const Eigen::ArrayXXd& slope,
                                         double weight, Eigen::ArrayXXd& sum) const {
  for (Index m = 0; m < y.rows(); ++m) {
    Node inner = node(y(m, 0));
    for (Index k = 0; k + 1 < y.cols(); ++k) {
      const Node outer = node(y(m, k + 1));
      const double flux = weight * conductance_(k) * (outer.Phi - inner.Phi);
      const double step = weight * conductance_(k) * (H(m, k + 1) - H(m, k));
      sum(m, k) -= inner.D * step + flux * slope(m, k);
      sum(m, k + 1) += outer.D * step + flux * slope(m, k + 1);
      inner = outer;
    }
  }
}

/// In w = D x the rows are a ladder: conductances g between the shells, V cj / D to ground in each. Conductances in
/// series and parallel need no subtraction, so steps far longer than the diffusion time conserve to round-off too.
void ParticleDiffusion::factorise(double cj) {
  if (diffusivity_.constant() && cj == factorised_cj_) return;
  factorised_cj_ = cj;
  if (!std::isfinite(cj)) {
    passed_.setZero();
    inverse_.setZero();
    return;
  }
  const Index last = per_D_.cols() - 1;
  const auto& V = mesh_.volume;
  const auto& g = conductance_;
  ground_ = (V(0) * cj) * per_D_.col(0);
  for (Index k = 0; k < last; ++k) {
    inverse_.col(k) = 1 / (ground_ + g(k));
    passed_.col(k) = g(k) * inverse_.col(k);
    ground_ = (V(k + 1) * cj) * per_D_.col(k + 1) + passed_.col(k) * ground_;
  }
  inverse_.col(last) = 1 / ground_;
}

/// The ladder of factorise() without its right-hand sides.
Eigen::ArrayXcd ParticleDiffusion::surface_gain(std::complex<double> s) const {
  const auto& V = mesh_.volume;
  const auto& g = conductance_;
  const Index last = per_D_.cols() - 1;
  Eigen::ArrayXcd ground = (V(0) * s) * per_D_.col(0);
  for (Index k = 0; k < last; ++k) ground = (V(k + 1) * s) * per_D_.col(k + 1) + g(k) * ground / (ground + g(k));
  return per_D_.col(last) / ground;
}

void ParticleDiffusion::eliminate(double cj, const ConstField& b, ArrayXd& a, ArrayXd& gain) {
  factorise(cj);
  const Index last = per_D_.cols() - 1;
  right_.col(0) = b.col(0);
  for (Index k = 1; k <= last; ++k) right_.col(k) = b.col(k) + passed_.col(k - 1) * right_.col(k - 1);
  gain = inverse_.col(last) * per_D_.col(last);
  a = right_.col(last) * gain;
}

void ParticleDiffusion::back_substitute(const ArrayXd& x_surface, Field x) {
  const Index last = per_D_.cols() - 1;
  x.col(last) = x_surface;
  w_ = x_surface / per_D_.col(last);
  for (Index k = last; k-- > 0;) {
    w_ = (right_.col(k) + conductance_(k) * w_) * inverse_.col(k);
    x.col(k) = w_ * per_D_.col(k);
  }
}

}  // namespace closo
