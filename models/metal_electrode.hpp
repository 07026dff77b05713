// The interface metal | electrolyte: its charge transfer, its resistance, and the voids that stripping leaves in it.
#pragma once

#include <complex>

#include "models/charge_transfer.hpp"
#include "models/coefficients.hpp"
#include "models/layout.hpp"

namespace closo {

/// Charge transfer at the contact that voids leave, theta_m = 1 / (1 + w):
///   i = theta_m i_0,m [exp(alpha_a f eta_m) - exp(-alpha_c f eta_m)],                                           (5)
/// and the mean depth w of the voids, over that at which half of the contact is left:
///   d(w)/dt = g i - c w / (1 + w)                      on stripping (i > 0),
///   d(w)/dt = g i [1 - exp(-w / w_0)] - c w / (1 + w)  on plating,                                             (10)
/// with the growth g per charge, creep that closes voids at the rate c where all is void, and plated metal that goes
/// into voids as long as there are any. At constant current below the critical one, c / g, theta_m = 1 - i g / c.
class MetalElectrode {
 public:
  explicit MetalElectrode(const NegativeElectrode& negative)
      : transfer_{negative.kinetics.alpha_a, negative.kinetics.alpha_c} {}

  void set(const Coefficients& c) { c_ = c; }

  /// Rows of eta_m and the voids.
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row);

  /// Ohmic resistance of the interface [ohm m2].
  double resistance(const Fields<const double>& s) const { return (c_.R_metal + s.metal_growth()) * (1 + s.voids()); }

  /// What is left by correction x_i of the current:  x_eta = eta_fixed + eta_current x_i, the same for the voids, and
  /// for the drop  eta_m + i resistance.
  struct Line {
    double fixed = 0.0, slope = 0.0;
    double at(double x) const { return fixed + slope * x; }
  };
  struct Condensed {
    Line eta, voids, drop;
  };
  /// Impedance of the interface with its double layer [ohm m2], for the weight s = j omega of time derivatives.  (14)
  std::complex<double> impedance(std::complex<double> s, double capacitance) const;
  Condensed condense(double cj, const Fields<const double>& b) const;

 private:
  Coefficients c_;
  TransferFunction transfer_;
  // Partial derivatives of the rows, and of the drop, from the last residual.
  double eta_di_ = 0.0, eta_dw_ = 0.0, eta_deta_ = 0.0, voids_di_ = 0.0, voids_dw_ = 0.0, drop_di_ = 0.0,
         drop_dw_ = 0.0;
};

}  // namespace closo
