// Diffusion in the particles of one class, at all places across the electrode at once.
#pragma once

#include <complex>

#include "models/electrodes/diffusivity.hpp"
#include "solver/radial_mesh.hpp"
#include "solver/types.hpp"

namespace closo {

/// d(y)/dt = r^(1-d) d(r^(d-1) D(y) dy/dr)/dr,   -D dy/dr = outflow at r = r_p,                                 (3)
/// with d = 3 of spheres, 2 of rods and 1 of plates, over the control volumes of a RadialMesh, with the flux between
/// nodes from the integral of D:
///   -D dy/dr = -(Phi_{k+1} - Phi_k) / (r_{k+1} - r_k),   Phi(y) = integral of D dy.
/// Fields have the shape (n_x, n_r), contiguous in x.
class ParticleDiffusion {
 public:
  using Field = Eigen::Map<Eigen::ArrayXXd>;
  using ConstField = Eigen::Map<const Eigen::ArrayXXd>;
  using ArrayXd = Eigen::ArrayXd;

  ParticleDiffusion(Index n_x, const RadialMesh& mesh, double radius, const Diffusivity& diffusivity);

  void set_temperature(double T);

  /// row = volume dy/dt - (inflow - outflow), per R^d.
  /// @param outflow  of the surface, j / (F c_max R) [s-1], shape (n_x)
  void residual(const ConstField& y, const ConstField& yp, const ArrayXd& outflow, Field row);

  /// Eliminates the correction x of y from the linear rows b of the last residual: at the surface,
  ///   x_surface = a - gain * d(outflow).
  /// @param cj  weight of dy/dt in the matrix; infinity holds y     @param a, gain  results, shape (n_x)
  void eliminate(double cj, const ConstField& b, ArrayXd& a, ArrayXd& gain);

  /// The gain of eliminate() for a complex weight of dy/dt, such as j omega, shape (n_x).
  Eigen::ArrayXcd surface_gain(std::complex<double> s) const;

  /// What y gains in H on its way through the particles: the sum over places and faces of the flux inward times the
  /// difference of H, outside less inside, per R^d. As H falls with y, it is negative.
  /// @param H  at y, shape (n_x, n_r)
  double gained(const ConstField& y, const Eigen::ArrayXXd& H) const;
  /// Adds its derivatives to y, times a weight, to `sum`.     @param slope  dH/dy, shape (n_x, n_r)
  void add_gained_slope(const ConstField& y, const Eigen::ArrayXXd& H, const Eigen::ArrayXXd& slope, double weight,
                        Eigen::ArrayXXd& sum) const;

  /// Fills x from its value at the surface, after eliminate().
  void back_substitute(const ArrayXd& x_surface, Field x);

  const RadialMesh& mesh() const { return mesh_; }

 private:
  void balance(const ConstField& Phi, const ConstField& yp, const ArrayXd& outflow, Field row) const;
  void factorise(double cj);
  void set_conductance();
  struct Node {
    double D = 0.0, Phi = 0.0;
  };
  Node node(double y) const;

  RadialMesh mesh_;
  Diffusivity diffusivity_;
  double radius_;  // m
  // A constant D is part of the conductances; then Phi = y, and D is 1 everywhere else.
  ArrayXd conductance_;               // of the faces, over R^2, shape (n_r - 1)
  Eigen::ArrayXXd per_D_, Phi_;       // 1/D and Phi at the nodes
  Eigen::ArrayXXd passed_, inverse_;  // of the ladder: share passed to the next shell, 1 / pivot
  Eigen::ArrayXXd right_;             // right-hand sides after forward elimination
  ArrayXd ground_, w_;                // work, shape (n_x)
  double factorised_cj_ = 0.0;        // a constant D needs a new factorisation only when cj changes
};

}  // namespace closo
