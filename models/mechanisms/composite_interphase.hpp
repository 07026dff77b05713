// An interphase on the particles of a composite that grows with time and potential and takes no charge. Its parameters,
// as stated and in SI; its unknown, row and elimination.
#pragma once

#include <complex>
#include <optional>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

struct HindranceSpec : Part {
  Quantity resistance, exponent;
};

struct CompositeInterphaseSpec : Part {
  Quantity potential;
  ArrheniusSpec rate;
  Quantity transfer_coefficient;
  std::optional<HindranceSpec> hindrance;
  Quantity capacitance;
};

struct CompositeInterphase {
  double potential = 0.0;             // at which the rate is stated [V]
  Curve rate;                         // of the resistance, as assembled [ohm m2 s-1]
  double transfer_coefficient = 0.0;  // of the potential; 0: it grows with time alone
  double resistance = 1.0;            // from which on it hinders itself [ohm m2]
  double exponent = 0.0;              // of this hindrance; 0: it does not
  double capacitance = 0.0;           // in parallel to it, per surface of the particles [F m-2]; 0: within the layer
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, CompositeInterphaseSpec& spec);
CompositeInterphase close(const CompositeInterphaseSpec& spec);

/// Resistance R_slow of the interphase in every cell of the composite, per surface of the particles:              (7a)
///   d(R_slow)/dt = k_slow exp[alpha_slow f (u - Phi_slow)] (1 + R_slow / R_0)^-mu,
/// linear in time where mu = 0, parabolic in the end where mu = 1. It adds to R_layer and takes no charge.
class CompositeInterphaseGrowth {
 public:
  using ArrayXd = Eigen::ArrayXd;
  using State = Fields<const double>;

  static void add_unknowns(const std::optional<CompositeInterphase>& law, const CompositePlace& place, Layout& layout);
  /// @param law  nothing of a composite without
  CompositeInterphaseGrowth(const std::optional<CompositeInterphase>& law, const CompositePlace& place,
                            const Layout& layout, double temperature);
  void set_temperature(double T);
  static void add_columns(Columns& columns);

  bool active() const { return place_.rows > 0; }
  /// Whether it is an arc of its own in impedance.
  bool has_capacitance() const { return law_.capacitance > 0; }
  double capacitance() const { return law_.capacitance; }
  /// ohm m2, shape (n_x); of a composite that has one.
  Eigen::Map<const ArrayXd> resistance(const State& s) const { return s.column(place_, 0); }
  const ArrayXd& at_last_residual() const { return resistance_; }

  void residual(const State& s, const State& rate, const Fields<double>& row);
  /// Time derivatives from the rows at a rate of 0.
  void rates(const State& row, const Fields<double>& rate) const { rate.column(place_, 0) = -row.column(place_, 0); }
  /// Leaves how the resistance follows u.
  void condense(double cj, const State& b) {
    line_.by_u = (cj + by_R_).inverse();
    line_.fixed = b.column(place_, 0) * line_.by_u;
    line_.by_u *= by_u_;
  }
  const FieldLine& condensed_resistance() const { return line_; }
  /// The same slope at a complex weight of time derivatives, shape (n_x).
  Eigen::ArrayXcd response(std::complex<double> s) const { return by_u_ / (s + by_R_); }
  void expand(const Fields<double>& x) const { x.column(place_, 0) = line_.fixed + line_.by_u * x.u(); }

 private:
  CompositeInterphase law_;
  FieldPlace place_;
  double rate_ = 0.0, slope_ = 0.0;            // k_slow [ohm m2 s-1], alpha_slow f [V-1]
  ArrayXd resistance_, growth_, by_u_, by_R_;  // at the last residual; how its row falls with u and grows, shapes (n_x)
  FieldLine line_;
};

}  // namespace closo
