// Conduction of ions through a composite in a solid electrolyte, from the separator on.
#pragma once

#include "models/columns.hpp"
#include "models/electrodes/charge_chain.hpp"
#include "models/parameters.hpp"

namespace closo {

/// A film takes no more electrolyte than there is, and the law of conduction has to say what that does.
/// @param key  of the film, for errors     @throws InputError
void check_consumption(const FilmSpec& film, const std::string& key, const Composite& composite);

/// Resistances for ions between the centres of the cells,  r = (1 / kappa_k + 1 / kappa_{k+1}) dx / 2,  and from the
/// separator to the first centre. Where a film consumes the electrolyte, its volume falls with the charge G of the film
/// and its conductivity as the law of the composite has it:                                                      (7b)
///   eps = eps_0 s_e,   s_e = 1 - rho_a Omega_e G / (F eps_0),   kappa = kappa_0 s_e^nu_e.
class IonPath {
 public:
  using ArrayXd = Eigen::ArrayXd;

  IonPath(const Composite& composite, Index n_x);

  /// As assembled.     @param conductivity  effective [S m-1]
  void set_conductivity(double conductivity);
  bool follows_film() const { return loss_per_charge_ > 0; }
  /// @param charge  of the film in each cell, per mass of active material, shape (n_x) [C kg-1]
  void follow(const ArrayXd& charge);

  const ArrayXd& resistance() const { return resistance_; }  // of the faces, shape (n_x - 1) [ohm m2]
  double from_separator() const { return from_separator_; }  // ohm m2
  /// From one end to the other [ohm m2].
  double across() const { return from_separator_ + resistance_.sum() + to_end_; }

  /// Derivatives to the charge at a state in which currents pass the faces and i the cell.
  void linearise(double i, const SolidFaces& faces);
  const PathEffect& effect() const { return effect_; }

  static void add_columns(Columns& columns);

 private:
  double half_width_;             // dx / 2 [m]
  double loss_per_charge_ = 0.0;  // 1 - s_e over the charge [kg C-1]
  double exponent_ = 1.0;         // n
  double half_resistance_ = 0.0;  // of half a cell as assembled [ohm m2]
  ArrayXd half_, by_charge_;      // of half of each cell, and its slope, shapes (n_x)
  ArrayXd resistance_;
  double from_separator_ = 0.0, to_end_ = 0.0;
  PathEffect effect_;
};

}  // namespace closo
