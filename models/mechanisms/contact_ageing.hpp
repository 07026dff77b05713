// Particles that lose their contact as the cell cycles, or gain it back under more pressure.
#pragma once

#include <cmath>

#include "models/columns.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;
struct Composite;

struct ContactPressureSpec : Part {
  Quantity reference, exponent;
};

struct ContactLossSpec : Part {
  Quantity limit, cycles;
};

/// How pressure connects particles: connected over unconnected material follows a power of it.                    (8)
struct ContactPressure {
  double reference = 0.0;  // at which the connected fractions are stated [Pa]
  double exponent = 0.0;

  /// Connected fraction under a pressure of what is `fraction` at the reference.
  double fraction_under(double pressure, double fraction) const {
    const double odds = std::pow(pressure / reference, exponent);
    return fraction * odds / (1 - fraction + fraction * odds);
  }
};

/// How the particles lose their contact: towards a limit, with every cycle.
struct ContactLoss {
  double limit = 1.0;   // of the connected fraction, under the reference pressure if it depends on pressure
  double cycles = 0.0;  // equivalent cycles in which the distance from the limit falls by the factor e
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, ContactPressureSpec& spec);
void rows(RowVisitor& visitor, ContactLossSpec& spec);
ContactPressure close(const ContactPressureSpec& spec);
ContactLoss close(const ContactLossSpec& spec);

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
  explicit ContactAgeing(const Composite& composite);
  void set_pressure(const Composite& composite, double pressure);

  static void add_columns(Columns& columns);

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
