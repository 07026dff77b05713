// The cell as a differential-algebraic problem: equations (1) to (6) and their condensed Newton solve.
#pragma once

#include <string>
#include <vector>

#include "models/charge_transfer.hpp"
#include "models/coefficients.hpp"
#include "models/film.hpp"
#include "models/layout.hpp"
#include "models/open_circuit_voltage.hpp"
#include "models/sphere_diffusion.hpp"
#include "solver/dae_problem.hpp"

namespace closo {

/// Numbers of control volumes, and how strongly the particle mesh is graded to the surface.
struct Mesh {
  Index n_x = 20;
  Index n_r = 20;
  double grading = 2.0;
};

/// What the cycler imposes: a current density [A m-2], a voltage [V] or a power density [W m-2]; discharge positive.
struct Control {
  enum class Kind { current, voltage, power };
  Kind kind = Kind::current;
  double value = 0.0;  // at time 0
  double slope = 0.0;  // change per second

  double at(double t) const { return value + slope * t; }
};

/// Limits at which a step may end.
struct Event {
  enum class Kind {
    voltage_falls,    // V reaches the threshold from above
    voltage_rises,    // V reaches the threshold from below
    current_falls,    // |i| reaches the threshold from above
    current_rises,    // |i| reaches the threshold from below
    charge_rises,     // q reaches the threshold on discharge
    charge_falls,     // ... on charge
    energy_rises,     // e reaches the threshold on discharge
    energy_falls,     // ... on charge
    surface_full,     // the surface of some particle reaches the upper end of its data
    surface_empty,    // ... the lower end
    metal_exhausted,  // all metal is stripped
  };
  Kind kind;
  double threshold = 0.0;
  std::string text{};  // what has happened, for thresholds that are counted from the start of a step
};

class Cell final : public DaeProblem {
 public:
  Cell(const CellParameters& parameters, const Mesh& mesh);

  /// Chooses what is imposed and watched from now on.
  void set_step(const Control& control, const std::vector<Event>& events);
  const Control& control() const { return control_; }
  const std::vector<Event>& watched() const { return events_; }

  Index size() const override { return layout_.size(); }
  void residual(double t, const ConstVector& state, const ConstVector& rate, Vector row) override;
  void solve(double cj, const ConstVector& b, Vector x) override;
  const Eigen::ArrayXd& scale() const override { return scale_; }
  double defect(const ConstVector& state) override;
  Index event_count() const override { return static_cast<Index>(events_.size()); }
  void events(double t, const ConstVector& state, Vector distance) const override;

  /// State with every particle at stoichiometry y and no current; its potentials are consistent, shape (size()).
  Eigen::ArrayXd resting_state(double y) const;

  /// Time derivatives of the differential unknowns of a state (0 for the algebraic ones), shape (size()).
  Eigen::ArrayXd rate_of(const Eigen::ArrayXd& state);

  /// Energy is no unknown. It is V dq by the trapezoidal rule over the steps of the integrator, which is far closer
  /// than what its low-order steps make of the rate V i. The meter is set at the start and after each step.
  /// @param energy  delivered over the nominal capacity [V]
  void set_meter(double energy, const Eigen::ArrayXd& state);
  /// Energy at a state no further than one step from where the meter was set, over the nominal capacity [V].
  double energy(const Eigen::ArrayXd& state) const;

  const Layout& layout() const { return layout_; }
  const Mesh& mesh() const { return mesh_; }
  const CellParameters& parameters() const { return parameters_; }
  const Coefficients& coefficients() const { return c_; }
  const OpenCircuitVoltage& open_circuit_voltage() const { return ocv_; }
  const StoichiometryRange& stoichiometries() const { return range_; }
  /// Connected fraction of the active material over that as assembled.
  double connected(const Eigen::ArrayXd& state) const {
    return state(layout_.contact()) / parameters_.positive.contact;
  }
  /// Film charge per mass of active material [C kg-1] and film resistance [ohm m2] of the particles, shape (n_x).
  Eigen::ArrayXd film_charge(const Eigen::ArrayXd& state) const;
  Eigen::ArrayXd film_resistance(const Eigen::ArrayXd& state) const;
  const FilmGrowth& film() const { return film_; }
  FilmGrowth& film() { return film_; }
  const RadialMesh& radial_mesh() const { return classes_.front().diffusion.mesh(); }

