// An interphase at a metal that grows with time, whether the cell is cycled or not.
#pragma once

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
  double growth = 0.0;  // k [ohm m2 s-1]
};

void rows(RowVisitor& visitor, InterphaseSpec& spec);
Interphase close(const InterphaseSpec& spec);

/// Resistance R of an interphase that conducts electrons, and thus does not hinder its own growth:  d(R)/dt = k.
class InterphaseGrowth {
 public:
  static void add_unknowns(Side side, Layout& layout);
  static void add_columns(Columns& columns);
  InterphaseGrowth(const Interphase* law, Side side, const Layout& layout);

  double resistance(const Fields<const double>& s) const { return s.column(R_, 0)(0); }

  void residual(const Fields<const double>& rate, const Fields<double>& row) const {
    row.column(R_, 0) = rate.column(R_, 0) - growth_;
  }
  /// Nothing else moves it: the correction is that of its own row.
  double condense(double cj, const Fields<const double>& b) const { return b.column(R_, 0)(0) / cj; }
  void expand(double correction, const Fields<double>& x) const { x.column(R_, 0) = correction; }
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    rate.column(R_, 0) = -row.column(R_, 0);
  }

 private:
  FieldPlace R_;
  double growth_ = 0.0;
};

}  // namespace closo
