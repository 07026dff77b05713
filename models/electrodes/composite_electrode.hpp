// A composite as an electrode: what happens within it, and how its potential follows the current.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "models/cell_model.hpp"
#include "models/columns.hpp"
#include "models/electrodes/blend.hpp"
#include "models/electrodes/charge_chain.hpp"
#include "models/electrodes/electron_path.hpp"
#include "models/electrodes/ion_path.hpp"
#include "models/electrodes/particles.hpp"
#include "models/mechanisms/composite_interphase.hpp"
#include "models/mechanisms/contact_ageing.hpp"
#include "models/mechanisms/coverage.hpp"
#include "models/mechanisms/swelling.hpp"

namespace closo {

/// What of the potential of a composite is no open-circuit voltage, each negative where it lowers it [V]: means over
/// its volume but for what lies beyond it.
struct CompositeLosses : ParticleLosses {
  double charge_transfer = 0.0;      // mean eta at the particles
  double layers = 0.0;               // mean j R_layer
  double composite_ions = 0.0;       // from the separator to the mean place in the composite
  double composite_electrons = 0.0;  // from there to the collector
  double collector = 0.0;            // ohmic, at its contact

  static constexpr std::size_t composite_count = 7;
  static const std::array<LossName, composite_count>& composite_names();
  std::array<double, composite_count> composite_values() const;
  std::array<double*, composite_count> composite_terms();
};

/// Particles in an electrolyte, on either side of a cell. Whatever side that is, x runs from the separator to the
/// collector, and all within counts the current that comes out of the separator: the orientation is a sign that
/// current() alone applies. Towards the rest of the cell it is one thing, the potential E of its collector against the
/// electrolyte at the separator, which after condense() follows as x_E = fixed + slope x_i. An electrolyte with a
/// concentration takes its interfaces() into a chain of its own instead, and gives the corrections to expand().
///
/// Condensed from inside out: diffusion - reaction (with film and concentration) - balance of charge along x.
class CompositeElectrode {
 public:
  using ArrayXd = Eigen::ArrayXd;
  using ArrayXcd = Eigen::ArrayXcd;
  using State = Fields<const double>;
  using Rows = Fields<double>;

  /// The fields of the state that its mechanisms add.
  static void add_unknowns(const Composite& composite, const CompositePlace& place, Layout& layout);

  /// The model has to outlive it.     @param number  of the composite
  CompositeElectrode(const CellModel& model, Index number);

  // All that follows takes states and rows of this composite: see Fields::of().

  void set_conditions(double temperature, double pressure);
  void set(const Coefficients& c, double T);

  /// Current density out of the separator: that of the cell, or a correction of it [A m-2].
  double current(const State& s) const { return model_->orientation * s.i(); }
  /// How its potential counts in the voltage: 1 at the positive end, -1 at the other.
  double orientation() const { return model_->orientation; }
  const CompositePlace& place() const { return model_->place; }

  /// Lays the paths at a state, on which fluxes in the electrolyte depend.
  void follow(const State& s);
  /// Rows of all within.                                        (1), (2), (3), (4), (7), (8), (12), (17)
  /// @param electrolyte  evaluated at the state if it is active; adds its fluxes to the charge by itself
  void residual(const State& s, const State& rate, const Rows& row, const BinaryElectrolyte& electrolyte,
                const Cycling& cycling);
  /// Rows of the charge alone.
  void balance_charge(const State& s, const State& rate, const Rows& row, const BinaryElectrolyte& electrolyte);
  /// Scales the reactions beside the main one, to lead a search for consistent potentials to its end, and sets the
  /// rates that belong to the potentials of a state. @param factor  0 to 1
  void scale_side_reactions(double factor) { film_.scale_rates(factor); }
  void set_side_reactions(const Rows& state) { film_.set_rates(state); }
  bool has_side_reactions() const { return film_.active(); }
  /// Largest defect of reactions as the overpotential that it is worth [V]; rows are overwritten.
  double defect(const State& s, const Rows& row, const BinaryElectrolyte& electrolyte);
  /// Time derivatives from the rows at a rate of 0.
  void rates(const State& row, const Rows& rate) const;

  // In an electrolyte without a concentration
  double potential(const State& s) const { return (potential_.by_u * s.u()).sum() + potential_.by_i * current(s); }
  Line condensed_potential() const;
  /// -dE/di at a frequency.                                                                                   (14)
  std::complex<double> impedance(std::complex<double> s) const;

  void condense(double cj, const State& b);
  const Interfaces<double>& interfaces() const { return interfaces_; }
  Interfaces<std::complex<double>> interfaces_at(std::complex<double> s) const;
  const OfPaths<PathEffect>& effects() const { return effects_; }
  /// @param electrolyte  which has found its corrections, if it is active
  void expand(double cj, const State& b, const Rows& x, const BinaryElectrolyte& electrolyte);

  /// Fills a state at rest. @param u  potential against the electrolyte [V]
  void rest_at(double u, const Rows& state) const;
  /// ... with all particles at a stoichiometry. @return the potential against the electrolyte [V]
  double rest_at_stoichiometry(double y, const Rows& state) const;

  // Heat                                                                                                          (13)

  /// Power that reactions store, per cell area [W m-2].
  double stored_power(const State& s) const;
  /// The same with its derivatives kept for heat_change().
  double keep_heat(const State& s);
  double heat_change(const State& x) const;

  // What can be read off a state

