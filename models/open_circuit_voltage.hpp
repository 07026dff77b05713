// Open-circuit voltage of an active material: its parameters, as stated and in SI, and the curve at one temperature
// with its slope against stoichiometry.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/curve.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;

struct GallerySpec : Part {
  Quantity fraction, potential, width;
};

struct VoltageCurveSpec : Part {
  std::shared_ptr<const TableSpec> table;  // or
  std::vector<GallerySpec> galleries;
  Quantity empty, full;
};

struct OpenCircuitVoltageSpec : VoltageCurveSpec {
  std::optional<VoltageCurveSpec> discharge, charge;  // with hysteresis, instead of the branch that this is
  Quantity gap;                                       // ... or between two branches of this shape
  Quantity transition;
  Word start;
  CurveSpec entropic_coefficient;
  Quantity reference_temperature;
};

/// One gallery of the multi-site, multi-reaction model of the open-circuit voltage.
struct Gallery {
  double fraction;   // of the exchanged sites
  double potential;  // V
  double width;      // in units of RT/F
};

/// One curve of the open-circuit voltage against stoichiometry y: galleries, or a table with its name.
struct VoltageCurve {
  std::vector<Gallery> galleries;
  std::optional<CubicTable> table;
  std::string table_name;
  double empty = 0.0, full = 0.0;  // V at y = 0 and 1, for galleries
};

/// The second branch of an open-circuit voltage with hysteresis: a curve, or both are the one curve, half a gap below
/// and above.
struct Hysteresis {
  VoltageCurve charge;
  double transition = 0.0;  // change of stoichiometry in which the distance from a branch falls by the factor e
  double start = -1.0;      // of a cell as assembled: 1 on the branch of charge, -1 on that of discharge
  double gap = 0.0;         // between them, of one curve [V]
};

/// Open-circuit voltage: one curve, or those of discharge and charge.
struct OpenCircuitVoltageData : VoltageCurve {
  std::optional<Hysteresis> hysteresis;
  Curve entropic_coefficient;             // dU/dT beyond that of the galleries, of stoichiometry [V K-1]
  double reference_temperature = 298.15;  // K

  /// The one curve, or both.
  std::vector<const VoltageCurve*> curves() const {
    return hysteresis && hysteresis->gap == 0 ? std::vector<const VoltageCurve*>{this, &hysteresis->charge}
                                              : std::vector<const VoltageCurve*>{this};
  }
};

/// The rows of the catalogue, and parameters from what is stated. @param key  of the spec, for errors
void rows(RowVisitor& visitor, OpenCircuitVoltageSpec& spec);
OpenCircuitVoltageData close(const OpenCircuitVoltageSpec& spec, const std::string& key);

class OpenCircuitVoltage {
 public:
  OpenCircuitVoltage(const OpenCircuitVoltageData& data, double temperature);

  /// U [V] and dU/dy [V] at stoichiometry y; of two branches their mean.
  CubicTable::Point at(double y) const {
    auto [value, slope] = table_.at(y);
    if (charge_) {
      const auto [above, above_slope] = charge_->at(y);
      value = (value + above) / 2, slope = (slope + above_slope) / 2;
    }
    value += shift_;
    return entropy_ ? with_entropy(y, {value, slope}) : CubicTable::Point{value, slope};
  }

  /// Half the distance of the branch of charge above that of discharge [V], and its slope; 0 of a single branch.   (12)
  CubicTable::Point half_gap(double y) const {
    if (!charge_) return {half_gap_, 0};
    const auto [above, above_slope] = charge_->at(y);
    const auto [below, below_slope] = table_.at(y);
    return {(above - below) / 2, (above_slope - below_slope) / 2};
  }
  /// U of particles as assembled: on the branch on which they begin.
  CubicTable::Point as_assembled(double y) const {
    const auto [value, slope] = at(y);
    const auto [gap, gap_slope] = half_gap(y);
    return {value + start_ * gap, slope + start_ * gap_slope};
  }

  /// Range of stoichiometry in which the data hold.
  double y_lower() const {
    double y = charge_ ? std::max(table_.lower(), charge_->lower()) : table_.lower();
    return entropy_ ? std::max(y, entropy_->lower()) : y;
  }
  double y_upper() const {
    double y = charge_ ? std::min(table_.upper(), charge_->upper()) : table_.upper();
    return entropy_ ? std::min(y, entropy_->upper()) : y;
  }

  /// Stoichiometry whose open-circuit voltage is U, within the range above; U outside gives its nearest end.
  double stoichiometry(double U) const;

  /// Mean of U over stoichiometry from a to b [V].
  double mean(double a, double b) const {
    const auto of = [&](const CubicTable& t) { return (t.integral(b) - t.integral(a)) / (b - a); };
    return (charge_ ? (of(table_) + of(*charge_)) / 2 : of(table_)) + shift_ + (entropy_ ? warmth_ * of(*entropy_) : 0);
  }

 private:
  CubicTable::Point with_entropy(double y, CubicTable::Point U) const;

  CubicTable table_;                   // of discharge, or of both
  std::optional<CubicTable> charge_;   // where it differs
  double half_gap_ = 0.0;              // V, where it has the same shape
  double start_ = 0.0;                 // place between the branches as assembled
  double warmth_;                      // above the reference temperature [K]
  double shift_ = 0.0;                 // V, by an entropic coefficient that is a number
  std::optional<CubicTable> entropy_;  // V K-1, of one that is a curve
};

/// Stoichiometry at the voltage U by the galleries:  y = sum_g X_g / (1 + exp[F (U - U_g) / (b_g R T)])          (4a)
double gallery_stoichiometry(const std::vector<Gallery>& galleries, double U, double T);

}  // namespace closo
