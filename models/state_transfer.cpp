// Fields across x, and the radii of particles, moved one after the other.
#include "models/state_transfer.hpp"

#include "solver/conservative_remap.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXXd;

/// Edges of the control volumes of a particle, as shares of its volume.
ArrayXd radial_edges(const Mesh& mesh) {
  const ArrayXd share = 3 * RadialMesh(mesh.n_r, mesh.grading).volume;
  ArrayXd edges = ArrayXd::Zero(mesh.n_r + 1);
  for (Index k = 0; k < mesh.n_r; ++k) edges(k + 1) = edges(k) + share(k);
  edges(mesh.n_r) = 1;
  return edges;
}

class Transfer {
 public:
  Transfer(const Mesh& from, const Mesh& to)
      : x_from_(equal_edges(from.n_x)),
        x_to_(equal_edges(to.n_x)),
        r_from_(radial_edges(from)),
        r_to_(radial_edges(to)),
        s_from_(equal_edges(from.n_s)),
        s_to_(equal_edges(to.n_s)) {}

  ArrayXd across(const ArrayXd& field) const { return remap(x_from_, field, x_to_); }

  /// Stoichiometries of one class of particles, shapes (n_x, n_r).
  ArrayXXd particles(const ArrayXXd& y) const {
    ArrayXXd radial(y.rows(), r_to_.size() - 1), moved(x_to_.size() - 1, r_to_.size() - 1);
    for (Index k = 0; k < y.rows(); ++k) radial.row(k) = remap(r_from_, y.row(k), r_to_);
    for (Index k = 0; k < radial.cols(); ++k) moved.col(k) = across(radial.col(k));
    return moved;
  }

  /// Through the separator and then the composite, if there is one.
  ArrayXd through(const ArrayXd& field) const {
    const Index old_s = s_from_.size() - 1, new_s = s_to_.size() - 1, old_x = field.size() - old_s;
    ArrayXd moved(new_s + (old_x > 0 ? x_to_.size() - 1 : 0));
    moved.head(new_s) = remap(s_from_, field.head(old_s), s_to_);
    if (old_x > 0) moved.tail(x_to_.size() - 1) = across(field.tail(old_x));
    return moved;
  }

  /// A field along an axis.
  ArrayXd along(Field::Axis::Along axis, const ArrayXd& field) const {
    switch (axis) {
      case Field::Axis::composite:
        return across(field);
      case Field::Axis::separator_and_composite:
        return through(field);
      case Field::Axis::nothing:
        break;
    }
    return field;
  }

 private:
  ArrayXd x_from_, x_to_, r_from_, r_to_, s_from_, s_to_;
};

}  // namespace

ArrayXd on_other_mesh(const CellParameters& cell, const Mesh& from, const Mesh& to, const ArrayXd& state) {
  const Layout old = layout_of(cell, from), wanted = layout_of(cell, to);
  if (old.n_x == wanted.n_x && old.n_r == wanted.n_r && old.n_s == wanted.n_s &&
      (old.n_r == 0 || from.grading == to.grading))
    return state;
  ArrayXd moved = ArrayXd::Zero(wanted.size());
  const Fields<const double> s(old, state.data());
  const Fields<double> m(wanted, moved.data());
  const Transfer transfer(from, to);
  moved.segment(wanted.i(), wanted.own_begin() - wanted.i()) = state.segment(old.i(), old.own_begin() - old.i());
  for (const Field& field : old.own()) {
    const FieldPlace before = old.place(field.name), after = wanted.place(field.name);
    const Field::Axis::Along axis = field.axes.empty() ? Field::Axis::nothing : field.axes.back().along;
    for (Index k = 0; k < before.columns; ++k) m.column(after, k) = transfer.along(axis, s.column(before, k));
  }
  if (old.n_x == 0) return moved;
  for (Index p = 0; p < old.n_p; ++p) m.y(p) = transfer.particles(s.y(p)), m.j(p) = transfer.across(s.j(p));
  m.u() = transfer.across(s.u());
  return moved;
}

}  // namespace closo
