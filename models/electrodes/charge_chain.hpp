// The linearised balance of charge along a composite, in time and at a frequency.
#pragma once

#include "solver/ladder.hpp"
#include "solver/types.hpp"

namespace closo {

// 1/s; stands for the infinite weight of time derivatives in a search for consistent potentials, in which double layers
// keep their charge.
inline constexpr double largest_cj = 1e30;

/// What a change of a quantity in each cell does to the currents through the faces of the composite and to the
/// potential of the collector, where a conductivity follows it: of the mean stoichiometry of the particles that of
/// electrons, of the share of the electrolyte that is consumed that of ions. All empty where it does not.
struct PathEffect {
  Eigen::ArrayXd current_by_from, current_by_to;  // of the ions, to the cells beside a face, shapes (n_x - 1)
  Eigen::ArrayXd potential;                       // to that in each cell, shape (n_x) [V]
};

/// The faces between the cells of a composite with a solid electrolyte, shapes (n_x - 1):
///   i_e = conductance (u_{k+1} - u_k) + by_i i.
struct SolidFaces {
  Eigen::ArrayXd conductance, by_i, current;  // ions and electrons in series [S m-2]; of i; i_e [A m-2]
};

/// How the mean stoichiometry of the particles in each cell follows:  x_mean = fixed + by_u x_u + by_c x_c + by_i x_i,
/// shapes (n_x). Empty where nothing depends on it.
template <class Scalar>
struct MeanStoichiometry {
  Eigen::Array<Scalar, Eigen::Dynamic, 1> fixed{}, by_u{}, by_c{}, by_i{};

  bool matters() const { return fixed.size() > 0; }
};

/// What the reactions of a composite leave in the balance of charge of each cell of the mesh, shapes (n_x):
///   (by_u x_u + by_c x_c) - what flows along x = charge + charge_by_i x_i.
template <class Scalar>
struct Interfaces {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  Array by_u{}, by_c{};           // S m-2, A m-2
  Array charge{}, charge_by_i{};  // A m-2, 1
  MeanStoichiometry<Scalar> mean{};
  Array consumed{}, consumed_by_u{};  // share of a solid electrolyte, where its ions follow that [1, V-1]
};

/// Corrections  x = fixed + current x_i  of u, shape (n_x), and of the mean stoichiometry, shape (n_x) or none where it
/// does not matter, with the current x_i out of the separator.
template <class Scalar>
struct Corrections {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  Array u_fixed{}, u_current{}, mean_fixed{}, mean_current{};

  // Of a difference of potential that follows u and, as `effect` has it, the mean stoichiometry.
  Scalar fixed_of(const Eigen::ArrayXd& by_u, const PathEffect& effect) const {
    return sum(by_u, effect, u_fixed, mean_fixed);
  }
  Scalar slope_of(const Eigen::ArrayXd& by_u, const PathEffect& effect) const {
    return sum(by_u, effect, u_current, mean_current);
  }

 private:
  static Scalar sum(const Eigen::ArrayXd& by_u, const PathEffect& effect, const Array& u, const Array& mean) {
    const Scalar all = (by_u * u).sum();
    return mean.size() > 0 ? all + (effect.potential * mean).sum() : all;
  }
};

// The same seen from the other end: cells count the other way, and so does the current.

inline PathEffect turned(const PathEffect& e) {
  return {-e.current_by_to.reverse(), -e.current_by_from.reverse(), -e.potential.reverse()};
}
inline SolidFaces turned(const SolidFaces& f) {
  return {f.conductance.reverse(), f.by_i.reverse(), -f.current.reverse()};
}
template <class Scalar>
Interfaces<Scalar> turned(const Interfaces<Scalar>& f) {
  return {f.by_u.reverse(),
          f.by_c.reverse(),
          f.charge.reverse(),
          -f.charge_by_i.reverse(),
          {f.mean.fixed.reverse(), f.mean.by_u.reverse(), f.mean.by_c.reverse(), -f.mean.by_i.reverse()}};
}
template <class Scalar>
Corrections<Scalar> turned(const Corrections<Scalar>& x) {
  return {x.u_fixed.reverse(), -x.u_current.reverse(), x.mean_fixed.reverse(), -x.mean_current.reverse()};
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

  /// @param effect  of the mean stoichiometry on the currents     @param of_consumed  that of the share of the
  /// electrolyte that is consumed
  void solve(const SolidFaces& faces, const Interfaces<Scalar>& interfaces, const PathEffect& effect,
             const PathEffect& of_consumed) {
    const MeanStoichiometry<Scalar>& mean = interfaces.mean;
    const Index n_x = interfaces.by_u.size();
    x.u_fixed.resize(n_x), x.u_current.resize(n_x);
    one_.begin(One::Zero(), Columns(0.0, -1.0));
    for (Index k = 0; k < n_x; ++k) {
      one_.add_cell(One(interfaces.by_u(k)), Columns(interfaces.charge(k), interfaces.charge_by_i(k)));
      if (k + 1 == n_x) break;
      One from = One::Constant(faces.conductance(k)), to = from;
      Columns driven(0.0, -faces.by_i(k));
      if (mean.matters()) {
        const double by_from = effect.current_by_from(k), by_to = effect.current_by_to(k);
        from(0) -= by_from * mean.by_u(k), to(0) += by_to * mean.by_u(k + 1);
        driven(0) -= by_from * mean.fixed(k) + by_to * mean.fixed(k + 1);
        driven(1) -= by_from * mean.by_i(k) + by_to * mean.by_i(k + 1);
      }
      if (interfaces.consumed.size() > 0) {
        const double by_from = of_consumed.current_by_from(k), by_to = of_consumed.current_by_to(k);
        from(0) -= by_from * interfaces.consumed_by_u(k), to(0) += by_to * interfaces.consumed_by_u(k + 1);
        driven(0) -= by_from * interfaces.consumed(k) + by_to * interfaces.consumed(k + 1);
      }
      one_.add_face(from, to, driven);
    }
    Columns z = one_.last();
    for (Index k = n_x; k-- > 0;) {
      if (k + 1 < n_x) z = one_.before(static_cast<std::size_t>(k), z);
      x.u_fixed(k) = z(0), x.u_current(k) = z(1);
    }
    if (!mean.matters()) return;
    x.mean_fixed = mean.fixed + mean.by_u * x.u_fixed;
    x.mean_current = mean.by_u * x.u_current + mean.by_i;
  }

  Corrections<Scalar> x;

 private:
  using One = typename Ladder<Scalar, 1>::Matrix;
  using Columns = typename Ladder<Scalar, 1>::Columns;
  Ladder<Scalar, 1> one_;
};

}  // namespace closo
