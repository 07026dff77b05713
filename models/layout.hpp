// The order of the unknowns in the state vector: the only place that knows it.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "solver/types.hpp"

namespace closo {

/// Fields lie contiguous in x: all cells of shell 1, of shell 2, ..., for each particle class; then the unspent
/// share of each film reaction, the branch of each class and the salt; then j of each class, the rate of each film
/// reaction, u; then the few global unknowns.
struct Layout {
  Index n_x = 0;     // cells across the composite
  Index n_r = 0;     // nodes from the centre of a particle to its surface
  Index n_p = 0;     // particle classes
  Index n_f = 0;     // reactions that make the film
  Index n_h = 0;     // particle classes whose open-circuit voltage has two branches: all or none
  Index n_s = 0;     // cells across a separator with a liquid electrolyte
  Index n_flat = 1;  // flat electrodes: the negative one, or both

  Index shells() const { return n_x * n_r; }
  Index unspent_begin() const { return n_p * shells(); }
  Index branch_begin() const { return unspent_begin() + n_f * n_x; }
  Index salt_begin() const { return branch_begin() + n_h * n_x; }
  Index n_salt() const { return n_s > 0 ? n_s + n_x : 0; }
  Index differential() const { return salt_begin() + n_salt(); }  // fields with a time derivative come first
  Index j_begin() const { return differential(); }
  Index rate_begin() const { return j_begin() + n_p * n_x; }
  Index u_begin() const { return rate_begin() + n_f * n_x; }
  Index i() const { return u_begin() + n_x; }
  Index V() const { return i() + 1; }
  Index q() const { return i() + 2; }
  Index contact() const { return i() + 3; }
  Index ions() const { return i() + 4; }
  Index leaked() const { return i() + 5; }
  Index temperature() const { return i() + 6; }
  Index cycles() const { return i() + 7; }
  // Unknowns of a flat electrode: 0 is the negative one.
  Index eta_m(Index flat = 0) const { return i() + 8 + 2 * flat; }
  Index voids(Index flat = 0) const { return eta_m(flat) + 1; }
  Index size() const { return eta_m(n_flat); }
};

/// A field of the state by its name in result files.
struct Field {
  struct Axis {
    const char* name;
    Index size;
  };
  std::string name, unit, meaning;
  Index begin = 0;
  std::vector<Axis> axes;  // the last one runs fastest; none of a scalar

  Index size() const {
    Index product = 1;
    for (const Axis& axis : axes) product *= axis.size;
    return product;
  }
};

/// All fields that a layout has, in the order of the unknowns, which they cover without gaps.
std::vector<Field> fields_of(const Layout& layout);

/// An unknown in words: "stoichiometry (class 1, r 20, x 3)".
std::string unknown_name(const Layout& layout, Index unknown);

/// Views of a state, a residual or a correction by the names of its fields. Value is double or const double.
template <class Value>
class Fields {
  using Array = std::conditional_t<std::is_const_v<Value>, const Eigen::ArrayXd, Eigen::ArrayXd>;
  using Matrix = std::conditional_t<std::is_const_v<Value>, const Eigen::ArrayXXd, Eigen::ArrayXXd>;

 public:
  Fields(const Layout& layout, Value* data) : layout_(layout), data_(data) {}

  const Layout& layout() const { return layout_; }
  Value* data() const { return data_; }

  /// Stoichiometry of class p at every node, shape (n_x, n_r), contiguous in x.
  Eigen::Map<Matrix> y(Index p) const { return {data_ + p * layout_.shells(), layout_.n_x, layout_.n_r}; }
  /// Stoichiometry at the surface of class p, shape (n_x).
  Eigen::Map<Array> y_surface(Index p) const { return {data_ + (p + 1) * layout_.shells() - layout_.n_x, layout_.n_x}; }
  /// Reaction current density of class p [A m-2], shape (n_x).
  Eigen::Map<Array> j(Index p) const { return {data_ + layout_.j_begin() + p * layout_.n_x, layout_.n_x}; }
  /// Share of the charge of film reaction k that is not spent, from 1 to 0, shape (n_x).
  Eigen::Map<Array> film_unspent(Index k) const {
    return {data_ + layout_.unspent_begin() + k * layout_.n_x, layout_.n_x};
  }
  /// Its rate [s-1], shape (n_x).
  Eigen::Map<Array> film_rate(Index k) const { return {data_ + layout_.rate_begin() + k * layout_.n_x, layout_.n_x}; }
  /// Place of class p between the branches of its open-circuit voltage: 1 on charge, -1 on discharge, shape (n_x).
  Eigen::Map<Array> branch(Index p) const { return {data_ + layout_.branch_begin() + p * layout_.n_x, layout_.n_x}; }
  /// Concentration of the salt over the initial one, from the metal on, shape (n_s + n_x) or none.
  Eigen::Map<Array> salt() const { return {data_ + layout_.salt_begin(), layout_.n_salt()}; }
  /// phi_s - phi_e [V], shape (n_x).
  Eigen::Map<Array> u() const { return {data_ + layout_.u_begin(), layout_.n_x}; }
  /// Current density of the ions through the separator [A m-2]: that of the cell and what leaks through it.
  Value& i() const { return data_[layout_.i()]; }
  /// Overpotential of a flat electrode, positive when it is stripped [V].
  Value& eta_m(Index flat = 0) const { return data_[layout_.eta_m(flat)]; }
  /// Voltage of the cell [V].
  Value& V() const { return data_[layout_.V()]; }
  /// Charge passed over the nominal capacity, positive on discharge.
  Value& q() const { return data_[layout_.q()]; }
  /// Connected fraction of the active material.
  Value& contact() const { return data_[layout_.contact()]; }
  /// Exchangeable ions in all active material, with and without contact, over what it can hold.
  Value& ions() const { return data_[layout_.ions()]; }
  /// Equivalent cycles since assembly: charge of ions in both directions over twice the nominal capacity.
  Value& cycles() const { return data_[layout_.cycles()]; }
  /// Mean depth of its voids, over the depth at which half of the contact is left.
  Value& voids(Index flat = 0) const { return data_[layout_.voids(flat)]; }
  /// Charge that electrons have carried through the separator, over the nominal capacity.
  Value& leaked() const { return data_[layout_.leaked()]; }
  /// Temperature of the cell [K].
  Value& temperature() const { return data_[layout_.temperature()]; }

 private:
  const Layout& layout_;
  Value* data_;
};

}  // namespace closo
