// A flat electrode whose potential is not that of the metal itself, as indium with lithium in it: its parameters, as
// stated and in SI, its share of the voltage and of the impedance, and where it is full or empty.
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

struct AlloySpec : Part {
  CurveSpec potential;
  Quantity capacity, stoichiometry;
};

/// An alloy of the metal whose ions the electrolyte conducts, of the same composition throughout.
struct Alloy {
  Curve potential;             // against that metal [V], a number or of the stoichiometry
  double capacity = 0.0;       // per cell area, for a stoichiometry from 0 to 1 [C m-2]; 0: without end
  double stoichiometry = 0.0;  // as assembled

  CubicTable::Point potential_at(double y) const {
    const auto [value, slope] = potential.shape(y);
    return {potential.value * value, potential.value * slope};
  }
};

/// The rows of the catalogue, and parameters from what is stated. @param key  of the spec, for errors
void rows(RowVisitor& visitor, AlloySpec& spec);
Alloy close(const AlloySpec& spec, const std::string& key);

/// Potential U(y) of the alloy at a flat electrode, with the stoichiometry y that the charge of the ions leaves:  (21)
///   y = y_0 - sign q_i / Q,
/// sign that of stripping in the current of the cell.
class AlloyPotential {
 public:
  static void add_columns(Columns& columns);

  AlloyPotential(const std::optional<Alloy>& law, double sign) : law_(law), sign_(sign) {}

  bool active() const { return law_.has_value(); }
  /// Whether it fills and empties.
  bool ends() const { return active() && law_->capacity > 0; }
  /// @param charge_unit  of q_i [C m-2]
  void set(double charge_unit) { charge_unit_ = charge_unit; }

  double stoichiometry(const Fields<const double>& s) const {
    return ends() ? law_->stoichiometry - sign_ * s.ionic_charge() * charge_unit_ / law_->capacity
                  : law_->stoichiometry;
  }
  /// U at a state; 0 without an alloy [V].
  double potential(const Fields<const double>& s) const {
    return active() ? law_->potential_at(stoichiometry(s)).value : 0;
  }
  /// U as assembled [V].
  double potential_as_assembled() const { return active() ? law_->potential_at(law_->stoichiometry).value : 0; }
  /// Keeps its derivative.
  void linearise(const Fields<const double>& s) {
    by_charge_ = ends() ? -sign_ * charge_unit_ / law_->capacity * law_->potential_at(stoichiometry(s)).slope : 0;
  }
  /// Of the potential, as q_i follows the current.
  Line condense(double cj, const Fields<const double>& b) const {
    return {by_charge_ * b.ionic_charge() / cj, by_charge_ / (charge_unit_ * cj)};
  }
  /// Change of the potential with that of q_i.
  double change(const Fields<const double>& x) const { return by_charge_ * x.ionic_charge(); }
  /// That of storing charge, in series to the interface [ohm m2].
  std::complex<double> impedance(std::complex<double> s) const { return sign_ * by_charge_ / (charge_unit_ * s); }

 private:
  std::optional<Alloy> law_;
  double sign_, charge_unit_ = 1.0;
  double by_charge_ = 0.0;  // dU/dq_i [V]
};

}  // namespace closo
