// Butler-Volmer kinetics in a form whose residual grows no faster than linearly, for any transfer coefficients.
#pragma once

#include <cmath>

#include <Eigen/Core>

namespace closo {

using Eigen::ArrayXd;

/// Butler-Volmer,  j = i_0 [exp(alpha_a f eta) - exp(-alpha_c f eta)],  f = F/RT,                             (4)
/// written as      asinh(j / 2 i_0) = S,
/// with            S = asinh{[exp(alpha_a f eta) - exp(-alpha_c f eta)] / 2},
/// which is alpha f eta for alpha_a = alpha_c = alpha and close to straight for all others, so that Newton's method
/// converges from afar where exponentials would overflow.
struct TransferFunction {
  double alpha_a;
  double alpha_c;

  struct Point {
    double S;
    double slope;
  };
  bool symmetric() const { return alpha_a == alpha_c; }
  Point at(double x) const {
    if (symmetric()) return {alpha_a * x, alpha_a};
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

/// asinh(x) to round-off, given root = sqrt(x^2 + 1); unlike std::asinh it runs on SIMD:
///   asinh|x| = log(1 + t),  t = |x| + x^2 / (1 + root),  log(1 + t) = t log(w) / (w - 1)  with  w = 1 + t as rounded.
inline void fast_asinh(const ArrayXd& x, const ArrayXd& root, Eigen::Ref<ArrayXd> result) {
  constexpr double nothing = 1e-60;  // so that log(w) / (w - 1) is 1 at w = 1
  result = x.abs() + x.square() / (1 + root);
  result *= ((1 + result).log() + nothing) / (((1 + result) - 1) + nothing);
  for (Eigen::Index k = 0; k < x.size(); ++k) result(k) = std::copysign(result(k), x(k));
}

/// asinh(a) - asinh(b) to round-off for b >= 0, given their roots as above: one logarithm instead of two,
///   log(1 + x),  x = (a - b) [1 + (a + b) / (root_a + root_b)] / (b + root_b).
inline void fast_asinh_difference(const ArrayXd& a, const ArrayXd& root_a, const ArrayXd& b, const ArrayXd& root_b,
                                  ArrayXd& x, Eigen::Ref<ArrayXd> result) {
  constexpr double nothing = 1e-60, least = 1e-300;  // the latter where a is far below 0
  x = (a - b) * (1 + (a + b) / (root_a + root_b)) / (b + root_b);
  result = x * ((1 + x).max(least).log() + nothing) / (((1 + x) - 1) + nothing);
}

/// Dependence of the exchange-current density on surface stoichiometry,
///   i_0(y) = i_ref (2 y)^alpha_c (2 (1 - y))^alpha_a,   1 at y = 1/2,                                        (4b)
/// with y and 1 - y kept positive softly within this distance of 0, so that a full or empty surface still reacts.
inline constexpr double surface_distance = 1e-8;

/// i_0 / i_ref and d ln(i_0) / dy at y, shapes (n_x).
inline void exchange_current_shape(const Eigen::Ref<const ArrayXd>& y, double alpha_a, double alpha_c, ArrayXd& shape,
                                   ArrayXd& dlog) {
  constexpr double d2 = 4 * surface_distance * surface_distance;
  constexpr double smallest = 1e-24;  // keeps logarithms finite for the trial values of an iteration
  const auto root_y = (y.square() + d2).sqrt();
  const auto root_v = ((1 - y).square() + d2).sqrt();
  // Twice the softly positive part of y and of 1 - y.
  const auto occupied = (y + root_y).max(smallest);
  const auto vacant = (1 - y + root_v).max(smallest);
  if (alpha_a == 0.5 && alpha_c == 0.5) {
    shape = (occupied * vacant).sqrt();
  } else {
    shape = (alpha_c * occupied.log() + alpha_a * vacant.log()).exp();
  }
  dlog = alpha_c / root_y - alpha_a / root_v;
}

}  // namespace closo
