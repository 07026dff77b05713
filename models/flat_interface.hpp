// The interface of a flat electrode: charge transfer, resistance and voids of a metal, or a double layer that blocks.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>

#include "models/binary_electrolyte.hpp"
#include "models/charge_transfer.hpp"
#include "models/coefficients.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"

namespace closo {

/// Charge transfer at the contact that voids leave, theta_m = 1 / (1 + w):
///   i = theta_m i_0,m [exp(alpha_a f eta_m) - exp(-alpha_c f eta_m)],                                           (5)
/// and the mean depth w of the voids, over that at which half of the contact is left:
///   d(w)/dt = g [i - j_crit w / (1 + w)]                        on stripping (i > 0),
///   d(w)/dt = g {i [1 - exp(-w / w_0)] - j_crit w / (1 + w)}    on plating,                                    (10)
/// with the growth g per charge, the critical current j_crit that diffusion and creep refill where all is void, and
/// plated metal that goes into voids as long as there are any. At constant current below the critical one
/// theta_m = 1 - i / j_crit. The double layer lies over the contact that is left. In a liquid electrolyte i_0,m goes
/// with the salt at the electrode, as c^alpha_a. (20) The negative electrode is stripped by i, the one at the other end
/// by -i. At a blocking electrode of capacitance C all charge stays:  eta_m = (q + leaked) / C. (16)
class FlatInterface {
 public:
  /// @param place  0 of the negative electrode, 1 of the other
  FlatInterface(const FlatElectrode& electrode, Index place)
      : place_(place),
        sign_(place == 0 ? 1.0 : -1.0),
        blocking_(electrode.blocking),
        double_layer_(electrode.double_layer),
        first_growth_(electrode.interface ? electrode.interface->growth : 0),
        transfer_{electrode.kinetics.alpha_a, electrode.kinetics.alpha_c} {}

  void set(const Coefficients& c);

  /// Current density by which it is stripped, of that of the cell, and the other way round.
  double sign() const { return sign_; }

  /// Rows of eta_m and the voids.
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                const BinaryElectrolyte& electrolyte);

  /// Ohmic resistance of the interface [ohm m2].
  double resistance(const Fields<const double>& s) const {
    return (c_.resistance + growth(s) / c_.true_area) * (1 + s.voids(place_));
  }
  /// What it has gained with the equivalent cycles n, R_g = R_1 sqrt(n), over its area as assembled [ohm m2].     (9)
  double growth(const Fields<const double>& s) const { return first_growth_ * std::sqrt(std::max(s.cycles(), 0.0)); }
  /// Potential of the electrode against the electrolyte at it, less that at rest [V].
  double drop(const Fields<const double>& s) const { return s.eta_m(place_) + sign_ * s.i() * resistance(s); }
  /// The defect of the last row of eta_m as the overpotential it is worth [V].
  double defect(const Fields<const double>& row) const { return std::abs(row.eta_m(place_) / eta_deta_); }

  /// Corrections of eta_m, of the voids, and of the drop  eta_m + i resistance.
  struct Condensed {
    Line eta, voids, drop;
  };
  /// @param salt, cycles  the corrections of the concentration at the electrode, and of the equivalent cycles
  Condensed condense(double cj, const Fields<const double>& b, const Line& salt, const Line& cycles) const;
  /// Impedance of the interface with its double layer [ohm m2], for the weight s = j omega of time derivatives.  (14)
  /// @param salt  change of the concentration at the electrode with the current of the cell [m2 A-1]
  std::complex<double> impedance(std::complex<double> s, std::complex<double> salt) const;

 private:
  Index place_;
  double sign_;
  bool blocking_;
  DoubleLayer double_layer_;
  double first_growth_;  // R_1 [ohm m2]
  FlatCoefficients c_;
  double f_ = 0.0, charge_unit_ = 1.0;  // V-1; of q [C m-2]
  TransferFunction transfer_;
  // Partial derivatives of the rows, and of the drop, from the last residual.
  double eta_di_ = 0.0, eta_dw_ = 0.0, eta_deta_ = 0.0, eta_dc_ = 0.0, voids_di_ = 0.0, voids_dw_ = 0.0, drop_di_ = 0.0,
         drop_dw_ = 0.0, drop_dn_ = 0.0;
  double contact_ = 1.0;  // true area at the last residual, over that as assembled
};

}  // namespace closo