  double cell_width() const { return dx_; }  // m
  double metal_thickness(double q) const;    // m, after the charge q has passed
  /// Ionic and electronic resistance from one cell centre to the next [ohm m2].
  double ionic_resistance() const { return dx_ / c_.kappa_eff; }
  double electronic_resistance() const { return dx_ / c_.sigma_eff; }
  /// Ionic current density at the faces between cells, from the metal's side on, shape (n_x + 1) [A m-2].
  Eigen::ArrayXd ionic_current(const Eigen::ArrayXd& u, double i) const;

 private:
  using ArrayXd = Eigen::ArrayXd;
  using State = Fields<const double>;
  using Rows = Fields<double>;

  /// One class of particles: its diffusion, and the linearised coupling of its reaction.
  struct Class {
    SphereDiffusion diffusion;
    double area;                 // of the connected surface per volume of composite [m-1]
    double outflow_per_current;  // 1 / (F c_max R) [m2 C-1]
    ArrayXd outflow;             // [s-1]
    ArrayXd dj, dy, du;          // partial derivatives of the charge-transfer row to j, y_surface and u
    ArrayXd dG;                  // ... over du to the film charge [V kg C-1]
    ArrayXd surface, gain;       // x_surface = surface - gain x_j, then
    ArrayXd reaction, slope;     // x_j = reaction + slope x_u
  };

  double energy(const State& s) const;
  ArrayXd film_resistance(const State& s) const;
  void grow_film(const State& s, const State& rate, const Rows& row);
  void charge_transfer(Index p, const State& s, const Rows& row);
  void charge_balance(const State& s, const Rows& row) const;
  void metal_interface(const State& s, const Rows& row);
  void terminal(double t, const State& s, const State& rate, const Rows& row);
  void condense_reactions(double cj, const State& b);
  void condense_charge_balance(const State& b);
  void solve_globals(double cj, const State& b, const Rows& x) const;
  void expand(double cj, const State& b, const Rows& x);

  CellParameters parameters_;
  Mesh mesh_;
  Coefficients c_;
  OpenCircuitVoltage ocv_;
  StoichiometryRange range_;
  Layout layout_;
  double dx_;
  std::vector<Class> classes_;
  FilmGrowth film_;
  TransferFunction transfer_, transfer_metal_;
  double face_conductance_;   // between cell centres, ions and electrons in series [S m-2]
  ArrayXd current_share_;     // of i in each cell's charge balance, shape (n_x)
  ArrayXd voltage_weight_;    // of u in the cell voltage, shape (n_x)
  double series_resistance_;  // of i in the cell voltage as assembled [ohm m2]
  double resistance_ = 0.0;   // ... with what the metal interface has gained
  double connected_ = 1.0;    // fraction over that as assembled
  ArrayXd scale_, scratch_;
  Control control_;
  std::vector<Event> events_;
  struct {
    double energy = 0.0, q = 0.0, V = 0.0;
  } meter_;

  // Partial derivatives of the global rows, and the condensed charge balance x_u = u_fixed_ + u_current_ x_i.
  double metal_di_ = 0.0, metal_deta_ = 0.0, control_di_ = 0.0, control_dV_ = 0.0;
  ArrayXd ground_, pivot_, u_fixed_, u_current_;
  // Work arrays of shape (n_x).
  ArrayXd U_, dUdy_, shape_, dlog_, eta_, ratio_, root_, R_film_;
};

}  // namespace closo
