// Diffusion in plates, rods and spheres against the series solutions, and its order and conservation.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/electrodes/particle_diffusion.hpp"
#include "solver/integrator.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

/// One particle with a constant outflow from its surface, as a problem of its own.
class Particle : public DaeProblem {
 public:
  Particle(const RadialMesh& mesh, double R, const Diffusivity& D, double outflow)
      : n_(mesh.node.size()),
        diffusion_(1, mesh, R, D),
        outflow_(Eigen::ArrayXd::Constant(1, outflow)),
        ones_(Eigen::ArrayXd::Ones(n_)),
        a_(1),
        gain_(1) {}
  Index size() const override { return n_; }
  void residual(double, const ConstVector& y, const ConstVector& yp, Vector r) override {
    diffusion_.residual({y.data(), 1, n_}, {yp.data(), 1, n_}, outflow_, {r.data(), 1, n_});
  }
  void solve(double cj, const ConstVector& b, Vector x) override {
    diffusion_.eliminate(cj, {b.data(), 1, n_}, a_, gain_);
    diffusion_.back_substitute(a_, {x.data(), 1, n_});
  }
  const Eigen::ArrayXd& scale() const override { return ones_; }
  double defect(const ConstVector&) override { return 0; }

 private:
  Index n_;
  ParticleDiffusion diffusion_;
  Eigen::ArrayXd outflow_, ones_, a_, gain_;
};

Diffusivity constant(double D) {
  Curve data;
  data.value = D;
  return {data, 298.15};
}

/// Profile after `time` from y = 0.5, shape (n_r).
Eigen::ArrayXd profile(const RadialMesh& mesh, double R, const Diffusivity& D, double outflow, double time) {
  Particle particle(mesh, R, D, outflow);
  const Eigen::ArrayXd y = Eigen::ArrayXd::Constant(mesh.node.size(), 0.5);
  Eigen::ArrayXd yp = Eigen::ArrayXd::Zero(mesh.node.size());
  yp.tail(1) = -outflow / mesh.volume.tail(1);
  Integrator integrator(particle, 1e-10);
  integrator.start(0, y, yp, time);
  while (integrator.advance() == Advance::stepped) continue;
  EXPECT_EQ(integrator.time(), time);
  return integrator.state();
}

/// Source: J. Crank, The Mathematics of Diffusion, 2nd ed. (1975), eq. 4.55, 5.46 and 6.45: constant flux at the
/// surface of a plate, a rod and a sphere,
///   y - y_0 = -(F R / D) [d tau + rho^2/2 - mean of rho^2/2 - 2 sum_n f(l_n rho) exp(-l_n^2 tau) / (l_n^2 f(l_n))]
/// with f = cos(x), J_0(x) and sin(x) / x, f'(l_n) = 0, F R / D = outflow R^2 / D here, tau = D t / R^2, rho = r / R.
double series(int d, double rho, double tau, double amplitude) {
  const auto f = [d](double x) {
    if (d == 2) return std::cyl_bessel_j(0, x);
    return d == 1 ? std::cos(x) : x > 0 ? std::sin(x) / x : 1;
  };
  double sum = 0;
  for (int n = 1; n <= 400; ++n) {
    double l = M_PI * n;
    if (d == 2)
      for (int k = 0; k < 6; ++k) {
        if (k == 0) l = M_PI * (n + 0.25);
        l -= std::cyl_bessel_j(1, l) / (std::cyl_bessel_j(0, l) - std::cyl_bessel_j(1, l) / l);
      }
    if (d == 3)
      for (int k = 0; k < 20; ++k) {
        if (k == 0) l = M_PI * (n + 0.5) - 1 / (M_PI * (n + 0.5));
        l -= (std::sin(l) - l * std::cos(l)) / (l * std::sin(l));
      }
    sum += f(l * rho) * std::exp(-l * l * tau) / (l * l * f(l));
  }
  return 0.5 - amplitude * (d * tau + rho * rho / 2 - 0.5 * d / (d + 2) - 2 * sum);
}

constexpr int dimensions[] = {1, 2, 3};
constexpr double R = 1e-6, D = 1e-16, outflow = 2e-5;
constexpr double amplitude = outflow * R * R / D;

