// The linearised balance of charge along a composite, in time and at a frequency.
#pragma once

#include <utility>

#include "solver/ladder.hpp"
#include "solver/types.hpp"

namespace closo {

// 1/s; stands for the infinite weight of time derivatives in a search for consistent potentials, in which double layers
// keep their charge.
inline constexpr double largest_cj = 1e30;

/// What a change of half the resistance of a cell on one path does to the currents through the faces beside it and to
/// the potential of the collector.
struct PathEffect {
  Eigen::ArrayXd current;    // of the ions through a face, by either cell beside it, shape (n_x - 1) [A m-2 / ohm m2]
  Eigen::ArrayXd potential;  // shape (n_x) [V / ohm m2]
};

/// Of what belongs to the paths of electrons and of ions. Empty where the resistances of a path stay.
template <class Of>
struct OfPaths {
  Of electrons{}, ions{};
};

/// The faces between the cells of a composite with a solid electrolyte, shapes (n_x - 1):
///   i_e = conductance (u_{k+1} - u_k) + by_i i.
struct SolidFaces {
  Eigen::ArrayXd conductance, by_i, current;  // ions and electrons in series [S m-2]; of i; i_e [A m-2]
};

/// How half the resistance of each cell on a path follows:  x_h = fixed + by_u x_u + by_c x_c + by_i x_i,
/// shapes (n_x). Empty where it stays.
template <class Scalar>
struct HalfResistance {
  Eigen::Array<Scalar, Eigen::Dynamic, 1> fixed{}, by_u{}, by_c{}, by_i{};

  bool varies() const { return fixed.size() > 0; }
};

/// What the reactions of a composite leave in the balance of charge of each cell of the mesh, shapes (n_x):
///   (by_u x_u + by_c x_c) - what flows along x = charge + charge_by_i x_i.
template <class Scalar>
struct Interfaces {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  Array by_u{}, by_c{};           // S m-2, A m-2
  Array charge{}, charge_by_i{};  // A m-2, 1
  OfPaths<HalfResistance<Scalar>> halves{};
};

/// Corrections  x = fixed + current x_i  with the current x_i out of the separator, shapes (n_x).
template <class Scalar>
struct CurrentLines {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  Array fixed{}, current{};

  /// As half a resistance follows u; stays empty where it does not vary.
  void follow(const HalfResistance<Scalar>& half, const Array& u_fixed, const Array& u_current) {
    if (!half.varies()) return;
    fixed = half.fixed + half.by_u * u_fixed;
    current = half.by_u * u_current + half.by_i;
  }
};

/// Of u, and of half the resistances where they vary.
template <class Scalar>
struct Corrections {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  Array u_fixed{}, u_current{};
  OfPaths<CurrentLines<Scalar>> halves{};

  // Of a difference of potential that follows u and, as the effects have it, the resistances.
  Scalar fixed_of(const Eigen::ArrayXd& by_u, const OfPaths<PathEffect>& effects) const {
    return (by_u * u_fixed).sum() + sum(effects.electrons, halves.electrons.fixed) +
           sum(effects.ions, halves.ions.fixed);
  }
  Scalar slope_of(const Eigen::ArrayXd& by_u, const OfPaths<PathEffect>& effects) const {
    return (by_u * u_current).sum() + sum(effects.electrons, halves.electrons.current) +
           sum(effects.ions, halves.ions.current);
  }

 private:
  static Scalar sum(const PathEffect& effect, const Array& half) {
    return half.size() > 0 ? (effect.potential * half).sum() : Scalar(0);
  }
};

// The same seen from the other end: cells count the other way, and so does the current.

template <class Of>
OfPaths<Of> turned(const OfPaths<Of>& paths) {
  return {turned(paths.electrons), turned(paths.ions)};
}
inline PathEffect turned(const PathEffect& e) {
  return {-e.current.reverse(), -e.potential.reverse()};
}
inline SolidFaces turned(const SolidFaces& f) {
  return {f.conductance.reverse(), f.by_i.reverse(), -f.current.reverse()};
}
template <class Scalar>
HalfResistance<Scalar> turned(const HalfResistance<Scalar>& h) {
  return {h.fixed.reverse(), h.by_u.reverse(), h.by_c.reverse(), -h.by_i.reverse()};
}
template <class Scalar>
Interfaces<Scalar> turned(const Interfaces<Scalar>& f) {
  return {f.by_u.reverse(), f.by_c.reverse(), f.charge.reverse(), -f.charge_by_i.reverse(), turned(f.halves)};
}
template <class Scalar>
CurrentLines<Scalar> turned(const CurrentLines<Scalar>& x) {
  return {x.fixed.reverse(), -x.current.reverse()};
}
template <class Scalar>
Corrections<Scalar> turned(const Corrections<Scalar>& x) {
  return {x.u_fixed.reverse(), -x.u_current.reverse(), turned(x.halves)};
}

/// With a solid electrolyte: one unknown per cell, and what flows down it is -i_e.
template <class Scalar>
class ChargeChain {
 public:
  /// Makes room, so that nothing is allocated later.
  void reserve(Index n_x) {
    one_.reserve(static_cast<std::size_t>(n_x - 1));
    x.u_fixed.resize(n_x), x.u_current.resize(n_x);
  }

  void solve(const SolidFaces& faces, const Interfaces<Scalar>& interfaces, const OfPaths<PathEffect>& effects) {
    const Index n_x = interfaces.by_u.size();
    const OfPaths<HalfResistance<Scalar>>& halves = interfaces.halves;
    x.u_fixed.resize(n_x), x.u_current.resize(n_x);
    one_.begin(One::Zero(), Columns(0.0, -1.0));
    for (Index k = 0; k < n_x; ++k) {
      one_.add_cell(One(interfaces.by_u(k)), Columns(interfaces.charge(k), interfaces.charge_by_i(k)));
      if (k + 1 == n_x) break;
      One from = One::Constant(faces.conductance(k)), to = from;
      Columns driven(0.0, -faces.by_i(k));
      for (const auto& [half, effect] :
           {std::pair{&halves.electrons, &effects.electrons}, {&halves.ions, &effects.ions}}) {
        if (!half->varies()) continue;
        const double current = effect->current(k);
        from(0) -= current * half->by_u(k), to(0) += current * half->by_u(k + 1);
        driven(0) -= current * (half->fixed(k) + half->fixed(k + 1));
        driven(1) -= current * (half->by_i(k) + half->by_i(k + 1));
      }
      one_.add_face(from, to, driven);
    }
    Columns z = one_.last();
    for (Index k = n_x; k-- > 0;) {
      if (k + 1 < n_x) z = one_.before(static_cast<std::size_t>(k), z);
      x.u_fixed(k) = z(0), x.u_current(k) = z(1);
    }
    x.halves.electrons.follow(halves.electrons, x.u_fixed, x.u_current);
    x.halves.ions.follow(halves.ions, x.u_fixed, x.u_current);
  }

  Corrections<Scalar> x;

 private:
  using One = typename Ladder<Scalar, 1>::Matrix;
  using Columns = typename Ladder<Scalar, 1>::Columns;
  Ladder<Scalar, 1> one_;
};

}  // namespace closo
