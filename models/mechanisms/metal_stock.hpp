// What is left of a metal: its thickness, and the step that ends when all of it is stripped.
#pragma once

#include "models/columns.hpp"
#include "models/layout.hpp"

namespace closo {

struct FlatElectrode;

/// The thickness of a metal follows the charge of the ions since assembly; it is no unknown of its own.
class MetalStock {
 public:
  static void add_columns(Columns& columns);

  /// @param sign  of the current of the cell that strips it
  MetalStock(const FlatElectrode& electrode, double sign);

  /// @param nominal_charge  unit of the charge of a state [C m-2]
  void set(double nominal_charge) { stripped_ = per_charge_ * nominal_charge; }
  /// Of a state [m]; below 0 where more was stripped than there is.
  double thickness(const Fields<const double>& s) const { return assembled_ - stripped_ * s.ionic_charge(); }

 private:
  double assembled_, per_charge_;  // m; m3 C-1, with the sign of the current that strips
  double stripped_ = 0.0;          // by the nominal charge [m]
};

}  // namespace closo
