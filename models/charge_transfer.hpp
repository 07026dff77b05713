// Butler-Volmer kinetics in a form whose residual grows no faster than linearly, for any transfer coefficients.
#pragma once

#include <cmath>

#include <Eigen/Core>

namespace closo {

using Eigen::ArrayXd;

/// Butler-Volmer,  j = i_0 [exp(alpha_a f eta) - exp(-alpha_c f eta)],  f = F/RT,                             (4)
/// written as      asinh(j / 2 i_0) = S(f eta),
/// with            S(x) = asinh{[exp(alpha_a x) - exp(-alpha_c x)] / 2},
/// which is alpha x for alpha_a = alpha_c = alpha and close to straight for all others, so that Newton's method
/// converges from afar where exponentials would overflow.
struct TransferFunction {
  double alpha_a;
  double alpha_c;

  struct Point {
    double S;
    double slope;
  };
  Point at(double x) const {
    if (alpha_a == alpha_c) return {alpha_a * x, alpha_a};
    const bool anodic = x >= 0;
    const double forward = anodic ? alpha_a : alpha_c, backward = anodic ? alpha_c : alpha_a;
    const double a = std::abs(x);
    const double E = std::exp(-forward * a);
    const double decay = std::exp(-(forward + backward) * a);
    const double w = 1 - decay, root = std::sqrt(w * w + 4 * E * E);
    const double S = forward * a + std::log((w + root) / 2);
    return {anodic ? S : -S, (forward + backward * decay) / root};
  }
};

/// asinh(x) with an absolute error of round-off, from functions that run on SIMD.
template <class Derived>
auto fast_asinh(const Eigen::ArrayBase<Derived>& x) {
  return x.sign() * (x.abs() + (x.square() + 1).sqrt()).log();
}

/// Dependence of the exchange-current density on surface stoichiometry,
///   i_0(y) = i_ref (2 y)^alpha_c (2 (1 - y))^alpha_a,   1 at y = 1/2,                                        (4b)
/// with y and 1 - y kept positive softly within this distance of 0, so that a full or empty surface still reacts.
inline constexpr double surface_distance = 1e-8;

/// i_0 / i_ref and d ln(i_0) / dy at y, shapes (n_x).
inline void exchange_current_shape(const Eigen::Ref<const ArrayXd>& y, double alpha_a, double alpha_c, ArrayXd& shape,
                                   ArrayXd& dlog) {
  constexpr double d2 = 4 * surface_distance * surface_distance;
  const auto soft = [](double x, double root) { return x > 0 ? (x + root) / 2 : d2 / 2 / (root - x); };
  for (Eigen::Index k = 0; k < y.size(); ++k) {
    const double v = 1 - y(k);
    const double root_y = std::sqrt(y(k) * y(k) + d2), root_v = std::sqrt(v * v + d2);
    shape(k) = alpha_c * std::log(2 * soft(y(k), root_y)) + alpha_a * std::log(2 * soft(v, root_v));
    dlog(k) = alpha_c / root_y - alpha_a / root_v;
  }
  shape = shape.exp();
}

}  // namespace closo
