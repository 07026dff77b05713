// The binary electrolyte, a salt in a liquid or a polymer, through the separator and the composites. Its parameters, as
// stated and in SI; its unknown, rows and elimination; and what can be read off it.
#pragma once

#include <array>
#include <complex>
#include <string>
#include <vector>

#include "models/columns.hpp"
#include "models/curve.hpp"
#include "models/electrodes/charge_chain.hpp"
#include "models/layout.hpp"
#include "models/line.hpp"
#include "models/mechanisms/salt_chain.hpp"
#include "models/parameters/coefficient_spec.hpp"

namespace closo {

class RowVisitor;
class ElectronPath;
struct CellParameters;
struct Coefficients;
struct DerivedQuantity;
struct Mesh;

struct SaltSpec : Part {
  Word host;
  Quantity concentration, transference_number;
  CurveSpec diffusivity, thermodynamic_factor;
};

/// The salt of a binary electrolyte, of two ions with one charge each. Its coefficients are those at the initial
/// concentration.
struct Salt {
  double concentration = 0.0;        // initial [mol m-3]
  double transference_number = 0.0;  // of the cation
  Curve diffusivity{};               // of concentration [m2 s-1]
  Curve thermodynamic_factor{1.0};   // 1 + d ln(f) / d ln(c), of concentration
  bool in_polymer = false;           // or in a liquid, which fills pores
};

/// The rows of the catalogue, and parameters from what is stated. @param key  of the spec, for errors
void rows(RowVisitor& visitor, SaltSpec& spec);
Salt close(const SaltSpec& spec, const std::string& key);
/// Whether the salt is dissolved in a polymer.
bool is_polymer(const SaltSpec& spec);
/// A coefficient of a solution: the value at the initial concentration of its salt [mol m-3], and the curve over it.
Curve close_of_concentration(const CurveSpec& spec, const std::string& key, double initial);

/// Theory of concentrated solutions, with the concentration c of a salt of two ions over the initial one:
///   i_e = -kappa B (d(phi_e)/dx - chi d(ln c)/dx),   chi = 2 (1 - t+) (RT/F) (1 + dln f / dln c),                (18)
///   eps F c_0 d(c)/dt = -d(m)/dx,   m = -F c_0 D_c B d(c)/dx - (1 - t+) i_e,                                    (19)
/// where m is the flux of the anions times F: they take part in no reaction, so m = 0 at both ends. phi_e is measured
/// by a reference electrode of the metal. Control volumes continue from the separator into a composite; all
/// coefficients of a face are those at its own concentration.
///
/// The chain of control volumes runs from a metal through the separator to the other metal or the collector of a
/// composite, or from the negative collector to the positive one: a composite that it begins with runs the other way
/// than by itself. It takes what the reactions of composites leave in the balance of charge, and leaves how the voltage
/// of all but metals and the concentration at these follow the current.
class BinaryElectrolyte {
 public:
  /// Also says into how many cells the layout divides the separator, whose composite it knows.
  static void add_unknowns(const CellParameters& cell, const Mesh& mesh, Layout& layout);
  static void add_columns(Columns& columns);
  /// What it loses of the voltage.
  static LossName loss();
  static void add_derived(const CellParameters& cell, std::vector<DerivedQuantity>& quantities);

  /// Without a salt in the separator there is none: set(), rest() and rates() then do nothing, electrodes see a
  /// concentration that does not change, and nothing else may be asked.
  BinaryElectrolyte(const CellParameters& cell, const Layout& layout);

  bool active() const { return n_s_ > 0; }
  void set(const Coefficients& c, double T);
  /// As assembled it is of one concentration.
  void rest(const Fields<double>& s) const { s.column(c_, 0).setOnes(); }
  /// Time derivatives from the rows at a rate of 0.
  void rates(const Fields<const double>& row, const Fields<double>& rate) const {
    if (active()) rate.column(c_, 0) = -row.column(c_, 0) / balance_.capacity;
  }

