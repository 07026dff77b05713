// The cell as a differential-algebraic problem: the equations of models/README.md and their condensed Newton solve.
#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <vector>

#include "models/binary_electrolyte.hpp"
#include "models/cell_model.hpp"
#include "models/charge_and_salt.hpp"
#include "models/charge_transfer.hpp"
#include "models/coefficients.hpp"
#include "models/contact_ageing.hpp"
#include "models/control.hpp"
#include "models/electron_path.hpp"
#include "models/event.hpp"
#include "models/film.hpp"
#include "models/flat_interface.hpp"
#include "models/layout.hpp"
#include "models/mesh.hpp"
#include "models/open_circuit_voltage.hpp"
#include "models/sphere_diffusion.hpp"
#include "solver/dae_problem.hpp"

namespace closo {

/// What surrounds a cell.
struct Conditions {
  double temperature = 0.0;  // of a cell that makes no heat, or around one that does [K]
  double pressure = 0.0;     // Pa

  bool operator==(const Conditions&) const = default;
};

/// How a flat electrode is stripped: its current density over the critical one, which is infinite without a law of
/// voids.
struct Stripping {
  double share = 0.0;             // negative on plating, 0 without a law of voids
  Index place = 0;                // of the flat electrode: 0 is the negative one
  double critical_current = 0.0;  // at the temperature and the pressure of its state [A m-2]
};

/// A model with room for the coefficients at a temperature, the rows of its equations and their derivatives. Copies
/// share the model.
class Cell final : public DaeProblem {
 public:
  /// Under its own temperature and pressure.
  explicit Cell(std::shared_ptr<const CellModel> model);
  Cell(const CellParameters& parameters, const Mesh& mesh);

  const std::shared_ptr<const CellModel>& model() const { return model_; }
  /// Moves all coefficients to other conditions; a state stays what it is.
  void set_conditions(const Conditions& conditions);
  const Conditions& conditions() const { return conditions_; }

  /// Chooses what is imposed and watched from now on.
  void set_step(const Control& control, const std::vector<Event>& events);
  const Control& control() const { return control_; }
  const std::vector<Event>& watched() const { return events_; }

  Index size() const override { return layout().size(); }
  void residual(double t, const ConstVector& state, const ConstVector& rate, Vector row) override;
  void solve(double cj, const ConstVector& b, Vector x) override;
  /// Impedance -dV/di at the arguments of the last residual() [ohm m2], at constant temperature.
  /// @param s  weight of time derivatives: j omega [s-1]
  std::complex<double> impedance(std::complex<double> s) const;
  const Eigen::ArrayXd& scale() const override { return scale_; }
  double defect(const ConstVector& state) override;
  Index event_count() const override { return static_cast<Index>(events_.size()); }
  void events(double t, const ConstVector& state, Vector distance) const override;

  /// State with every particle at stoichiometry y and no current; its potentials are consistent, shape (size()). The
  /// voltage of a composite without active material is free; a cell of two flat electrodes has none.
  Eigen::ArrayXd resting_state(double y) const;
  Eigen::ArrayXd resting_state_at(double voltage) const;

  /// Time derivatives of the differential unknowns of a state (0 for the algebraic ones), shape (size()).
  Eigen::ArrayXd rate_of(const Eigen::ArrayXd& state);

  /// Energy is no unknown. It is V dq by the trapezoidal rule over the steps of the integrator, which is far closer
  /// than what its low-order steps make of the rate V i. The meter is set at the start and after each step.
  /// @param energy  delivered over the nominal capacity [V]
  void set_meter(double energy, const Eigen::ArrayXd& state);
  /// Energy at a state no further than one step from where the meter was set, over the nominal capacity [V].
  double energy(const Eigen::ArrayXd& state) const;

  const Layout& layout() const { return model_->layout(); }
  const Mesh& mesh() const { return model_->mesh(); }
  const CellParameters& parameters() const { return model_->parameters(); }
  const Coefficients& coefficients() const { return c_; }
  const OpenCircuitVoltage& open_circuit_voltage() const { return *ocv_; }
  /// Open-circuit voltage at the temperature that the coefficients are at; of two branches their mean, and 0 without an
  /// active material.
  CubicTable::Point equilibrium(double y) const;
  /// Moves all coefficients to a temperature [K].
  void set_temperature(double T);
  /// The cell with its coefficients at the temperature of a state: this one, or the copy that `own` then takes.
  const Cell& at_temperature_of(const Eigen::ArrayXd& state, std::optional<Cell>& own) const;
  /// Whether the cell makes heat of its own; otherwise its temperature is imposed.
  bool heated() const { return model_->heated(); }
  const StoichiometryRange& stoichiometries() const { return model_->stoichiometries(); }
  /// Connected fraction of the active material over that as assembled.
  double connected(const Eigen::ArrayXd& state) const {
    return state(layout().contact()) / parameters().positive.contact;
  }
  /// Film charge per mass of active material [C kg-1] and film resistance [ohm m2] of the particles, shape (n_x).
  Eigen::ArrayXd film_charge(const Eigen::ArrayXd& state) const;
  Eigen::ArrayXd film_resistance(const Eigen::ArrayXd& state) const;
  const ContactAgeing& contact_ageing() const { return contact_ageing_; }
  const FilmGrowth& film() const { return film_; }
  FilmGrowth& film() { return film_; }
  const RadialMesh& radial_mesh() const { return model_->radial_mesh(); }
  const std::vector<FlatInterface>& flat_interfaces() const { return flats_; }