TEST(ParticleDiffusion, MatchesTheSeriesForConstantFlux) {
  for (const int d : dimensions)
    for (const double tau : {0.003, 0.03, 0.3}) {
      const RadialMesh mesh(161, 2.0, d);
      const Eigen::ArrayXd y = profile(mesh, R, constant(D), outflow, tau * R * R / D);
      for (Index k = 0; k < y.size(); ++k)
        EXPECT_NEAR(y(k), series(d, mesh.node(k), tau, amplitude), 2e-5 * amplitude)
            << "d " << d << " tau " << tau << " rho " << mesh.node(k);
    }
}

// When the whole particle fills evenly, y is a parabola with y(R) - mean = -outflow R^2 / (d + 2) D.
TEST(ParticleDiffusion, HasNoErrorWhenAParticleFillsEvenlyOnAnyMesh) {
  const double tau = 3;  // the transient has decayed to exp(-60)
  for (const int d : dimensions)
    for (const double grading : {1.0, 2.0, 3.0})
      for (const Index nodes : {3, 6, 20}) {
        const RadialMesh mesh(nodes, grading, d);
        const Eigen::ArrayXd y = profile(mesh, R, constant(D), outflow / 10, tau * R * R / D);
        const double mean = (y * mesh.shares()).sum();
        SCOPED_TRACE(fmt::format("d {}, {} nodes, grading {}", d, nodes, grading));
        EXPECT_NEAR(y(nodes - 1) - mean, -amplitude / (10 * (d + 2)), 1e-9 * amplitude);
        EXPECT_NEAR(y(0) - y(nodes - 1), amplitude / 20, 1e-9 * amplitude);
      }
}

TEST(ParticleDiffusion, IsSecondOrderInRadius) {
  for (const int d : dimensions)
    for (const double grading : {1.0, 2.0}) {
      const double tau = 0.05;
      double error[3];
      for (int level = 0; level < 3; ++level) {
        const RadialMesh mesh(20 * (1 << level) + 1, grading, d);
        const Eigen::ArrayXd y = profile(mesh, R, constant(D), outflow, tau * R * R / D);
        error[level] = y(y.size() - 1) - series(d, 1, tau, amplitude);
      }
      EXPECT_NEAR(test::observed_order(error[0], error[1]), 2.0, 0.1) << "d " << d << ", grading " << grading;
      EXPECT_NEAR(test::observed_order(error[1], error[2]), 2.0, 0.1) << "d " << d << ", grading " << grading;
    }
}

TEST(ParticleDiffusion, ConservesSodiumToRoundOffWhenDiffusivityDependsOnComposition) {
  Curve data;
  data.table = CubicTable::monotone(Eigen::Array3d(0, 0.4, 1), Eigen::Array3d(1e-15, 5e-17, 3e-16));
  data.value = 1;
  const RadialMesh mesh(20, 2.0);
  const double time = 3000;
  const Eigen::ArrayXd y = profile(mesh, R, {data, 298.15}, outflow, time);
  EXPECT_GT(y(0) - y(y.size() - 1), 0.01);
  EXPECT_NEAR(3 * (y * mesh.volume).sum(), 0.5 - 3 * outflow * time, 1e-13);
}

TEST(ParticleDiffusion, ReachesTheSteadyFluxOfTheIntegratedDiffusivity) {
  // In the quasi-steady state r^2 d(Phi)/dr = -outflow r^3 (per R^2), so Phi falls by outflow R^2 / 2 to the surface.
  Curve data;
  data.table = CubicTable::monotone(Eigen::Array3d(0, 0.5, 1), Eigen::Array3d(4e-15, 1e-15, 3e-15));
  data.value = 1;
  const Diffusivity diffusivity(data, 298.15);
  const RadialMesh mesh(200, 1.5);
  const double slow = outflow / 100;  // so that the profile follows without delay
  const Eigen::ArrayXd y = profile(mesh, R, diffusivity, slow, 3000);
  double D_y, centre, surface;
  diffusivity.at(y(0), D_y, centre);
  diffusivity.at(y(y.size() - 1), D_y, surface);
  EXPECT_NEAR((centre - surface) / (slow * R * R / 2), 1.0, 1e-3);
}

TEST(RadialMesh, VolumesSumToTheParticle) {
  for (const int d : {1, 2, 3})
    for (const double grading : {1.0, 1.7, 3.0}) EXPECT_NEAR(RadialMesh(13, grading, d).volume.sum(), 1.0 / d, 1e-15);
}

}  // namespace
}  // namespace closo
