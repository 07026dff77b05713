// The linearised balances of charge and salt, in time and at a frequency.
#pragma once

#include <algorithm>

#include "models/binary_electrolyte.hpp"
#include "models/electron_path.hpp"
#include "solver/ladder.hpp"

namespace closo {

/// The faces between the cells of a composite with a solid electrolyte, shapes (n_x - 1):
///   i_e = conductance (u_{k+1} - u_k) + by_i i.
struct SolidFaces {
  Eigen::ArrayXd conductance, by_i, current;  // ions and electrons in series [S m-2]; of i; i_e [A m-2]
};

/// How the mean stoichiometry of the particles in each cell follows:  x_mean = fixed + by_u x_u + by_salt x_salt,
/// shapes (n_x). Empty where nothing depends on it.
template <class Scalar>
struct MeanStoichiometry {
  Eigen::Array<Scalar, Eigen::Dynamic, 1> fixed{}, by_u{}, by_salt{};

  bool matters() const { return fixed.size() > 0; }
};

/// Corrections  x = fixed + current x_i  of u, shape (n_x), of the salt, shape (n_s + n_x), and of the mean
/// stoichiometry, shape (n_x) or none where it does not matter. In the separator the
/// ladder has one unknown per cell, in the composite two: what flows down u is -i_e, what flows down the salt is m.
template <class Scalar>
class ChargeAndSalt {
 public:
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

  /// Makes room, so that nothing is allocated later.
  void reserve(Index n_x, Index n_salt) {
    const auto faces = [](Index cells) { return static_cast<std::size_t>(std::max<Index>(cells - 1, 0)); };
    one_.reserve(n_salt > 0 ? static_cast<std::size_t>(n_salt - n_x) : faces(n_x));
    if (n_salt > 0) composite_.reserve(faces(n_x));
    x.u_fixed.resize(n_x), x.u_current.resize(n_x), x.salt_fixed.resize(n_salt), x.salt_current.resize(n_salt);
  }

  /// With a solid electrolyte there is no salt, and the currents through a face share one difference of u.
  /// @param ground        of the reactions of each cell to u, shape (n_x) [S m-2]
  /// @param charge        right-hand side, shape (n_x) [A m-2]
  /// @param charge_by_i   ... what of it goes with the current, shape (n_x)
  /// @param mean, effect  how the mean stoichiometry follows, and what that does to the currents
  void solve(const SolidFaces& faces, const Eigen::Ref<const Array>& ground, const Eigen::Ref<const Array>& charge,
             const Eigen::Ref<const Array>& charge_by_i, const MeanStoichiometry<Scalar>& mean,
             const StoichiometryEffect& effect) {
    const Index n_x = ground.size();
    x.u_fixed.resize(n_x), x.u_current.resize(n_x);
    if (n_x == 0) return;
    one_.begin(One::Zero(), OneColumns(0.0, -1.0));
    for (Index k = 0; k < n_x; ++k) {
      one_.add_cell(One(ground(k)), OneColumns(charge(k), charge_by_i(k)));
      if (k + 1 == n_x) break;
      One from = One::Constant(faces.conductance(k)), to = from;
      OneColumns driven(0.0, -faces.by_i(k));
      if (mean.matters()) {
        const double by_from = effect.current_by_from(k), by_to = effect.current_by_to(k);
        from(0) -= by_from * mean.by_u(k), to(0) += by_to * mean.by_u(k + 1);
        driven(0) -= by_from * mean.fixed(k) + by_to * mean.fixed(k + 1);
      }
      one_.add_face(from, to, driven);
    }
    OneColumns z = one_.last();
    for (Index k = n_x; k-- > 0;) {
      if (k + 1 < n_x) z = one_.before(static_cast<std::size_t>(k), z);
      x.u_fixed(k) = z(0), x.u_current(k) = z(1);
    }
    if (!mean.matters()) return;
    x.mean_fixed = mean.fixed + mean.by_u * x.u_fixed;
    x.mean_current = mean.by_u * x.u_current;
  }