  /// By number of a composite, or nullptr where there is none.
  template <class T>
  using OfComposites = std::array<const T*, 2>;

  /// Fluxes and potentials at a state, and their derivatives.
  /// @param electrons  their paths through the composites at that state
  void evaluate(const Fields<const double>& s, const OfComposites<ElectronPath>& electrons);
  /// Adds what the ions bring to the rows of u, and makes those of the salt.
  void residual(const Fields<const double>& rate, const Fields<double>& row) const;
  /// Largest defect of the rows of u, as a difference of potential [V].
  double defect(const Fields<const double>& row) const;
  /// From the electrolyte at a metal or the electrons at the negative collector to the electrons at the other collector
  /// or the electrolyte at the other metal [V].
  double potential_difference() const { return potential_.value; }
  const SaltBalance& balance() const { return balance_; }

  // What electrodes see, for their exchange-current densities

  /// Logarithm of the concentration in a composite, and its slope, shapes (n_x); of nothing where it does not change.
  struct InComposite {
    Eigen::Map<const Eigen::ArrayXd> log{nullptr, 0}, log_slope{nullptr, 0};
  };
  InComposite in_composite(Index number) const;
  /// The faces between the cells of a composite.
  const SolidFaces& faces_in_composite(Index number) const { return part(number).faces; }
  /// Concentration at a flat electrode, its logarithm, and the derivatives of the concentration to that in the cell
  /// beside it and to the current.
  struct AtElectrode {
    double c = 1.0, by_c = 1.0, by_i = 0.0;
    CubicTable::Point log{0, 0};
  };
  const AtElectrode& at_electrode(Index flat) const { return ends_[static_cast<std::size_t>(flat)]; }

  /// Solves the chain of charge and salt.
  /// @param interfaces  of the composites     @param effects  of the mean stoichiometry of their particles
  void condense(double cj, const Fields<const double>& b, const OfComposites<Interfaces<double>>& interfaces,
                const OfComposites<OfPaths<PathEffect>>& effects);
  /// What potential_difference() adds to x_V.
  const Line& condensed_path() const { return path_; }
  /// Of the concentration at a flat electrode.
  const Line& condensed_at(Index flat) const { return at_flat_[static_cast<std::size_t>(flat)]; }
  void expand(const Fields<double>& x);
  /// Corrections that a composite takes over, and after expand() those of the concentration in it, shape (n_x).
  const Corrections<double>& corrections(Index number) const;
  Eigen::Map<const Eigen::ArrayXd> corrections_in_composite(Index number) const {
    return {part(number).c.data(), part(number).c.size()};
  }
  /// The same as slopes with the current of the cell, for a complex weight of the time derivatives such as j omega.
  struct Response {
    std::complex<double> impedance;           // of potential_difference() [ohm m2]
    std::array<std::complex<double>, 2> c{};  // at the flat electrodes [m2 A-1]
  };
  Response response(std::complex<double> s, const OfComposites<Interfaces<std::complex<double>>>& interfaces,
                    const OfComposites<OfPaths<PathEffect>>& effects) const;

  // What can be read off it

  /// Current density of the ions out of the separator through the faces of a composite, shape (n_x + 1), or through
  /// the separator in a cell without, shape (1) [A m-2].
  Eigen::ArrayXd ionic_current(Index number) const;
  /// Potential of the electrolyte against that at the metal, or in the first cell of a chain that begins with a
  /// composite, by its two parts: in the cells of each composite, shapes (n_x), and the ohmic one where the separator
  /// begins and where it ends; both together in its middle [V].
  struct Path {
    std::array<Eigen::ArrayXd, 2> ohmic, concentration;  // by number
    double begin = 0.0, end = 0.0, middle = 0.0;
    Eigen::ArrayXd negative_current;  // ionic_current() of a composite before the separator
  };
  Path path() const;

 private:
  using ArrayXd = Eigen::ArrayXd;

