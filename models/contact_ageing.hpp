// Particles that lose their contact as the cell cycles, or gain it back under more pressure.
#pragma once

#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters.hpp"

namespace closo {

/// How fast a cell cycles: equivalent cycles n, charge of ions in both directions over twice the nominal capacity Q.
struct Cycling {
  double speed = 0.0, by_i = 0.0;  // d(n)/dt = |i| / 2 Q [s-1], and its derivative [m2 C-1]
};

/// Connected fraction of the active material:
///   d(theta)/dt = -(theta - theta_P) / N d(n)/dt,                                                                 (8)
/// theta_P the limit under the pressure of the cell. What loses contact takes along the ions that it holds; what comes
/// back holds what the material without contact holds on average, and is spread evenly over the particles. The unknown
/// `ions` is what all active material holds, which reactions alone change: what has no contact holds the rest, so that
/// no ion is lost however far the integrator is off.
class ContactAgeing {
 public:
  /// Without a law of its loss the contact stays. The limit waits for a pressure.
  explicit ContactAgeing(const CellParameters& cell);
  void set_pressure(const CellParameters& cell, double pressure);

  /// Connected fraction to which cycling leads.
  double limit() const { return limit_; }
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                const Cycling& cycling);
  /// What has just come back, as a share of what is connected [s-1].
  double returning() const { return returning_; }

  Line condense(double cj, const Fields<const double>& b) const {
    return {b.contact() / (cj + by_contact_), -by_i_ / (cj + by_contact_)};
  }

 private:
  double per_cycle_ = 0.0, limit_ = 1.0;  // 1 / N; theta_P
  double by_contact_ = 0.0, by_i_ = 0.0;  // derivatives of the row [s-1; m2 C-1]
  double returning_ = 0.0;
};

}  // namespace closo