  /// @param cj              weight of time derivatives [s-1]
  /// @param ground          of the reactions of each cell to u, shape (n_x) [S m-2]
  /// @param ground_by_salt  ... and to the salt [A m-2]
  /// @param charge, salt    right-hand sides, shapes (n_x) and (n_s + n_x) [A m-2]
  /// @param charge_by_i     as above
  /// @param mean, effect    as above
  void solve(const BinaryElectrolyte& electrolyte, Scalar cj, const Eigen::Ref<const Array>& ground,
             const Eigen::Ref<const Array>& ground_by_salt, const Eigen::Ref<const Array>& charge,
             const Eigen::Ref<const Array>& charge_by_i, const Eigen::Ref<const Array>& salt,
             const MeanStoichiometry<Scalar>& mean, const StoichiometryEffect& effect) {
    const Index n = electrolyte.capacity().size(), n_x = ground.size(), n_s = n - n_x;
    x.salt_fixed.resize(n), x.salt_current.resize(n), x.u_fixed.resize(n_x), x.u_current.resize(n_x);
    const BinaryElectrolyte::Faces& f = electrolyte.faces();
    const double anion_share = electrolyte.anion_share();
    one_.begin(One::Zero(), OneColumns::Zero());
    for (Index m = 0; m < n_s; ++m) {
      one_.add_cell(One(electrolyte.capacity()(m) * cj), OneColumns(salt(m), Scalar(0)));
      if (m + 1 == n) break;
      one_.add_face(One(Scalar(f.anions_by_from(m))), One(Scalar(-f.anions_by_to(m))),
                    OneColumns(Scalar(0), Scalar(-anion_share)));
    }
    OneColumns next = n_x > 0 ? solve_composite(electrolyte, cj, ground, ground_by_salt, charge, charge_by_i,
                                                salt.tail(n_x), mean, effect)
                              : one_.last();
    for (Index m = n_s; m-- > 0;) {
      if (m + 1 < n) next = one_.before(static_cast<std::size_t>(m), next);
      x.salt_fixed(m) = next(0), x.salt_current(m) = next(1);
    }
    if (!mean.matters()) return;
    x.mean_fixed = mean.fixed + mean.by_u * x.u_fixed + mean.by_salt * x.salt_fixed.tail(n_x);
    x.mean_current = mean.by_u * x.u_current + mean.by_salt * x.salt_current.tail(n_x);
  }

  struct Corrections {
    Array u_fixed, u_current, salt_fixed, salt_current, mean_fixed{}, mean_current{};
  } x;

 private:
  using One = typename Ladder<Scalar, 1>::Matrix;
  using OneColumns = typename Ladder<Scalar, 1>::Columns;
  using Two = typename Ladder<Scalar, 2>::Matrix;
  using TwoColumns = typename Ladder<Scalar, 2>::Columns;

  /// @return the salt in its first cell
  OneColumns solve_composite(const BinaryElectrolyte& electrolyte, Scalar cj, const Eigen::Ref<const Array>& ground,
                             const Eigen::Ref<const Array>& ground_by_salt, const Eigen::Ref<const Array>& charge,
                             const Eigen::Ref<const Array>& charge_by_i, const Eigen::Ref<const Array>& salt,
                             const MeanStoichiometry<Scalar>& mean, const StoichiometryEffect& effect) {
    const Index n_x = ground.size(), n_s = electrolyte.capacity().size() - n_x;
    const double t = electrolyte.anion_share();
    const BinaryElectrolyte::Faces& f = electrolyte.faces();
    Two matrix = Two::Zero(), to = Two::Zero();
    TwoColumns columns = TwoColumns::Zero();
    matrix(1, 1) = one_.shunt()(0);
    columns(0, 1) = -1.0, columns.row(1) = one_.inflow();
    composite_.begin(matrix, columns);
    for (Index k = 0; k < n_x; ++k) {
      matrix << ground(k), ground_by_salt(k), 0.0, electrolyte.capacity()(n_s + k) * cj;
      columns << charge(k), charge_by_i(k), salt(k), 0.0;
      composite_.add_cell(matrix, columns);
      if (k + 1 == n_x) break;
      const Index m = n_s + k;
      const double g = f.conductance(m);
      matrix << g, -f.current_by_from(m), t * g, f.anions_by_from(m);
      to << g, f.current_by_to(m), t * g, -f.anions_by_to(m);
      columns << 0.0, -f.current_by_i(m), 0.0, -t * f.current_by_i(m);
      if (mean.matters()) {
        const double by_from = effect.current_by_from(k), by_to = effect.current_by_to(k);
        const Eigen::Matrix<Scalar, 2, 1> of_i_e(1.0, t);
        matrix -= by_from * of_i_e * Eigen::Matrix<Scalar, 1, 2>(mean.by_u(k), mean.by_salt(k));
        to += by_to * of_i_e * Eigen::Matrix<Scalar, 1, 2>(mean.by_u(k + 1), mean.by_salt(k + 1));
        columns.col(0) -= of_i_e * (by_from * mean.fixed(k) + by_to * mean.fixed(k + 1));
      }
      composite_.add_face(matrix, to, columns);
    }
    TwoColumns z = composite_.last();
    for (Index k = n_x; k-- > 0;) {
      if (k + 1 < n_x) z = composite_.before(static_cast<std::size_t>(k), z);
      x.u_fixed(k) = z(0, 0), x.u_current(k) = z(0, 1);
      x.salt_fixed(n_s + k) = z(1, 0), x.salt_current(n_s + k) = z(1, 1);
    }
    return z.row(1);
  }

  Ladder<Scalar, 1> one_;  // the salt of the separator, or all of a solid electrolyte
  Ladder<Scalar, 2> composite_;
};

}  // namespace closo
