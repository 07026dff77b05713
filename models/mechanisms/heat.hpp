// The temperature of a cell that makes heat: its parameters, as stated and in SI; its row and what is left of it in the
// solve; what results tell, and where the data of materials end.
#pragma once

#include <optional>

#include "models/columns.hpp"
#include "models/layout.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

struct HeatSpec : Part {
  Quantity capacity, transfer;
};

/// A cell of one temperature that its own heat raises above that around it.
struct HeatBalance {
  double capacity = 0.0;  // J K-1, of the cell
  double transfer = 0.0;  // to what is around it [W K-1]
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, HeatSpec& spec);
HeatBalance close(const HeatSpec& spec);

/// C_h d(T)/dt = heat - K (T - T_ambient), per cell area, with the heat
///   heat = -(V (i - Lambda V) + what electrodes store);                                                          (13)
/// without a balance T is imposed.
class CellTemperature {
 public:
  static void add_columns(Columns& columns);

  explicit CellTemperature(const CellParameters& cell);

  /// Whether the cell makes heat of its own.
  bool active() const { return law_.has_value(); }
  /// @param stored   power that the electrodes store, per cell area [W m-2]
  /// @param current  outside the cell [A m-2]
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row,
                double ambient, double stored, double current);
  /// Change of the row with all unknowns but the temperature.
  /// @param stored, current  the changes of what electrodes store and of the current outside
  double change(const Fields<const double>& x, double stored, double current) const {
    return by_current_ * current + by_V_ * x.V() + stored;
  }
  /// Its derivative to the temperature but for what depends on it elsewhere.
  double own(double cj) const { return (cj * law_->capacity + law_->transfer) / area_; }
  /// d(T)/dt from the row at a rate of 0.
  double rate(const Fields<const double>& row) const {
    return active() ? -row.temperature() * area_ / law_->capacity : 0;
  }

 private:
  std::optional<HeatBalance> law_;
  double area_;                           // m2
  double by_current_ = 0.0, by_V_ = 0.0;  // derivatives of the power that leaves at the terminals
};

}  // namespace closo
