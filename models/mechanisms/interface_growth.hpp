// A resistance that grows at the interface of a metal: its parameters, as stated and in SI; its unknown, its row and
// elimination.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

struct GrowthSpec : Part {
  Quantity with_charge;
  ArrheniusSpec with_time;
};

/// How a layer grows on the metal: parabolic in the charge per area that has passed in either direction, and in
/// time.
struct Growth {
  static constexpr double charge = 36e3;  // 1 mAh/cm2 [C m-2]
  static constexpr double time = 3.6e6;   // 1,000 h [s]
  double with_charge = 0.0;               // resistance at the reference pressure after that charge alone [ohm m2]
  Curve with_time;                        // after that time alone [ohm m2]
  double per_cycle = 0.0;                 // after one equivalent cycle alone, as earlier files have it [ohm m2]

  bool any() const { return with_charge > 0 || with_time.value > 0 || per_cycle > 0; }
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, GrowthSpec& spec);
Growth close(const GrowthSpec& spec);

/// The resistance R_g that an interface has gained:
///   d(R_g^2)/dt = R_Q^2 |i| / Q_1 + R_t^2 / t_1 exp[2 E/R (1/T_0 - 1/T)],                                        (9)
/// as of a layer that thickens by what passes through it; so that alone  R_g = R_Q sqrt(Q/Q_1)  and
/// R_g = R_t sqrt(t/t_1). The charge is counted by the equivalent cycles of the cell; what time adds is an unknown,
/// over R_t^2, where time adds something.
class InterfaceGrowth {
 public:
  static void add_unknowns(const std::optional<Growth>& law, Side side, Layout& layout);
  static void add_columns(Columns& columns);
  InterfaceGrowth(const std::optional<Growth>& law, Side side, const Layout& layout);

  /// @param T  temperature [K]     @param nominal_charge  of the cell [C m-2]
  void set(double T, double nominal_charge);
  double resistance(const Fields<const double>& s) const { return std::sqrt(std::max(square(s), 0.0)); }
  /// Keeps the derivatives of the resistance, and makes the row.
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row);
  /// Correction of what time adds.
  double condense(double cj, const Fields<const double>& b) const { return aged() ? b.column(z_, 0)(0) / cj : 0; }
  /// Of the resistance.     @param cycles  correction of the equivalent cycles
  Line change(double time, const Line& cycles) const {
    return {by_time_ * time + by_cycles_ * cycles.fixed, by_cycles_ * cycles.slope};
  }
  void expand(double correction, const Fields<double>& x) const {
    if (aged()) x.column(z_, 0) = correction;
  }
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    if (aged()) rate.column(z_, 0) = -row.column(z_, 0);
  }

 private:
  bool aged() const { return z_.columns > 0; }
  double square(const Fields<const double>& s) const {
    return square_per_cycle_ * s.cycles() + (aged() ? square_of_time_ * s.column(z_, 0)(0) : 0);
  }

  FieldPlace z_;
  Growth law_;
  double square_per_cycle_ = 0.0, square_of_time_ = 0.0;  // ohm2 m4
  double speed_ = 0.0;                                    // of the unknown, at a temperature [s-1]
  double by_cycles_ = 0.0, by_time_ = 0.0;                // of the resistance, from the last residual [ohm m2]
};

}  // namespace closo
