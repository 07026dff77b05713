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
    /// Where in the cell its places lie, which decides how a field moves to another mesh: through all regions with a
    /// concentration they lie from the negative electrode on, unless the composite stands there alone.
    enum Along { nothing, composite, through };
    const char* name;
    Index size;
    Along along = nothing;
    Index number = 0;  // of the composite
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

/// What names of a composite begin with, in states and results: nothing of the first.
inline std::string prefix_of(std::size_t number) {
  return number == 0 ? "" : "negative_";
}

/// Where the unknowns of a composite lie. Fields lie contiguous in x: all cells of shell 1, of shell 2, ..., for each
/// particle class; then j of each class and u.
struct CompositePlace {
  Side side = Side::positive;
  Index number = 0;   // among the composites of its cell
  Index n_x = 0;      // cells across it
  Index n_r = 0;      // nodes from the centre of a particle to its surface
  Index n_p = 0;      // particle classes
  Index begin = 0;    // of its stoichiometries
  Index contact = 0;  // of its counters

  Index shells() const { return n_x * n_r; }
  Index j_begin() const { return begin + n_p * shells(); }
  Index u_begin() const { return j_begin() + n_p * n_x; }
  Index end() const { return u_begin() + n_x; }
  Index ions() const { return contact + 1; }
  Field::Axis across() const { return {"x", n_x, Field::Axis::composite, number}; }
  std::string name(const char* field) const { return prefix_of(static_cast<std::size_t>(number)) + field; }
};

/// The composites, if any; then the few global unknowns, and what mechanisms add. Of two composites the first is that
/// at the positive end.
class Layout {
 public:
  /// @param places  of the composites, with their numbers of cells, nodes and classes     @param flat  sides
  explicit Layout(std::vector<CompositePlace> places = {}, std::vector<Side> flat = {});

  Index n_s = 0;  // cells across the separator, where something varies in it

  /// How many composites there are, and where one lies; without any the first is of nothing.
  Index composites() const { return composites_; }
  const CompositePlace& composite(Index number = 0) const { return places_[static_cast<std::size_t>(number)]; }
  bool has_composite() const { return composites_ > 0; }
  /// Whether a composite has particles, or any has.
  bool has_particles(Index number) const { return composite(number).n_p > 0; }
  bool has_particles() const { return has_particles(0) || has_particles(1); }

  Index flats() const { return static_cast<Index>(flat_.size()); }
  Side side(Index flat) const { return flat_[static_cast<std::size_t>(flat)]; }
  Index i() const { return i_; }
  Index V() const { return i_ + 1; }
  Index q() const { return i_ + 2; }
  Index ionic_charge() const { return i_ + 3; }
  Index temperature() const { return i_ + 4; }
  Index cycles() const { return i_ + 5; }
  Index eta_m(Index flat = 0) const { return i_ + 6 + flat; }
  Index size() const { return own_begin_ + own_size_; }

  // Of mechanisms, each of which adds its own.
  Index own_begin() const { return own_begin_; }
  void add(Field field);
  const std::vector<Field>& own() const { return own_; }
  /// Where a field that a mechanism has added lies; empty if there is none of this name.
  FieldPlace place(std::string_view name) const;

 private:
  std::array<CompositePlace, 2> places_;
  Index composites_ = 0;
  std::vector<Side> flat_;
  Index i_ = 0, own_begin_ = 0;
  std::vector<Field> own_;
  Index own_size_ = 0;
};

/// All fields that a layout has, in the order of the unknowns, which they cover without gaps.
std::vector<Field> fields_of(const Layout& layout);

/// An unknown in words: "stoichiometry (class 1, r 20, x 3)".
std::string unknown_name(const Layout& layout, Index unknown);

/// Views of a state, a residual or a correction by the names of its fields. Value is double or const double. What
/// composites have is that of one of them: of the first, unless of() chooses.
template <class Value>
class Fields {
  using Array = std::conditional_t<std::is_const_v<Value>, const Eigen::ArrayXd, Eigen::ArrayXd>;
  using Matrix = std::conditional_t<std::is_const_v<Value>, const Eigen::ArrayXXd, Eigen::ArrayXXd>;

 public:
  Fields(const Layout& layout, Value* data) : layout_(layout), place_(&layout.composite()), data_(data) {}
  /// The same that may only be read.
  operator Fields<const Value>() const  // NOLINT(google-explicit-constructor)
      requires(!std::is_const_v<Value>) {
    return Fields<const Value>(layout_, data_).of(*place_);
  }
  /// The same with another composite.
  Fields of(Index composite) const { return of(layout_.composite(composite)); }
  Fields of(const CompositePlace& composite) const {
    Fields other(*this);
    other.place_ = &composite;
    return other;
  }

  const Layout& layout() const { return layout_; }
  const CompositePlace& composite() const { return *place_; }
  Value* data() const { return data_; }

  /// Stoichiometry of class p at every node, shape (n_x, n_r), contiguous in x.
  Eigen::Map<Matrix> y(Index p) const {
    return {data_ + place_->begin + p * place_->shells(), place_->n_x, place_->n_r};
  }
  /// Stoichiometry at the surface of class p, shape (n_x).
  Eigen::Map<Array> y_surface(Index p) const {
    return {data_ + place_->begin + (p + 1) * place_->shells() - place_->n_x, place_->n_x};
  }
  /// Reaction current density of class p [A m-2], shape (n_x).
  Eigen::Map<Array> j(Index p) const { return {data_ + place_->j_begin() + p * place_->n_x, place_->n_x}; }
  /// phi_s - phi_e [V], shape (n_x).
  Eigen::Map<Array> u() const { return {data_ + place_->u_begin(), place_->n_x}; }
  /// Current density of the ions through the separator [A m-2]: that of the cell and that of electrons the other way.
  Value& i() const { return data_[layout_.i()]; }
  /// Overpotential of a flat electrode, positive when it is stripped [V].
  Value& eta_m(Index flat = 0) const { return data_[layout_.eta_m(flat)]; }
  /// Voltage of the cell [V].
  Value& V() const { return data_[layout_.V()]; }
  /// Charge passed over the nominal capacity, positive on discharge.
  Value& q() const { return data_[layout_.q()]; }
  /// Connected fraction of the active material.
  Value& contact() const { return data_[place_->contact]; }
  /// Exchangeable ions in all active material, with and without contact, over what it can hold.
  Value& ions() const { return data_[place_->ions()]; }
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
  const CompositePlace* place_;
  Value* data_;
};

}  // namespace closo