  /// Mean stoichiometry of the connected active material.
  double mean_stoichiometry(const Eigen::ArrayXd& state) const {
    return mean_stoichiometry(State(layout(), state.data()));
  }
  double cell_width() const { return model_->cell_width(); }  // m
  /// Thickness of a metal electrode [m].
  double metal_thickness(const Eigen::ArrayXd& state, Index flat = 0) const;
  /// Stripping at the flat electrode that is closest to its critical current, or furthest beyond it.
  Stripping stripping(const Eigen::ArrayXd& state) const;
  /// Stripping at a flat electrode.
  Stripping stripping(const Eigen::ArrayXd& state, Index flat) const {
    return stripping(State(layout(), state.data()), flat);
  }
  /// Current density of the cell, without what leaks through the separator [A m-2].
  double current(const Eigen::ArrayXd& state) const;
  /// Heat made in the cell, per cell area [W m-2].
  double heat(const Eigen::ArrayXd& state) const;
  /// Ionic resistance from one cell centre to the next [ohm m2].
  double ionic_resistance() const { return cell_width() / c_.kappa_eff; }
  /// The path of the electrons through the composite at a state: that of the cell, or the copy that `own` then takes.
  const ElectronPath& electrons_at(const Eigen::ArrayXd& state, std::optional<ElectronPath>& own) const;
  /// Ionic current density at the faces between cells, from the metal's side on, shape (n_x + 1) [A m-2].
  Eigen::ArrayXd ionic_current(const Eigen::ArrayXd& state) const;
  /// The liquid electrolyte, if there is one, with fluxes and potentials at a state.
  BinaryElectrolyte electrolyte_at(const Eigen::ArrayXd& state) const;

 private:
  using ArrayXd = Eigen::ArrayXd;
  using ArrayXXd = Eigen::ArrayXXd;
  using State = Fields<const double>;
  using Rows = Fields<double>;

  /// One class of particles: its diffusion, and the linearised coupling of its reaction.
  struct ParticleWorkspace {
    SphereDiffusion diffusion;
    double radius;                           // m
    double area = 0.0;                       // of the connected surface per volume of composite [m-1]
    double outflow_per_current = 0.0;        // 1 / (F c_max R) [m2 C-1]
    ArrayXd outflow{};                       // [s-1]
    ArrayXd dj{}, dy{}, du{};                // partial derivatives of the charge-transfer row to j, y_surface and u
    ArrayXd dR{};                            // ... over du to the resistance of the film [A m-2]
    ArrayXd dc{};                            // ... to the concentration of the salt
    ArrayXd dh{}, branch_dj{}, branch_dh{};  // ... to the branch, and of the rate of the branch to j and itself
    ArrayXd branch_fixed{}, branch_gain{};   // x_branch = branch_fixed + branch_gain x_j
    ArrayXXd enthalpy{}, enthalpy_slope{};   // H of a cell that makes heat [V], shape (n_x, n_r)
    ArrayXd heat_dj{};                       // of the power stored, to j
    ArrayXXd heat_dy{};                      // ... and to y
    ArrayXd surface{}, gain{};               // x_surface = surface - gain x_j, then
    ArrayXd reaction{}, slope{}, by_salt{};  // x_j = reaction + slope x_u + by_salt x_salt
  };

