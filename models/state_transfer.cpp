// Fields across x, and the radii of particles, moved one after the other.
#include "models/state_transfer.hpp"

#include <algorithm>
#include <array>

#include "solver/conservative_remap.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXXd;

/// Edges of the control volumes of a particle, as shares of its volume.
ArrayXd radial_edges(const Mesh& mesh, Shape shape) {
  const ArrayXd share = RadialMesh(mesh.n_r, mesh.grading, static_cast<int>(shape)).shares();
  ArrayXd edges = ArrayXd::Zero(mesh.n_r + 1);
  for (Index k = 0; k < mesh.n_r; ++k) edges(k + 1) = edges(k) + share(k);
  edges(mesh.n_r) = 1;
  return edges;
}

class Transfer {
 public:
  Transfer(const Mesh& from, const Mesh& to, const Layout& old, const Layout& wanted)
      : from_(from), to_(to), s_from_(equal_edges(old.n_s)), s_to_(equal_edges(wanted.n_s)) {
    for (Index k = 0; k < old.composites(); ++k) {
      x_from_[static_cast<std::size_t>(k)] = equal_edges(old.composite(k).n_x);
      x_to_[static_cast<std::size_t>(k)] = equal_edges(wanted.composite(k).n_x);
    }
  }

  /// Across a composite.
  ArrayXd across(Index number, const ArrayXd& field) const {
    return remap(x_from_[static_cast<std::size_t>(number)], field, x_to_[static_cast<std::size_t>(number)]);
  }

  /// Stoichiometries of one class of particles, shapes (n_x, n_r).
  ArrayXXd particles(Index number, Shape shape, const ArrayXXd& y) const {
    const Index n_x = x_to_[static_cast<std::size_t>(number)].size() - 1;
    const ArrayXd before = radial_edges(from_, shape), after = radial_edges(to_, shape);
    ArrayXXd radial(y.rows(), after.size() - 1), moved(n_x, after.size() - 1);
    for (Index k = 0; k < y.rows(); ++k) radial.row(k) = remap(before, y.row(k), after);
    for (Index k = 0; k < radial.cols(); ++k) moved.col(k) = across(number, radial.col(k));
    return moved;
  }

  /// Through the second composite, the separator and then the first one, whichever there are.
  ArrayXd through(const ArrayXd& field) const {
    ArrayXd moved(cells(x_to_[1]) + cells(s_to_) + cells(x_to_[0]));
    Index from = 0, to = 0;
    const auto add = [&](const ArrayXd& before, const ArrayXd& after) {
      if (cells(before) > 0) moved.segment(to, cells(after)) = remap(before, field.segment(from, cells(before)), after);
      from += cells(before), to += cells(after);
    };
    add(x_from_[1], x_to_[1]), add(s_from_, s_to_), add(x_from_[0], x_to_[0]);
    return moved;
  }

  /// A field along an axis.
  ArrayXd along(const Field::Axis& axis, const ArrayXd& field) const {
    switch (axis.along) {
      case Field::Axis::composite:
        return across(axis.number, field);
      case Field::Axis::through:
        return through(field);
      case Field::Axis::nothing:
        break;
    }
    return field;
  }

 private:
  static Index cells(const ArrayXd& edges) { return std::max<Index>(edges.size() - 1, 0); }

  std::array<ArrayXd, 2> x_from_, x_to_;  // by number of composite
  Mesh from_, to_;
  ArrayXd s_from_, s_to_;
};

bool same_cells(const Layout& a, const Layout& b) {
  for (Index k = 0; k < a.composites(); ++k)
    if (a.composite(k).n_x != b.composite(k).n_x || a.composite(k).n_r != b.composite(k).n_r) return false;
  return a.n_s == b.n_s;
}

}  // namespace

ArrayXd on_other_mesh(const CellParameters& cell, const Mesh& from, const Mesh& to, const ArrayXd& state) {
  const Layout old = layout_of(cell, from), wanted = layout_of(cell, to);
  if (same_cells(old, wanted) && (!old.has_particles() || from.grading == to.grading)) return state;
  ArrayXd moved = ArrayXd::Zero(wanted.size());
  const Fields<const double> all(old, state.data());
  const Fields<double> target(wanted, moved.data());
  const Transfer transfer(from, to, old, wanted);
  moved.segment(wanted.i(), wanted.own_begin() - wanted.i()) = state.segment(old.i(), old.own_begin() - old.i());
  for (const Field& field : old.own()) {
    const FieldPlace before = old.place(field.name), after = wanted.place(field.name);
    for (Index k = 0; k < before.columns; ++k) {
      const ArrayXd column = all.column(before, k);
      target.column(after, k) = field.axes.empty() ? column : transfer.along(field.axes.back(), column);
    }
  }
  for (Index number = 0; number < old.composites(); ++number) {
    const auto s = all.of(number);
    const auto m = target.of(number);
    for (Index p = 0; p < old.composite(number).n_p; ++p) {
      const Composite& composite = cell.composite(old.composite(number).side);
      m.y(p) = transfer.particles(number, composite.particles[static_cast<std::size_t>(p)].shape, s.y(p));
      m.j(p) = transfer.across(number, s.j(p));
    }
    m.u() = transfer.across(number, s.u());
  }
  return moved;
}

}  // namespace closo
