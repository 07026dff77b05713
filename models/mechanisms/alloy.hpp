// A flat electrode whose potential is not that of the metal itself, as indium with lithium in it: its parameters, as
// stated and in SI, its share of the voltage and of the impedance, diffusion in it, and where it is full or empty.
#pragma once

#include <complex>
#include <optional>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/electrodes/particle_diffusion.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"
#include "models/side.hpp"

namespace closo {

class RowVisitor;

struct FoilDiffusionSpec : Part {
  Quantity thickness;
  CurveSpec diffusivity;
};

struct AlloySpec : Part {
  CurveSpec potential;
  Quantity capacity, stoichiometry;
  std::optional<FoilDiffusionSpec> diffusion;
};

/// A foil into which the metal diffuses from the face of the electrolyte, the other face being closed.
struct FoilDiffusion {
  double thickness = 0.0;  // m
  Curve diffusivity;       // of the stoichiometry [m2 s-1]
};

/// An alloy of the metal whose ions the electrolyte conducts, of the same composition throughout unless it diffuses.
struct Alloy {
  Curve potential;             // against that metal [V], a number or of the stoichiometry
  double capacity = 0.0;       // per cell area, for a stoichiometry from 0 to 1 [C m-2]; 0: without end
  double stoichiometry = 0.0;  // as assembled, throughout
  std::optional<FoilDiffusion> diffusion{};

  /// Beyond the ends of its data, where a step ends, it goes on in a straight line.
  CubicTable::Point potential_at(double y) const;
};

/// The rows of the catalogue, and parameters from what is stated. @param key  of the spec, for errors
void rows(RowVisitor& visitor, AlloySpec& spec);
Alloy close(const AlloySpec& spec, const std::string& key);

/// Potential U(y) of the alloy at a flat electrode, with the stoichiometry y that the charge of the ions leaves:  (21)
///   y = y_0 - sign q_i / Q,
/// sign that of stripping in the current of the cell. With diffusion this is the mean, and U that at the face of the
/// electrolyte, of a plate as (3) has it with  sign i / Q  in the place of its outflow.                          (21a)
class AlloyPotential {
 public:
  static void add_unknowns(const std::optional<Alloy>& law, Side side, Layout& layout);
  static void add_columns(Columns& columns);
  /// Whether a cell has a foil, by its unknowns.
  static bool diffuses_in(const Layout& layout);

  /// @param sign  of the current of the cell that strips it
  AlloyPotential(const std::optional<Alloy>& law, Side side, double sign, const Layout& layout);

  bool active() const { return law_.has_value(); }
  /// Whether it fills and empties.
  bool ends() const { return active() && law_->capacity > 0; }
  /// @param charge_unit  of q_i [C m-2]     @param T  temperature [K]
  void set(double charge_unit, double T) {
    charge_unit_ = charge_unit;
    if (diffusion_) diffusion_->set_temperature(T);
  }

  /// Its mean.
  double stoichiometry(const Fields<const double>& s) const {
    return ends() ? law_->stoichiometry - sign_ * s.ionic_charge() * charge_unit_ / law_->capacity
                  : law_->stoichiometry;
  }
  /// That at the face of the electrolyte.
  double surface(const Fields<const double>& s) const {
    return diffusion_ ? s.column(nodes_, 0)(nodes_.rows - 1) : stoichiometry(s);
  }
  /// U at the face of the electrolyte; 0 without an alloy [V].
  double potential(const Fields<const double>& s) const { return active() ? law_->potential_at(surface(s)).value : 0; }
  /// U at the mean stoichiometry [V].
  double mean_potential(const Fields<const double>& s) const {
    return active() ? law_->potential_at(stoichiometry(s)).value : 0;
  }
  static LossName loss();
  /// U as assembled [V].
  double potential_as_assembled() const { return active() ? law_->potential_at(law_->stoichiometry).value : 0; }
  /// Fills a state as assembled.
  void start(const Fields<double>& s) const {
    if (diffusion_) s.column(nodes_, 0).setConstant(law_->stoichiometry);
  }
  /// Rows of the diffusion, and the derivative of the potential.
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row);
  /// Time derivatives from the rows at a rate of 0.
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    if (diffusion_) rate.column(nodes_, 0) = -row.column(nodes_, 0) / diffusion_->mesh().volume;
  }
  /// Of the potential, as q_i, or the surface, follows the current.
  Line condense(double cj, const Fields<const double>& b);
  void expand(const Fields<double>& x);
  /// Power that it stores, per cell area [W m-2]:  sign i U(y) of the face, and what the metal gains on its way.   (13)
  double stored_power(const Fields<const double>& s) const;
  /// The same with its derivatives kept for heat_change().
  double keep_heat(const Fields<const double>& s);
  double heat_change(const Fields<const double>& x) const;
  /// That of storing charge, in series to the interface [ohm m2].
  std::complex<double> impedance(std::complex<double> s) const;

 private:
  double by_charge() const { return ends() ? -sign_ * charge_unit_ / law_->capacity * slope_ : 0; }  // dU/dq_i [V]

  std::optional<Alloy> law_;
  double sign_, charge_unit_ = 1.0;
  double slope_ = 0.0;  // dU/dy at the last residual [V]
  FieldPlace nodes_;
  std::optional<ParticleDiffusion> diffusion_;
  Eigen::ArrayXd outflow_, fixed_, gain_;          // of the face, shapes (1)
  double heat_by_i_ = 0.0, heat_by_charge_ = 0.0;  // V, W m-2
  Eigen::ArrayXXd U_, slopes_, heat_by_y_;         // of the nodes, shapes (1, n)
};

}  // namespace closo
