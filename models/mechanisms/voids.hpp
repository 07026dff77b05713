// Voids that stripping leaves at a metal: their parameters, as stated and in SI; their unknown, its row and
// elimination.
#pragma once

#include <limits>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

struct VoidsSpec : Part {
  Quantity depth;
  ArrheniusSpec critical_current;
  Quantity critical_current_per_pressure;
  Word at_critical_current;
};

/// Voids that stripping leaves at the metal, where diffusion and creep do not refill them in time.
struct Voids {
  double depth = 0.0;                          // mean depth of voids that leave half of the contact [m]
  Curve critical_current;                      // stripping that is just refilled without pressure, j_0 [A m-2]
  double critical_current_per_pressure = 0.0;  // what pressure adds, at the same reference temperature [A m-2 Pa-1]
  bool stop = false;                           // a step ends when its current exceeds the critical one

  /// j_crit = (j_0 + b P) exp[E/R (1/T_0 - 1/T)]                                                               (10)
  double critical_current_at(double pressure, double T) const {
    return (critical_current.value + critical_current_per_pressure * pressure) * critical_current.factor(T);
  }
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, VoidsSpec& spec);
Voids close(const VoidsSpec& spec);

/// Mean depth w of the voids at a flat electrode, over that at which half of the contact is left,
///   theta_m = 1 / (1 + w):
///   d(w)/dt = g [i - j_crit w / (1 + w)]                        on stripping (i > 0),
///   d(w)/dt = g {i [1 - exp(-w / w_0)] - j_crit w / (1 + w)}    on plating,                                    (10)
/// with the growth g per charge, the critical current j_crit that diffusion and creep refill where all is void, and
/// plated metal that goes into voids as long as there are any. At constant current below the critical one
/// theta_m = 1 - i / j_crit.
class VoidGrowth {
 public:
  static void add_unknowns(Side side, Layout& layout);
  static void add_columns(Columns& columns);
  /// @param law  nullptr without one: then they stay as they are    @param thickness_per_charge  of the metal [m3 C-1]
  VoidGrowth(const Voids* law, double thickness_per_charge, Side side, const Layout& layout);

  /// @param critical_current  at a temperature and a pressure [A m-2]
  void set(double critical_current) { closing_ = growth_ > 0 ? growth_ * critical_current : 0; }
  double depth(const Fields<const double>& s) const { return s.column(w_, 0)(0); }
  /// Share of the interface that they leave.
  double contact(const Fields<const double>& s) const { return 1 / (1 + depth(s)); }

  /// @param i  stripping current [A m-2]     @param sign  of it in the current of the cell
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row, double i,
                double sign);
  Line condense(double cj, const Fields<const double>& b) const {
    return {b.column(w_, 0)(0) / (cj + by_w_), -by_i_ / (cj + by_w_)};
  }
  void expand(const Line& line, const Fields<double>& x) const { x.column(w_, 0) = line.at(x.i()); }
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    rate.column(w_, 0) = -row.column(w_, 0);
  }
  /// Slope of w with the current of the cell at a frequency.
  std::complex<double> slope(std::complex<double> s) const { return -by_i_ / (s + by_w_); }

 private:
  FieldPlace w_;
  double growth_ = 0.0, closing_ = 0.0;  // g [m2 C-1]; where all is void [s-1]
  double by_i_ = 0.0, by_w_ = 0.0;       // partial derivatives of the row
};

}  // namespace closo
