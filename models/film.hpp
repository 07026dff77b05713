// The passivating film: oxidation of the electrolyte in the composite, and what it leaves on the surfaces.
#pragma once

#include <cmath>
#include <complex>
#include <vector>

#include "models/layout.hpp"
#include "models/parameters.hpp"

namespace closo {

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
  FilmGrowth(const PositiveElectrode& positive, double temperature, Index n_x);

  void set_temperature(double T);

  bool active() const { return !reactions_.empty(); }

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
  double thickness(double charge) const { return thickness_per_charge_ * charge; }  // m

  /// Corrections by those of u:  current = current_fixed + current_slope x_u, and of the resistance in the same way.
  void condense(double cj, const Fields<const double>& b);
  const Eigen::ArrayXd& current_fixed() const { return current_fixed_; }
  const Eigen::ArrayXd& current_slope() const { return current_slope_; }
  const Eigen::ArrayXd& resistance_fixed() const { return resistance_fixed_; }
  const Eigen::ArrayXd& resistance_slope() const { return resistance_slope_; }
  /// The slopes of condense() for a complex weight of the time derivatives, such as j omega: of the current per volume
  /// and of the resistance to u, shapes (n_x).
  struct Response {
    Eigen::ArrayXcd current, resistance;
  };
  Response response(std::complex<double> s) const;
  void expand(double cj, const Fields<const double>& b, const Fields<double>& x) const;

 private:
  using ArrayXd = Eigen::ArrayXd;
  struct Reaction {
    double potential, rate, slope, charge, passivating;     // U [V], k [s-1], alpha f [V-1], Q and G_k [C kg-1]
    double resistance;                                      // of what it can make [ohm m2]
    ArrayXd by_rate, by_u, by_unspent, by_charge, inverse;  // partial derivatives; 1 / (by_rate + by_unspent / cj)
  };

  void drive(const Reaction& r, const Eigen::Ref<const ArrayXd>& u, const ArrayXd& charge, ArrayXd& driven,
             ArrayXd& tamed) const;
  void evaluate(std::size_t k, const Fields<const double>& s, Eigen::Map<ArrayXd> row);

  Film film_;
  std::vector<Reaction> reactions_;
  double log_factor_ = 0.0;  // of scale_rates()
  double density_;           // reference mass per volume of composite [kg m-3]
  double thickness_per_charge_;
  ArrayXd charge_, current_fixed_, current_slope_, charge_fixed_, charge_slope_, resistance_fixed_, resistance_slope_;
  ArrayXd driven_, tamed_, by_half_, ratio_, root_, arc_, damping_;
};

}  // namespace closo