  double energy(const State& s) const;
  double current(const State& s) const { return s.i() - c_.leakage * s.V(); }
  double metal_thickness(const State& s, Index flat) const;
  /// Temperature of a state, whose own one counts only in a cell that generates heat [K].
  double temperature_of(const State& s) const { return heated() ? s.temperature() : temperature_; }
  double critical_current(const State& s, Index flat) const;
  Stripping stripping(const State& s, Index flat) const;
  double mean_stoichiometry(const State& s) const;
  double heat(const State& s) const;
  void set_film_resistance(const State& s);
  void set_scale();
  void set_conductances();
  void set_faces();
  void follow_stoichiometry(const State& s);
  void rows(double t, const State& s, const State& rate, const Rows& row);
  void grow_film(const State& s, const State& rate, const Rows& row);
  void charge_transfer(Index p, const State& s, const Rows& row);
  void exchange_current_shape(const Eigen::Ref<const ArrayXd>& y);
  void add_branch(const Eigen::Ref<const ArrayXd>& h, const Eigen::Ref<const ArrayXd>& y);
  void choose_branch(Index p, const State& s, const State& rate, const Rows& row);
  CubicTable::Point enthalpy(double y) const;
  double surface_per_area(Index p, const State& s) const;  // of the connected particles within a cell of the mesh
  double stored_power(Index p, const State& s, const ArrayXXd& H) const;
  double keep_heat(Index p, const State& s);
  void balance_heat(const State& s, const State& rate, const Rows& row);
  void charge_balance(const State& s, const State& rate, const Rows& row);
  void mean_across(const State& s, ArrayXd& mean) const;
  double voltage_defect(const State& s) const;
  const PotentialDifference& potential_difference() const {
    return electrolyte_.active() ? electrolyte_.potential_difference() : potential_;
  }
  void terminal(double t, const State& s, const State& rate, const Rows& row);
  double heat_change(const State& x) const;
  /// What passes from the electrons to the ions within a cell of the mesh, by u [S m-2] and by the salt [A m-2]; and
  /// how the mean stoichiometry there follows, where the conductivity of electrons does.
  struct Admittance {
    Eigen::ArrayXcd by_u, by_salt;
    MeanStoichiometry<std::complex<double>> mean{};
  };
  Admittance interface_admittance(std::complex<double> s) const;
  std::complex<double> composite_impedance(std::complex<double> s) const;
  std::complex<double> liquid_impedance(std::complex<double> s) const;
  void solve_at_temperature(double cj, const State& b, const Rows& x);
  void condense_reactions(double cj, const State& b);
  void condense_charge_balance(double cj, const State& b);
  void condense_mean(double cj, const State& b);
  Line salt_at(Index flat) const;
  void cycle(const State& s, const State& rate, const Rows& row);
  double reaction_charge(const State& s) const;
  void bring_back(const State& s, Index p, const Rows& row) const;
  void solve_globals(double cj, const State& b, const Rows& x) const;
  void expand(double cj, const State& b, const Rows& x);

  std::shared_ptr<const CellModel> model_;
  Conditions conditions_;
  Coefficients c_;
  std::optional<OpenCircuitVoltage> ocv_;     // of the active material, at the temperature around the cell
  std::optional<OpenCircuitVoltage> warmer_;  // and `warmer` above it, of a cell that makes heat
  std::vector<ParticleWorkspace> classes_;
  FilmGrowth film_;
  BinaryElectrolyte electrolyte_;
  ContactAgeing contact_ageing_;
  Cycling cycling_;
  static constexpr double warmer = 10;  // K
  std::vector<FlatInterface> flats_;    // the negative one, and that at the place of the composite
  double temperature_;                  // of all coefficients [K]
  ElectronPath electrons_;
  ArrayXd mean_y_;                 // of the particles in each cell, where the path of the electrons follows it
  SolidFaces faces_;               // with a solid electrolyte
  PotentialDifference potential_;  // ... where it is linear
  double connected_ = 1.0;         // fraction over that as assembled
  ArrayXd scale_, scratch_;
  ArrayXd by_temperature_, per_kelvin_;  // rows by the temperature, and what they do to the other unknowns
  Control control_;
  std::vector<Event> events_;
  struct {
    double energy = 0.0, q = 0.0, V = 0.0;
  } meter_;

  // Partial derivatives of the imposed quantity, terms of the heat, and the condensed charge balance
  // x_u = u_fixed + u_current x_i.
  double control_di_ = 0.0, control_dV_ = 0.0, heat_di_ = 0.0, heat_dV_ = 0.0, heat_dtheta_ = 0.0;
  ArrayXd ground_, ground_by_salt_, charge_, charge_by_i_;
  ArrayXd by_contact_;  // what the reactions take of the charge in each cell, by the contact, shape (n_x) [A m-2]
  MeanStoichiometry<double> mean_;  // x of mean_y_
  ChargeAndSalt<double> charge_and_salt_;
  // Work arrays of shape (n_x).
  ArrayXd U_, dUdy_, gap_, shape_, dlog_, eta_, ratio_, root_, R_film_;
};

}  // namespace closo
