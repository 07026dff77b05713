// The interface of a flat electrode: charge transfer, resistance and voids of a metal, or a double layer that blocks.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>

#include "models/coefficients.hpp"
#include "models/columns.hpp"
#include "models/electrodes/charge_transfer.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/mechanisms/alloy.hpp"
#include "models/mechanisms/binary_electrolyte.hpp"
#include "models/mechanisms/metal_stock.hpp"

namespace closo {

/// Charge transfer at the contact that voids leave, theta_m = 1 / (1 + w):
///   i = theta_m i_0,m [exp(alpha_a f eta_m) - exp(-alpha_c f eta_m)],                                           (5)
/// with voids (10), and the resistance with what it gains (9). The double layer lies over the contact that is left.
/// Where the electrolyte has a concentration i_0,m goes with that at the electrode, as c^alpha_a. (20) The negative
/// electrode is stripped by i, the one at the other end by -i. At a blocking electrode of capacitance C all charge
/// stays:  eta_m = q_i / C, with the charge q_i that ions carried. (16)
class FlatInterface {
 public:
  /// @param flat  its number among the flat electrodes of the cell
  FlatInterface(const FlatElectrode& electrode, Side side, Index flat, const Layout& layout)
      : flat_(flat),
        side_(side),
        sign_(side == Side::negative ? 1.0 : -1.0),
        blocking_(electrode.blocking),
        double_layer_(electrode.double_layer),
        stock_(electrode, sign_),
        growth_(electrode.interface ? electrode.interface->growth : std::nullopt, side, layout),
        voids_(electrode.interface && electrode.interface->voids ? &*electrode.interface->voids : nullptr,
               electrode.blocking ? 0 : electrode.metal.thickness_per_charge(), side, layout),
        soft_short_(electrode.interface ? electrode.interface->plating : std::nullopt, side, layout),
        alloy_(electrode.alloy, side, sign_, layout),
        transfer_{electrode.kinetics.alpha_a, electrode.kinetics.alpha_c} {}

  /// @param T  temperature that the coefficients are at [K]
  void set(const Coefficients& c, double T);

  /// Current density by which it is stripped, of that of the cell, and the other way round.
  double sign() const { return sign_; }
  Side side() const { return side_; }

  static void add_unknowns(const FlatElectrode& electrode, Side side, Layout& layout);
  static void add_columns(Columns& columns);

  /// Rows of eta_m and of what ages.
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                const BinaryElectrolyte& electrolyte);

  /// Ohmic resistance of the interface [ohm m2].
  double resistance(const Fields<const double>& s) const {
    return (c_.resistance + growth_.resistance(s) / c_.true_area) * (1 + voids_.depth(s));
  }
  const MetalStock& stock() const { return stock_; }
  const InterfaceGrowth& growth() const { return growth_; }
  const VoidGrowth& voids() const { return voids_; }
  const SoftShort& soft_short() const { return soft_short_; }
  const AlloyPotential& alloy() const { return alloy_; }
  double overpotential(const Fields<const double>& s) const { return s.eta_m(flat_); }
  /// Potential of the electrode against the electrolyte at it [V].
  double drop(const Fields<const double>& s) const {
    return alloy_.potential(s) + s.eta_m(flat_) + sign_ * s.i() * resistance(s);
  }
  /// Power that an alloy stores, per cell area [W m-2].                                                           (13)
  double stored_power(const Fields<const double>& s) const { return alloy_.stored_power(s); }
  /// The same with its derivatives kept for heat_change().
  double keep_heat(const Fields<const double>& s) { return alloy_.keep_heat(s); }
  double heat_change(const Fields<const double>& x) const { return alloy_.heat_change(x); }
  /// The defect of the last row of eta_m as the overpotential it is worth [V].
  double defect(const Fields<const double>& row) const { return std::abs(row.eta_m(flat_) / eta_deta_); }

  /// Corrections of eta_m, of what ages, of the drop  U + eta_m + i resistance, and of the conductance of the short.
  struct Condensed {
    Line eta, voids, soft_short, drop, conductance;
    double growth = 0.0;
  };
  /// @param c, cycles  the corrections of the concentration at the electrode, and of the equivalent cycles
  Condensed condense(double cj, const Fields<const double>& b, const Line& c, const Line& cycles);
  void expand(const Condensed& line, const Fields<double>& x) {
    x.eta_m(flat_) = line.eta.at(x.i());
    growth_.expand(line.growth, x);
    voids_.expand(line.voids, x);
    soft_short_.expand(line.soft_short, x);
    alloy_.expand(x);
  }
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    growth_.rates(row, rate), voids_.rates(row, rate), soft_short_.rates(row, rate), alloy_.rates(row, rate);
  }
  /// Impedance of the interface with its double layer [ohm m2], for the weight s = j omega of time derivatives.  (14)
  /// @param c  change of the concentration at the electrode with the current of the cell [m2 A-1]
  std::complex<double> impedance(std::complex<double> s, std::complex<double> c) const;

 private:
  Index flat_;
  Side side_;
  double sign_;
  bool blocking_;
  DoubleLayer double_layer_;
  MetalStock stock_;
  InterfaceGrowth growth_;
  VoidGrowth voids_;
  SoftShort soft_short_;
  AlloyPotential alloy_;
  FlatCoefficients c_;
  double f_ = 0.0, charge_unit_ = 1.0;  // V-1; of q [C m-2]
  TransferFunction transfer_;
  // Partial derivatives of the rows, and of the drop, from the last residual.
  double eta_di_ = 0.0, eta_dw_ = 0.0, eta_deta_ = 0.0, eta_dc_ = 0.0, drop_di_ = 0.0, drop_dw_ = 0.0, drop_dR_ = 0.0;
  double contact_ = 1.0;  // true area at the last residual, over that as assembled
};

}  // namespace closo
