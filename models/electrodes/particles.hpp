// One class of particles across a composite: diffusion inside, and the reaction at their surface.
#pragma once

#include <array>
#include <string_view>

#include "models/cell_model.hpp"
#include "models/columns.hpp"
#include "models/electrodes/charge_transfer.hpp"
#include "models/electrodes/equilibrium.hpp"
#include "models/electrodes/particle_diffusion.hpp"
#include "models/line.hpp"
#include "models/mechanisms/binary_electrolyte.hpp"
#include "models/mechanisms/hysteresis.hpp"

namespace closo {

/// How a reaction follows within a cell of the mesh, shapes (n_x):  x_j = fixed + by_u x_u + by_c x_c + by_coverage
/// x_coverage, with the concentration c of the electrolyte, and the coverage where it falls.
template <class Scalar>
struct ReactionLine {
  Eigen::Array<Scalar, Eigen::Dynamic, 1> fixed{}, by_u{}, by_c{}, by_coverage{};
};

/// What of the potential of particles is no open-circuit voltage at their mean stoichiometry, nor due to their
/// reaction, each negative where it lowers the potential [V].
struct ParticleLosses {
  double particle_diffusion = 0.0;  // mean U(y_surface) - U(mean y)
  double hysteresis = 0.0;          // mean of the branch less the mean of both branches

  static const std::array<LossName, 2>& particle_names();
  std::array<double*, 2> particle_terms() { return {&particle_diffusion, &hysteresis}; }
};

class Particles {
 public:
  using ArrayXd = Eigen::ArrayXd;
  using ArrayXXd = Eigen::ArrayXXd;
  using State = Fields<const double>;
  using Rows = Fields<double>;

  /// @param p  number of the class, of the composite
  Particles(const CompositeModel& model, double temperature, Index p, const Layout& layout, bool heated);
  /// The fields of the state that their mechanisms add.
  static void add_unknowns(const Composite& composite, const CompositePlace& place, Layout& layout);

  /// @param f  F/RT [V-1]
  void set(const CompositeCoefficients& c, double f, double T);

  /// What the reaction meets at a state, besides u and y.
  struct Surroundings {
    const Equilibrium& equilibrium;
    const ArrayXd& layer_resistance;               // over the coverage [ohm m2], shape (n_x)
    BinaryElectrolyte::InComposite concentration;  // of the electrolyte, of nothing unless it is active
    double coverage;                               // of the surface
  };
  /// Rows of stoichiometry, reaction and branch.                                                          (3), (4),
  /// (12)
  void residual(const State& s, const State& rate, const Rows& row, const Surroundings& around);
  /// Largest defect of the reaction as the overpotential that it is worth [V]; its row is overwritten.
  double defect(const State& s, const Rows& row, const Surroundings& around);

  /// Eliminates the particles.
  /// @param cj_y  weight of the time derivative of y, and of what goes the same way [s-1]
  /// @param layer  how the resistance of the layer follows u, or nullptr
  void condense(double cj, double cj_y, const State& b, const FieldLine* layer);
  const ReactionLine<double>& reaction() const { return reaction_; }
  /// @param c  corrections of the concentration, shape (n_x), or of nothing     @param coverage  and of the coverage
  void expand(const Rows& x, const Eigen::Map<const ArrayXd>& c, double coverage);

  double share() const { return share_; }  // of the charge that the composite exchanges
  double area() const { return area_; }    // of the connected surface per volume, as assembled [m-1]
  double outflow_per_current() const { return outflow_per_current_; }
  const RadialMesh& mesh() const { return diffusion_.mesh(); }
  /// How fast the mean stoichiometry of a particle falls, per j [m2 A-1 s-1].
  double emptying_per_current() const { return mesh().dimension * outflow_per_current_; }
  std::size_t active() const { return active_; }  // which of the active materials of the composite

  /// Fills a state as assembled, at a stoichiometry. @return the potential against the electrolyte at rest [V]
  double start(double y, const Equilibrium& equilibrium, const Rows& state) const;
  void rates(const State& row, const Rows& rate) const;
  /// Adds what they lose times their share of the charge, but for U at their mean stoichiometry.
  /// @return the mean of U at their surfaces, on its branch, times that share [V]
  double add_losses(const State& s, const Equilibrium& equilibrium, ParticleLosses& losses) const;

  /// Linearised at a frequency, with double layer and capacitance of the layer on the surface: what charge takes as a
  /// whole, and what the reaction alone does. (14)
  struct Response {
    ReactionLine<std::complex<double>> interface, reaction;
  };
  /// What lies on the particles at a frequency.
  struct Layers {
    Eigen::ArrayXcd growing{};            // how their resistance follows u, shape (n_x); empty where it does not
    Eigen::ArrayXd resistance{};          // of those with a capacitance of their own, shape (n_x); empty without any
    Eigen::ArrayXcd impedance{};          // ... with this capacitance [ohm m2]
    std::complex<double> double_layer{};  // admittance of the rest [S m-2]
  };
  Response response(std::complex<double> s, const Layers& layers) const;

  // Heat                                                                                                          (13)

  /// Power that they store for each connected surface per cell area: what the reaction brings to their surface, and
  /// what it gains, or rather loses, on its way inside [W m-2].
  double stored_power(const State& s, const Equilibrium& equilibrium) const;
  /// The same on a surface per cell area, whose derivatives are kept.
  double keep_heat(const State& s, const Equilibrium& equilibrium, double surface);
  double heat_change(const State& x) const { return (heat_.by_j * x.j(p_)).sum() + (heat_.by_y * x.y(p_)).sum(); }

 private:
  void react(const State& s, const Rows& row, const Surroundings& around);
  void exchange_current_shape(const Eigen::Ref<const ArrayXd>& y);
  /// @param H  at every node, shape (n_x, n_r)
  double stored_power(const State& s, const ArrayXXd& H) const;

  Index p_;
  std::size_t active_;
  double radius_, share_;
  bool follows_c_, follows_coverage_;  // whether the reaction follows the concentration, and a coverage that falls
  TransferFunction transfer_;
  Curve exchange_current_;
  ParticleDiffusion diffusion_;
  BranchPosition branch_;
  double i_ref_ = 0.0, f_ = 0.0, area_ = 0.0, outflow_per_current_ = 0.0;  // the last 1 / (F c_max R) [m2 C-1]
  ArrayXd outflow_;                                                        // [s-1]
  struct {
    // Partial derivatives of the charge-transfer row, also to R_layer, the concentration and the coverage.
    ArrayXd j, y, u, R, c, coverage;
  } by_;
  ArrayXd surface_, gain_;  // x_surface = surface - gain x_j
  ReactionLine<double> reaction_;
  struct {
    ArrayXXd H, slope;  // of a cell that makes heat [V], shape (n_x, n_r)
    ArrayXd by_j;       // of the power stored
    ArrayXXd by_y;
  } heat_;
  struct {
    ArrayXd U, dUdy, shape, dlog, eta, ratio, root;
  } work_;  // shapes (n_x)
};

}  // namespace closo
