// The passivating film: oxidation of the electrolyte in the composite, and what it leaves on the surfaces. Its
// parameters, as stated and in SI; its unknowns, rows and elimination; and what can be read off it.
#pragma once

#include <cmath>
#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;
struct Composite;

struct OxidationReactionSpec : Part {
  Word name;
  Quantity potential;
  ArrheniusSpec rate;
  Quantity transfer_coefficient, electrolyte_charge, passivating_thickness;
  ArrheniusSpec conductivity;
};

struct FilmSpec : Part {
  std::vector<OxidationReactionSpec> reactions;
  Quantity specific_area, molar_volume, electrolyte_molar_volume;
};

/// A reaction in which the electrolyte is oxidised in the composite.
struct OxidationReaction {
  std::string name;
  double potential = 0.0;              // against the metal [V]
  Curve rate;                          // at this potential and without film, of what is left [s-1]
  double transfer_coefficient = 0.5;   // anodic
  double electrolyte_charge = 0.0;     // that it can give, per mass of electrolyte [C kg-1]
  double passivating_thickness = 0.0;  // of the film, by which the rate falls by the factor e [m]
  Curve conductivity;                  // of the film that it makes [S m-1]

  /// Activation energy of the rate at a potential, E_k - alpha_k F (u - Phi_k): below 0, warmth slows the reaction
  /// [J mol-1].
  double apparent_activation_energy(double u) const {
    return rate.activation_energy - transfer_coefficient * faraday * (u - potential);
  }
};

/// The film that these reactions leave on the surfaces of particles and carbon.
struct Film {
  std::vector<OxidationReaction> reactions;  // none: the electrolyte is stable
  double specific_area = 0.0;                // covered, per mass of active material [m2 kg-1]
  double molar_volume = 0.0;                 // of film per electron [m3 mol-1]
  double electrolyte_molar_volume = 0.0;     // of the electrolyte that it takes; 0: this stays what it was [m3 mol-1]

  bool consumes() const { return electrolyte_molar_volume > 0 && !reactions.empty(); }
};

/// The rows of the catalogue, and parameters from what is stated.
void rows(RowVisitor& visitor, FilmSpec& spec);
Film close(const FilmSpec& spec);

/// Share of the volume of the electrolyte in a composite that has become film.     @param charge  of the film, per area
/// [C m-2]
double consumed_share(const Composite& composite, double charge);
/// A film takes no more electrolyte than there is, and the law of conduction has to say what that does.

/// Unspent share s_k (1 to 0) of each oxidation reaction in every cell of the composite, and its rate v_k [s-1]:   (7)
///   d(s_k)/dt = -v_k,
///   v_k = k_k s_k exp[alpha_k f (u - Phi_k)] exp(-G / G_k),   G = sum_k Q_k (1 - s_k),
/// with the charge Q_k that a reaction can give and the film charge G, both per mass of active material [C kg-1]: Q_k
/// is that of the electrolyte beside it, and follows the composition. The rate falls as the reaction runs out of what
/// it oxidises, and as the film grows (direct logarithmic growth). It is solved as  asinh(v_k / 2 k_k) = asinh{s_k
/// exp[...] / 2},  whose residual grows no faster than linearly in u.
///
/// The Newton corrections of all reactions follow from that of u alone; of them only the sum of the currents and the
/// film charge couple to the rest of the cell.
class FilmGrowth {
 public:
  static void add_unknowns(const Film& film, const CompositePlace& place, Layout& layout);
  FilmGrowth(const Composite& composite, const CompositePlace& place, const Layout& layout, double temperature);

  void set_temperature(double T);

  bool active() const { return !reactions_.empty(); }
  /// As assembled nothing is spent.
  void start(const Fields<double>& s) const;
  /// Time derivatives from the rows at a rate of 0.
  void rates(const Fields<const double>& row, const Fields<double>& rate) const;

  /// Of all layers on the particles.
  static LossName loss();
  static void add_columns(Columns& columns);

  /// Scales all rates, to lead an iteration to its solution. @param factor  0 to 1
  void scale_rates(double factor) { log_factor_ = std::log(factor); }
  /// Sets the rates that belong to the potentials and the unspent shares of a state.
  void set_rates(const Fields<double>& s);

