// Metal that is plated faster than it grows flat, and the soft short that it makes: parameters, as stated and in SI;
// the unknown, its row and elimination.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

struct PlatingSpec : Part {
  ArrheniusSpec critical_current;
  Quantity charge, conductance;
  Word at_short;
};

/// Beyond a critical current of plating, metal grows through the electrolyte.
struct Plating {
  Curve critical_current;    // A m-2
  double charge = 0.0;       // plated beyond it until the metal reaches the other electrode, Q_s [C m-2]
  double conductance = 0.0;  // of the short with each further such charge, G_s [S m-2]
  bool stop = false;         // a step ends when the metal reaches the other electrode
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, PlatingSpec& spec);
Plating close(const PlatingSpec& spec);

/// Charge z that was plated beyond the critical current, over Q_s, and the conductance of the short:
///   d(z)/dt = max(-i - j_plate, 0) / Q_s,   G = G_s max(z - 1, 0), (11a)
/// which adds to the electronic conductance of the separator.
class SoftShort {
 public:
  static void add_unknowns(const std::optional<Plating>& law, Side side, Layout& layout);
  static void add_columns(Columns& columns);
  SoftShort(const std::optional<Plating>& law, Side side, const Layout& layout);

  bool active() const { return z_.columns > 0; }
  void set(double T) {
    if (active()) critical_ = law_.critical_current.at(T);
  }
  /// Critical current density of plating at a temperature; infinite without a law [A m-2].
  double critical_current(double T) const {
    return active() ? law_.critical_current.at(T) : std::numeric_limits<double>::infinity();
  }
  double depth(const Fields<const double>& s) const { return active() ? s.column(z_, 0)(0) : 0; }
  /// S m-2
  double conductance(const Fields<const double>& s) const {
    return active() ? law_.conductance * std::max(depth(s) - 1, 0.0) : 0;
  }

  /// @param i  stripping current [A m-2]     @param sign  of it in the current of the cell
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row, double i,
                double sign);
  Line condense(double cj, const Fields<const double>& b) const {
    return active() ? Line{b.column(z_, 0)(0) / cj, by_i_ / cj} : Line{0, 0};
  }
  void expand(const Line& line, const Fields<double>& x) const {
    if (active()) x.column(z_, 0) = line.at(x.i());
  }
  /// Change of the conductance with a correction of z, or of all unknowns [S m-2].
  Line conductance_change(const Line& z) const { return {conductance_by_z_ * z.fixed, conductance_by_z_ * z.slope}; }
  double conductance_change(const Fields<const double>& x) const {
    return active() ? conductance_by_z_ * x.column(z_, 0)(0) : 0;
  }
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    if (active()) rate.column(z_, 0) = -row.column(z_, 0);
  }

 private:
  FieldPlace z_;
  Plating law_;
  double critical_ = 0.0;                       // A m-2
  double by_i_ = 0.0, conductance_by_z_ = 0.0;  // from the last residual
};

}  // namespace closo
