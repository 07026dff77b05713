// The linearised balances of charge and salt, in time and at a frequency.
#pragma once

#include <algorithm>

#include "models/binary_electrolyte.hpp"
#include "solver/ladder.hpp"

namespace closo {

/// Corrections  x = fixed + current x_i  of u, shape (n_x), and of the salt, shape (n_s + n_x). In the separator the
/// ladder has one unknown per cell, in the composite two: what flows down u is -i_e, what flows down the salt is m.
template <class Scalar>
class ChargeAndSalt {
 public:
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

  /// @param cj              weight of time derivatives [s-1]
  /// @param ground          of the reactions of each cell to u, shape (n_x) [S m-2]
  /// @param ground_by_salt  ... and to the salt [A m-2]
  /// @param charge, salt    right-hand sides, shapes (n_x) and (n_s + n_x) [A m-2]
  void solve(const BinaryElectrolyte& electrolyte, Scalar cj, const Eigen::Ref<const Array>& ground,
             const Eigen::Ref<const Array>& ground_by_salt, const Eigen::Ref<const Array>& charge,
             const Eigen::Ref<const Array>& salt) {
    const Index n = electrolyte.capacity().size(), n_x = ground.size(), n_s = n - n_x;
    salt_fixed.resize(n), salt_current.resize(n), u_fixed.resize(n_x), u_current.resize(n_x);
    const BinaryElectrolyte::Faces& f = electrolyte.faces();
    const double anion_share = electrolyte.anion_share();
    separator_.begin(One::Zero(), OneColumns::Zero());
    for (Index m = 0; m < n_s; ++m) {
      separator_.add_cell(One(electrolyte.capacity()(m) * cj), OneColumns(salt(m), Scalar(0)));
      if (m + 1 == n) break;
      separator_.add_face(One(Scalar(f.anions_by_from(m))), One(Scalar(-f.anions_by_to(m))),
                          OneColumns(Scalar(0), Scalar(-anion_share)));
    }
    OneColumns next =
        n_x > 0 ? solve_composite(electrolyte, cj, ground, ground_by_salt, charge, salt.tail(n_x)) : separator_.last();
    for (Index m = n_s; m-- > 0;) {
      if (m + 1 < n) next = separator_.before(static_cast<std::size_t>(m), next);
      salt_fixed(m) = next(0), salt_current(m) = next(1);
    }
  }

  Array u_fixed, u_current, salt_fixed, salt_current;

 private:
  using One = typename Ladder<Scalar, 1>::Matrix;
  using OneColumns = typename Ladder<Scalar, 1>::Columns;
  using Two = typename Ladder<Scalar, 2>::Matrix;
  using TwoColumns = typename Ladder<Scalar, 2>::Columns;

  /// @return the salt in its first cell
  OneColumns solve_composite(const BinaryElectrolyte& electrolyte, Scalar cj, const Eigen::Ref<const Array>& ground,
                             const Eigen::Ref<const Array>& ground_by_salt, const Eigen::Ref<const Array>& charge,
                             const Eigen::Ref<const Array>& salt) {
    const Index n_x = ground.size(), n_s = electrolyte.capacity().size() - n_x;
    const double t = electrolyte.anion_share();
    const BinaryElectrolyte::Faces& f = electrolyte.faces();
    Two matrix = Two::Zero(), to = Two::Zero();
    TwoColumns columns = TwoColumns::Zero();
    matrix(1, 1) = separator_.leak()(0);
    columns(0, 1) = -1.0, columns.row(1) = separator_.passed();
    composite_.begin(matrix, columns);
    for (Index k = 0; k < n_x; ++k) {
      matrix << ground(k), ground_by_salt(k), 0.0, electrolyte.capacity()(n_s + k) * cj;
      columns << charge(k), 0.0, salt(k), 0.0;
      composite_.add_cell(matrix, columns);
      if (k + 1 == n_x) break;
      const Index m = n_s + k;
      const double g = f.conductance(m);
      matrix << g, -f.current_by_from(m), t * g, f.anions_by_from(m);
      to << g, f.current_by_to(m), t * g, -f.anions_by_to(m);
      columns << 0.0, -f.current_by_i(m), 0.0, -t * f.current_by_i(m);
      composite_.add_face(matrix, to, columns);
    }
    TwoColumns x = composite_.last();
    for (Index k = n_x; k-- > 0;) {
      if (k + 1 < n_x) x = composite_.before(static_cast<std::size_t>(k), x);
      u_fixed(k) = x(0, 0), u_current(k) = x(0, 1);
      salt_fixed(n_s + k) = x(1, 0), salt_current(n_s + k) = x(1, 1);
    }
    return x.row(1);
  }

  Ladder<Scalar, 1> separator_;
  Ladder<Scalar, 2> composite_;
};

}  // namespace closo
