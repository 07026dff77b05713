// What is left of a metal: its thickness, and the step that ends when all of it is stripped.
#pragma once

#include "models/columns.hpp"
#include "models/layout.hpp"

namespace closo {

struct FlatElectrode;

/// The thickness of a metal follows the charge of the ions since assembly; it is no unknown of its own. Of what is
/// plated a share stays behind: without contact, or taken by a reaction with the electrolyte.
///   l_m = l_0 - Omega_m [sign q_i + X_m (n Q_n - sign q_i / 2)],                                               (11b)
/// with the volume Omega_m of metal per charge, the inactive share X_m, and half of the charge in both directions,
/// n Q_n, of which the part beyond what is left stripped was plated.
class MetalStock {
 public:
  static void add_columns(Columns& columns);

  /// @param sign  of the current of the cell that strips it
  MetalStock(const FlatElectrode& electrode, double sign);

  /// @param nominal_charge  unit of the charge of a state [C m-2]
  void set(double nominal_charge) { unit_ = per_charge_ * nominal_charge; }
  /// Of what can be stripped at a state [m]; below 0 where more was stripped than there is.
  double thickness(const Fields<const double>& s) const {
    return assembled_ - unit_ * sign_ * s.ionic_charge() - inactive(s);
  }
  /// Of what has stayed behind [m].
  double inactive(const Fields<const double>& s) const {
    return unit_ * inactive_share_ * (s.cycles() - sign_ * s.ionic_charge() / 2);
  }

 private:
  double assembled_, per_charge_, sign_, inactive_share_;  // m, m3 C-1
  double unit_ = 0.0;                                      // of the nominal charge [m]
};

}  // namespace closo