  const Composite& parameters() const { return *parameters_; }
  /// Of an active material.
  const Equilibrium& equilibrium(std::size_t active = 0) const { return equilibria_[active]; }
  /// Open-circuit potential at a mean stoichiometry, of a blend at rest, at the temperature of the state [V].
  double open_circuit_potential(double y) const;
  const ElectronPath& electrons() const { return electrons_; }
  /// The paths at a state, that of the electrons at any temperature [K], that of the ions at the one set last.
  ElectronPath electrons_at(const State& s, double T) const;
  IonPath ions_at(const State& s) const;
  const std::vector<Particles>& particles() const { return particles_; }
  const ContactAgeing& contact_ageing() const { return contact_ageing_; }
  const FilmGrowth& film() const { return film_; }
  const CompositeInterphaseGrowth& interphase() const { return interphase_; }
  const SurfaceCoverage& coverage() const { return coverage_; }
  const ParticleSwelling& swelling() const { return swelling_; }
  /// Connected fraction of the active material over that as assembled.
  double connected(const State& s) const { return s.contact() / parameters_->contact; }
  /// Mean stoichiometry of the particles of each cell, of a blend by the charge that each exchanges, shape (n_x).
  void mean_across(const State& s, ArrayXd& mean) const;
  /// The same of all connected active material.
  double mean_stoichiometry(const State& s) const;
  /// Volume that particles have added in each cell, over that as assembled, shape (n_x).
  ArrayXd added_volume(const State& s) const;
  /// How much longer each cell has become by it, over its length as assembled, shape (n_x).
  ArrayXd stretch(const State& s) const { return swelling_.into_thickness() * added_volume(s); }
  /// Of film and coating on what is covered of the particles [ohm m2], shape (n_x).
  ArrayXd film_resistance(const State& s) const { return assembled_resistance(s.temperature()) + film_.resistance(s); }
  /// The same with the interphase, per surface of the particles.
  ArrayXd layer_resistance(const State& s) const;
  /// Resistances on what is covered of connected particles, times the cell area [ohm m2]; 0 without any.
  double in_parallel(const State& s, const ArrayXd& R) const;
  /// Charge that side reactions have taken since assembly, per cell area [C m-2].
  double side_charge(const State& s) const { return film_.charge(s).mean() * parameters_->reference_loading(); }
  /// In the direction of its own current.
  /// @param phi_e         potential of the ions in each cell, against any place [V], shape (n_x)
  /// @param ions          mean of its ohmic part, against the ions at the separator [V]
  /// @param to_collector  resistance for electrons from the last cell [ohm m2]
  CompositeLosses losses(const State& s, const ArrayXd& phi_e, double ions, double to_collector) const;
  static void add_columns(Columns& columns);

 private:
  /// What the paths follow in each cell, shapes (n_x): 0 where only other paths or cells do.
  struct Followed {
    ArrayXd stoichiometry, consumed;
    ArrayXd stretch;       // of no size unless particles swell
    Eigen::ArrayXXd mean;  // stoichiometry of each class, likewise, shape (n_x, n_p)
  };

  std::vector<BlendMember> blend(bool as_assembled) const;
  double mean_of_class(const State& s, std::size_t p) const;
  void add_mean(const State& s, std::size_t p, double weight, Eigen::Ref<ArrayXd> sum) const;
  void set_faces();
  void set_layers(const State& s);
  double assembled_resistance(double T) const;
  bool layers_grow() const { return film_.active() || interphase_.active(); }
  bool layers_change() const { return layers_grow() || coverage_.falls(); }
  const FieldLine* condense_layers(double cj, const State& b);
  Particles::Layers layers_at(std::complex<double> s, const ArrayXcd& film) const;
  double reaction_charge(const State& s) const;
  void bring_back(const State& s, const Rows& row) const;
  /// Per cell area, in a cell of the mesh.     @param connected  fraction over that as assembled
  double surface(const Particles& p, double connected) const { return connected * p.area() * model_->cell_width; }
  Particles::Surroundings surroundings(const Particles& p, const BinaryElectrolyte& electrolyte) const {
    return {equilibria_[p.active()], R_layer_, electrolyte.in_composite(place().number), coverage_.value()};
  }
  bool paths_vary() const { return electrons_.varies() || ions_.varies(); }
  void look(const State& s, Followed& now) const;
  void find_slopes();
  void condense_halves(double cj, const State& b);

  const CompositeModel* model_;
  const Composite* parameters_;  // of the model
  bool own_chain_;               // whether the balance of charge is solved here: the electrolyte has no concentration
  std::vector<Equilibrium> equilibria_;  // of the active materials
  std::vector<Particles> particles_;
  FilmGrowth film_;
  CompositeInterphaseGrowth interphase_;
  SurfaceCoverage coverage_;
  ContactAgeing contact_ageing_;
  ParticleSwelling swelling_;
  ElectronPath electrons_;
  IonPath ions_;
  double connected_ = 1.0;  // at the last residual
  Cycling cycling_;         // ... with its derivative to the own current
  Followed followed_;
  OfPaths<PathEffect> effects_;
  std::vector<OfPaths<ArrayXd>>
      slopes_;        // of half the resistances of each cell to the mean stoichiometry of each class
  SolidFaces faces_;  // of its own chain
  struct {
    ArrayXd by_u;
    double by_i = 0.0;
  } potential_;         // ... E, which is linear [1, ohm m2]
  ArrayXd by_contact_;  // what the reactions take of the charge in each cell, by the contact, shape (n_x) [A m-2]
  Interfaces<double> interfaces_;
  ChargeChain<double> chain_;
  double heat_by_contact_ = 0.0;
  double R_assembled_ = 0.0;  // of film and coating as assembled [ohm m2]
  ArrayXd R_layer_;
  FieldLine layer_;  // how it follows u, where film, interphase and coverage act together
};

}  // namespace closo
