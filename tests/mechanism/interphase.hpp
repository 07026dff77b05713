// An interphase at a metal that grows with time, whether the cell is cycled or not.
#pragma once

#include <algorithm>
#include <cmath>

#include "models/columns.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

// As it is stated, and in SI.
struct InterphaseSpec : Part {
  Quantity growth;
};
struct Interphase {
  double growth = 0.0;  // k [ohm2 m4 s-1]
};

void rows(RowVisitor& visitor, InterphaseSpec& spec);
Interphase close(const InterphaseSpec& spec);

/// Resistance R that hinders its own growth,  d(R^2)/dt = k.  The unknown is z = R^2, which grows evenly.
class InterphaseGrowth {
 public:
  static void add_unknowns(Side side, Layout& layout);
  static void add_columns(Columns& columns);
  InterphaseGrowth(const Interphase* law, Side side, const Layout& layout);

  double resistance(const Fields<const double>& s) const { return std::sqrt(std::max(z(s), 0.0)); }
  /// dR/dz
  double by_z(const Fields<const double>& s) const { return 1 / (2 * std::sqrt(std::max(z(s), least))); }

  void residual(const Fields<const double>& rate, const Fields<double>& row) const {
    row.column(z_, 0) = rate.column(z_, 0) - growth_;
  }
  /// Nothing else moves it: the correction is that of its own row.
  double condense(double cj, const Fields<const double>& b) const { return z(b) / cj; }
  void expand(double correction, const Fields<double>& x) const { x.column(z_, 0) = correction; }
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    rate.column(z_, 0) = -row.column(z_, 0);
  }

 private:
  // ohm2 m4; below it the square root is too steep for Newton's method.
  static constexpr double least = 1e-14;
  double z(const Fields<const double>& s) const { return s.column(z_, 0)(0); }

  FieldPlace z_;
  double growth_ = 0.0;
};

}  // namespace closo
