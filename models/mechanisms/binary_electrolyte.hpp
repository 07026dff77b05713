// Salt and ions in a binary liquid electrolyte, through the separator and the composite.
#pragma once

#include <array>

#include "models/coefficients.hpp"
#include "models/electrodes/charge_chain.hpp"
#include "models/layout.hpp"

namespace closo {

/// Theory of concentrated solutions, with the concentration c of a salt of two ions over the initial one:
///   i_e = -kappa B (d(phi_e)/dx - chi d(ln c)/dx),   chi = 2 (1 - t+) (RT/F) (1 + dln f / dln c),                (18)
///   eps F c_0 d(c)/dt = -d(m)/dx,   m = -F c_0 D_c B d(c)/dx - (1 - t+) i_e,                                    (19)
/// where m is the flux of the anions times F: they take part in no reaction, so m = 0 at both ends. phi_e is measured
/// by a reference electrode of the metal. Control volumes continue from the separator into the composite; all
/// coefficients of a face are those at its own concentration.
class BinaryElectrolyte {
 public:
  /// Without a salt in the separator there is none, and only active() may be asked.
  BinaryElectrolyte(const CellParameters& cell, const Layout& layout);

  bool active() const { return capacity_.size() > 0; }
  void set(const Coefficients& c, double T);

  /// Fluxes and potentials at a state, and their derivatives.
  /// @param electrons  their path through the composite at that state, if there is one
  void evaluate(const Fields<const double>& s, const ElectronPath* electrons);
  /// Adds what the ions bring to the rows of u, and makes those of the salt.
  void add_fluxes(const Fields<const double>& rate, const Fields<double>& row) const;
  /// Largest defect of the rows of u, as a difference of potential [V].
  double defect(const Fields<const double>& row) const;
  /// From the electrolyte at the metal to the electrons at the collector, or to the electrolyte at the other metal.
  const PotentialDifference& potential_difference() const { return potential_; }

  /// Capacity of the cells for salt, F c_0 eps dx [C m-2], shape (n_s + n_x).
  const Eigen::ArrayXd& capacity() const { return capacity_; }
  /// Logarithm of the concentration in the composite, for exchange-current densities, and its slope, shapes (n_x).
  auto log_salt() const { return log_kept_.tail(n_x_); }
  auto log_salt_slope() const { return log_kept_slope_.tail(n_x_); }

  /// Concentration at a flat electrode, its logarithm, and the derivatives of the concentration to that in the cell
  /// beside it and to the current.
  struct AtElectrode {
    double c = 1.0, by_salt = 1.0, by_i = 0.0;
    CubicTable::Point log{0, 1};  // for exchange-current densities
  };
  const AtElectrode& at_electrode(Index flat) const { return ends_[static_cast<std::size_t>(flat)]; }
  /// The cell beside a flat electrode.
  Index cell_at(Index flat) const { return flat == 0 ? 0 : n_s_ - 1; }
  /// Smallest and largest concentration anywhere, over the initial one, at a temperature [K].
  struct Extremes {
    double low, high;
  };
  Extremes extremes(const Fields<const double>& s, double T) const;

  /// Current density of the ions through the faces of the composite, shape (n_x + 1) [A m-2].
  Eigen::ArrayXd ionic_current() const;
  /// Potential of the electrolyte against that at the metal by its two parts, in the cells of the composite, shape
  /// (n_x); and the ohmic one at the end of the separator [V].
  struct Path {
    Eigen::ArrayXd ohmic, concentration;
    double separator = 0.0;
  };
  Path path() const;

  /// Between cells m and m + 1, shapes (n_s + n_x - 1); derivatives by_from are to c in the first, by_to in the second.
  struct Faces {
    Eigen::ArrayXd current, current_by_i, conductance, current_by_from, current_by_to;  // i_e; the conductance is to u
    Eigen::ArrayXd anions, anions_by_from, anions_by_to;                                // m
    Eigen::ArrayXd resistance, potential;     // ohm m2; chi times the step of ln c
    Eigen::ArrayXd rise_by_from, rise_by_to;  // of potential - current resistance
  };
  const Faces& faces() const { return faces_; }
  double anion_share() const { return anion_share_; }  // 1 - t+

 private:
  using ArrayXd = Eigen::ArrayXd;

  /// A coefficient at the faces over that at the initial concentration, and its slope.
  struct AtFaces {
    ArrayXd value, slope;
  };
  static void look_up(const Curve& curve, const ArrayXd& c, AtFaces& at);
  void evaluate_faces(const Fields<const double>& s, const ElectronPath* electrons);
  void add_end(Index flat, const Fields<const double>& s);
  void add_composite(const Fields<const double>& s, const ElectronPath* electrons);
  double diffusion_at(double T) const { return faraday * salt_.concentration * salt_.diffusivity.at(T); }
  double end_by_i(Index flat, double diffusion) const;

  Index n_s_ = 0, n_x_ = 0, in_separator_ = 0;  // cells; faces whose current is that of the cell
  Salt salt_;
  Curve conductivity_;
  double collector_ = 0.0;                // resistance of its contact [ohm m2]
  ArrayXd half_length_, capacity_;        // dx / 2B [m]; C m-2
  ArrayXd length_, from_weight_;          // between cell centres [m]; of the first cell in the concentration of a face
  double kappa_ = 0.0, diffusion_ = 0.0;  // at the initial concentration: S m-1, F c_0 D [A m-1]
  double anion_share_ = 0.0, chi_ = 0.0;  // 1 - t+; V
  double temperature_ = 0.0;              // K
  double orientation_ = 1.0, i_ = 0.0;    // of the chain in the cell, and the current along it [A m-2]
  ArrayXd log_kept_, log_kept_slope_, log_, log_slope_;  // shapes (n_s + n_x)
  ArrayXd step_, log_step_, face_c_;                     // shapes (n_s + n_x - 1)
  ArrayXd by_face_c_, potential_by_from_, potential_by_to_;
  AtFaces kappa_at_, diffusivity_at_, factor_at_;
  Faces faces_;
  std::array<AtElectrode, 2> ends_;
  std::array<double, 2> end_ohmic_{};  // between a flat electrode and the cell beside it [V]
  double end_concentration_ = 0.0;     // the same at the negative one [V]
  PotentialDifference potential_;
};

}  // namespace closo
