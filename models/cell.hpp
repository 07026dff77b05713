// The cell as a differential-algebraic problem: the equations of models/README.md and their condensed Newton solve.
#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <vector>

#include "models/cell_model.hpp"
#include "models/control.hpp"
#include "models/electrodes/composite_electrode.hpp"
#include "models/electrodes/flat_interface.hpp"
#include "models/event.hpp"
#include "solver/dae_problem.hpp"

namespace closo {

/// What surrounds a cell.
struct Conditions {
  double temperature = 0.0;  // of a cell that makes no heat, or around one that does [K]
  double pressure = 0.0;     // Pa

  bool operator==(const Conditions&) const = default;
};

/// electrode | separator | electrode: a model with room for the coefficients at a temperature, the rows of its
/// equations and their derivatives. Copies share the model.
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

  /// State with every particle of each composite at a stoichiometry and no current; its potentials are consistent,
  /// shape (size()). The voltage of composites without active material is free; a cell of two flat electrodes has none.
  Eigen::ArrayXd resting_state(const Stoichiometries& y) const;
  Eigen::ArrayXd resting_state(double y) const { return resting_state(Stoichiometries{y, y}); }
  Eigen::ArrayXd resting_state_at(double voltage) const;

  /// Time derivatives of the differential unknowns of a state (0 for the algebraic ones), shape (size()).
  Eigen::ArrayXd rate_of(const Eigen::ArrayXd& state);

  /// Energy is no unknown. It is V dq by the trapezoidal rule over the steps of the integrator, which is far closer
  /// than what its low-order steps make of the rate V i. The meter is set at the start and after each step.
  /// @param energy  delivered over the nominal capacity [V]
  void set_meter(double energy, const Eigen::ArrayXd& state);
  /// Energy at a state no further than one step from where the meter was set, over the nominal capacity [V].
  double energy(const Eigen::ArrayXd& state) const { return energy(State(layout(), state.data())); }

  const Layout& layout() const { return model_->layout(); }
  const CellParameters& parameters() const { return model_->parameters(); }
  const Coefficients& coefficients() const { return c_; }
  /// Moves all coefficients to a temperature [K].
  void set_temperature(double T);
  /// Temperature of a state, whose own one counts only in a cell that generates heat [K].
  double temperature_of(const Fields<const double>& s) const {
    return model_->heated() ? s.temperature() : temperature_;
  }
  /// The cell with its coefficients at the temperature of a state: this one, or the copy that `own` then takes.
  const Cell& at_temperature_of(const Eigen::ArrayXd& state, std::optional<Cell>& own) const;

  /// In the order of the layout.
  const std::vector<CompositeElectrode>& composites() const { return composites_; }
  std::vector<CompositeElectrode>& composites() { return composites_; }
  /// Of a cell that has one.
  const CompositeElectrode& composite(Index number = 0) const { return composites_[static_cast<std::size_t>(number)]; }
  bool has_side_reactions() const;
  const std::vector<FlatInterface>& flat_interfaces() const { return flats_; }
  const BinaryElectrolyte& electrolyte() const { return electrolyte_; }

  // What can be read off a state of any cell

  /// Open-circuit voltage at the mean stoichiometries of a state and the temperature that the coefficients are at; of
  /// two curves their mean, and 0 without an active material [V].
  double open_circuit_voltage(const Eigen::ArrayXd& state) const;
  /// Mean stoichiometry of the connected active material of a composite, 0 without one.
  double mean_stoichiometry(const Eigen::ArrayXd& state, Index number = 0) const {
    return mean_stoichiometry(State(layout(), state.data()), number);
  }
  /// Current density outside the cell: that of its ions less that of electrons through the separator [A m-2].  (11)
  double current(const Eigen::ArrayXd& state) const { return current(State(layout(), state.data())); }
  /// Heat made in the cell, per cell area [W m-2].
  double heat(const Eigen::ArrayXd& state) const;
  /// Ionic current density at the faces between the cells of a composite, out of the separator towards the collector,
  /// shape (n_x + 1), or through a separator without composite, shape (1) [A m-2].
  Eigen::ArrayXd ionic_current(const Eigen::ArrayXd& state, Index number = 0) const;
  /// The path of the electrons through a composite at a state: that of the cell, or the copy that `own` then takes.
  const ElectronPath& electrons_at(const Eigen::ArrayXd& state, Index number, std::optional<ElectronPath>& own) const;
  /// The path of the ions through a composite in a solid electrolyte at a state.
  IonPath ions_at(const Eigen::ArrayXd& state, Index number) const;
  /// The binary electrolyte, if there is one, with fluxes and potentials at a state.
  BinaryElectrolyte electrolyte_at(const Eigen::ArrayXd& state) const;

 private:
  using ArrayXd = Eigen::ArrayXd;
  using State = Fields<const double>;
  using Rows = Fields<double>;

  double energy(const State& s) const { return meter_.energy + (meter_.V + s.V()) / 2 * (s.q() - meter_.q); }
  double current(const State& s) const { return s.i() - bypass_conductance(s) * s.V(); }
  double bypass_conductance(const State& s) const;
  double current_change(const State& x) const;
  double mean_stoichiometry(const State& s, Index number = 0) const {
    return number < layout().composites() ? composite(number).mean_stoichiometry(s.of(number)) : 0;
  }
  double heat(const State& s) const;
  void set_scale();
  void rows(double t, const State& s, const State& rate, const Rows& row);
  void follow(const State& s);
  double voltage_defect(const State& s) const;
  double terminal(double t, const State& s, const State& rate, const Rows& row);
  double keep_stored_power(const State& s);
  double stored_power_change(const State& x) const;
  void solve_at_temperature(double cj, const State& b, const Rows& x);
  void condense_electrolyte(double cj, const State& b);
  Line condensed_path() const;
  void solve_globals(double cj, const State& b, const Rows& x);
  BinaryElectrolyte::OfComposites<OfPaths<PathEffect>> effects() const;
  std::complex<double> impedance_in_series(std::complex<double> s) const;
  std::complex<double> impedance_with_concentration(std::complex<double> s) const;

  std::shared_ptr<const CellModel> model_;
  Conditions conditions_;
  double temperature_;  // of all coefficients [K]
  Coefficients c_;
  std::vector<CompositeElectrode> composites_;
  std::vector<FlatInterface> flats_;
  BinaryElectrolyte electrolyte_;
  CellTemperature own_temperature_;
  Cycling cycling_;
  ArrayXd scale_, scratch_;
  ArrayXd by_temperature_, per_kelvin_;  // rows by the temperature, and what they do to the other unknowns
  Control control_;
  std::vector<Event> events_;
  struct {
    double energy = 0.0, q = 0.0, V = 0.0;
  } meter_;
  struct {
    double conductance = 0.0, V = 0.0;
  } bypass_;  // at the last residual [S m-2, V]
  double control_by_current_ = 0.0,
         control_by_V_ = 0.0;  // derivatives of what is imposed, to the current outside and V
};

}  // namespace closo
