// The order of the unknowns in the state vector: the only place that knows it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "models/side.hpp"
#include "solver/types.hpp"

namespace closo {

/// A field of the state by its name in result files.
struct Field {
  struct Axis {
    /// Where in the cell its places lie, which decides how a field moves to another mesh.
    enum Along { nothing, composite, separator_and_composite };
    const char* name;
    Index size;
    Along along = nothing;
  };
  /// How errors count: `rate` follows from other unknowns, and would, sharp in x and t, only shorten the steps.
  enum Kind { state, rate };
  std::string name, unit, meaning;
  std::vector<Axis> axes{};  // the last one runs fastest; none of a scalar
  Kind kind = state;
  Index begin = 0;

  Index size() const {
    Index product = 1;
    for (const Axis& axis : axes) product *= axis.size;
    return product;
  }
};

/// Where a field lies: `columns` times as many numbers as its last axis has, `rows`.
struct FieldPlace {
  Index begin = 0, rows = 0, columns = 0;
};

/// Fields lie contiguous in x: all cells of shell 1, of shell 2, ..., for each particle class; then j of each class and
/// u; then the few global unknowns, and what mechanisms add.
struct Layout {
  Index n_x = 0;                          // cells across the composite
  Index n_r = 0;                          // nodes from the centre of a particle to its surface
  Index n_p = 0;                          // particle classes
  Index n_s = 0;                          // cells across the separator, where something varies in it
  Index n_flat = 1;                       // flat electrodes: one beside a composite, or both
  std::array<Side, 2> flat_side = sides;  // where they stand

  Side side(Index flat) const { return flat_side[static_cast<std::size_t>(flat)]; }
  Index shells() const { return n_x * n_r; }
  Index j_begin() const { return n_p * shells(); }
  Index u_begin() const { return j_begin() + n_p * n_x; }
  Index i() const { return u_begin() + n_x; }
  Index V() const { return i() + 1; }
  Index q() const { return i() + 2; }
  Index ionic_charge() const { return i() + 3; }
  Index temperature() const { return i() + 4; }
  Index cycles() const { return i() + 5; }
  Index eta_m(Index flat = 0) const { return i() + 6 + flat; }
  // Of a composite.
  Index contact() const { return eta_m(n_flat); }
  Index ions() const { return contact() + 1; }
  Index size() const { return own_begin() + own_size_; }

  // Axes of fields.
  Field::Axis across_composite() const { return {"x", n_x, Field::Axis::composite}; }
  Field::Axis across_separator_and_composite() const { return {"x", n_s + n_x, Field::Axis::separator_and_composite}; }

  // Of mechanisms, each of which adds its own.
  Index own_begin() const { return contact() + (n_x > 0 ? 2 : 0); }
  void add(Field field);
  const std::vector<Field>& own() const { return own_; }
  /// Where a field that a mechanism has added lies; empty if there is none of this name.
  FieldPlace place(std::string_view name) const;

 private:
  std::vector<Field> own_;
  Index own_size_ = 0;
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
  /// phi_s - phi_e [V], shape (n_x).
  Eigen::Map<Array> u() const { return {data_ + layout_.u_begin(), layout_.n_x}; }
  /// Current density of the ions through the separator [A m-2]: that of the cell and that of electrons the other way.
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
  /// Charge that ions have carried through the separator, over the nominal capacity, positive on discharge.
  Value& ionic_charge() const { return data_[layout_.ionic_charge()]; }
  /// Of a field that a mechanism has added, what stands at place k of all but its last axis.
  Eigen::Map<Array> column(const FieldPlace& block, Index k) const {
    return {data_ + block.begin + k * block.rows, block.rows};
  }
  /// Temperature of the cell [K].
  Value& temperature() const { return data_[layout_.temperature()]; }

 private:
  const Layout& layout_;
  Value* data_;
};

}  // namespace closo