  /// Rows of unspent share and rate.
  void residual(const Fields<const double>& s, const Fields<const double>& rate, const Fields<double>& row);
  /// The largest defect of the rates at a state, as the overpotential that it is worth [V]; rows are overwritten.
  double defect(const Fields<const double>& s, const Fields<double>& row);

  /// Anodic current per volume of composite [A m-3], shape (n_x).
  Eigen::ArrayXd current(const Fields<const double>& s) const;
  /// The same summed over all x [A m-3].
  double total_current(const Fields<const double>& s) const;
  /// Power per volume of composite that the reactions store at their potentials, summed over all x [W m-3].
  double stored_power(const Fields<const double>& s) const;
  /// Film charge per mass of active material [C kg-1], shape (n_x).
  Eigen::ArrayXd charge(const Fields<const double>& s) const;
  /// Resistance of the film [ohm m2], shape (n_x): what each reaction has made, in series.
  Eigen::ArrayXd resistance(const Fields<const double>& s) const;
  /// The same times a factor, added to what is there: without new arrays, for the residual.
  void add_current(const Fields<const double>& s, double factor, Eigen::Ref<Eigen::ArrayXd> sum) const;
  void add_charge(const Fields<const double>& s, Eigen::Ref<Eigen::ArrayXd> sum) const;
  void add_resistance(const Fields<const double>& s, Eigen::Ref<Eigen::ArrayXd> sum) const;

  /// Leaves how the current per volume and the resistance follow u.
  void condense(double cj, const Fields<const double>& b);
  const FieldLine& condensed_current() const { return current_; }
  const FieldLine& condensed_resistance() const { return resistance_; }
  /// The slopes of condense() for a complex weight of the time derivatives, such as j omega: of the current per volume,
  /// of the resistance and of the electrolyte that is consumed to u, shapes (n_x).
  struct Response {
    Eigen::ArrayXcd current, resistance, consumed;
  };
  Response response(std::complex<double> s) const;
  void expand(double cj, const Fields<const double>& b, const Fields<double>& x) const;

  /// Whether it takes electrolyte that then conducts no longer, and what share of it in each cell, shape (n_x):   (7b)
  ///   eps = eps_0 s_e,   s_e = 1 - rho_a Omega_e G / (F eps_0)
  bool consumes() const { return film_.consumes(); }
  void consumed(const Fields<const double>& s, Eigen::ArrayXd& share) const {
    share.setZero(), add_charge(s, share);
    share *= consumed_per_charge_;
  }
  /// How it follows u, after condense().
  const FieldLine& condensed_charge() const { return charge_line_; }
  double consumed_per_charge() const { return consumed_per_charge_; }  // of active mass [kg C-1]

 private:
  using ArrayXd = Eigen::ArrayXd;
  struct Reaction {
    double potential, rate, slope, charge, passivating;  // U [V], k [s-1], alpha f [V-1], Q and G_k [C kg-1]
    double resistance;                                   // of what it can make [ohm m2]
    ArrayXd by_rate, by_u, by_unspent, by_charge;        // partial derivatives of its row
    FieldLine line;                                      // of the rate, after condense()
    ArrayXd damping;                                     // of the rate by the correction of the film charge
  };

  void drive(const Reaction& r, const Eigen::Ref<const ArrayXd>& u, const ArrayXd& charge, ArrayXd& driven,
             ArrayXd& tamed) const;
  void evaluate(std::size_t k, const Fields<const double>& s, Eigen::Map<ArrayXd> row);

  Film film_;
  FieldPlace unspent_, rate_;  // of the reactions, shapes (n_x)
  std::vector<Reaction> reactions_;
  double log_factor_ = 0.0;                            // of scale_rates()
  double density_;                                     // reference mass per volume of composite [kg m-3]
  double thickness_per_charge_, consumed_per_charge_;  // m3 C-1 kg m-2, kg C-1
  FieldLine current_, resistance_, charge_line_;
  ArrayXd charge_;
  ArrayXd driven_, tamed_, by_half_, ratio_, root_, half_root_, apart_, inverse_, passed_, damping_;  // work
};

}  // namespace closo