  /// A coefficient at the faces over that at the initial concentration, and its slope.
  struct AtFaces {
    ArrayXd value, slope;
  };
  /// A composite in the chain.
  struct Part {
    Index begin = 0, n = 0;           // its cells
    double collector = 0.0;           // resistance of its contact [ohm m2]
    double last = 0.0;                // of the electrons from its last cell on, with this contact [ohm m2]
    double beside = 0.0;              // u in the cell beside the separator [V]
    ArrayXd by_u{};                   // of the potential difference, in the order of the chain
    ArrayXd log{}, log_slope{};       // of what runs the other way: as the composite counts
    ArrayXd c{};                      // corrections of the concentration, as the composite counts
    SolidFaces faces{};               // likewise
    Interfaces<double> interfaces{};  // of what runs the other way: as the chain counts
    OfPaths<PathEffect> effects{};    // likewise
    Corrections<double> corrections{};
  };
  /// Parts lie before and after the separator; the first composite lies after it.
  static constexpr std::size_t before = 0, after = 1;
  static std::size_t place_of(Index number) { return number == 0 ? after : before; }
  static std::size_t number_of(std::size_t place) { return place == after ? 0 : 1; }
  const Part& part(Index number) const { return parts_[place_of(number)]; }

  /// Smallest and largest concentration anywhere, over the initial one, at a temperature [K].
  std::array<double, 2> extremes(const Fields<const double>& s, double T) const;
  static void look_up(const Curve& curve, const ArrayXd& c, AtFaces& at);
  void evaluate_faces(const Fields<const double>& s);
  void take_over(const Fields<const double>& s, const OfComposites<ElectronPath>& electrons);
  void add_end(Index flat, const Fields<const double>& s);
  void add_part(std::size_t place);
  double diffusion_at(double T) const { return faraday * salt_.concentration * salt_.diffusivity.at(T); }
  double end_by_i(Index flat, double diffusion) const;
  /// The cell beside a flat electrode.
  Index cell_at(Index flat) const { return flat == 0 ? 0 : n_s_ - 1; }

  FieldPlace c_;
  Index n_s_ = 0, flats_ = 0;    // cells of the separator; flat electrodes
  Index begin_ = 0, faces_ = 0;  // faces whose current is that of the cell: the first, and how many
  std::array<Part, 2> parts_;
  Salt salt_;
  Curve conductivity_;
  ArrayXd half_length_;                   // dx / 2B [m]
  ArrayXd length_, from_weight_;          // between cell centres [m]; of the first cell in the concentration of a face
  double kappa_ = 0.0, diffusion_ = 0.0;  // at the initial concentration: S m-1, F c_0 D [A m-1]
  double chi_ = 0.0;                      // V
  double temperature_ = 0.0;              // K
  double orientation_ = 1.0, i_ = 0.0;    // of the chain in the cell, and the current along it [A m-2]
  ArrayXd log_kept_, log_kept_slope_, log_, log_slope_;  // shapes (n)
  // Of the faces, shapes (n - 1).
  ArrayXd step_, log_step_, face_c_, electrons_, u_step_;  // the last two: resistance of electrons, step of u [V]
  ArrayXd by_face_c_, potential_by_from_, potential_by_to_;
  AtFaces kappa_at_, diffusivity_at_, factor_at_;
  ArrayXd resistance_, rise_;          // ohm m2; chi times the step of ln c [V]
  ArrayXd rise_by_from_, rise_by_to_;  // of rise - current resistance
  SaltBalance balance_;
  std::array<AtElectrode, 2> ends_;
  std::array<double, 2> end_ohmic_{};  // between a flat electrode and the cell beside it [V]
  double end_concentration_ = 0.0;     // the same at the negative one [V]
  struct {
    double value = 0.0, by_i = 0.0;
    ArrayXd by_c;
  } potential_;  // and its derivatives; those to u are of the parts
  SaltChain<double> chain_;
  Line path_;
  std::array<Line, 2> at_flat_;
};

}  // namespace closo
