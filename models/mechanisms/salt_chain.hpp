// The linearised balances of charge and salt through separator and composite, in time and at a frequency.
#pragma once

#include "models/electrodes/charge_chain.hpp"

namespace closo {

/// The balances of charge and salt in the cells of a binary electrolyte, as a state has linearised them. Faces lie
/// between cells m and m + 1; derivatives by_from are to the concentration in the first, by_to in the second.
struct SaltBalance {
  Eigen::ArrayXd capacity{};  // of the cells for salt, F c_0 eps dx, shape (n_s + n_x) [C m-2]
  double anion_share = 0.0;   // 1 - t+
  // Of the faces, shapes (n_s + n_x - 1).
  Eigen::ArrayXd current{}, current_by_i{}, conductance{};  // i_e, also to the current of the cell and to u
  Eigen::ArrayXd current_by_from{}, current_by_to{};
  Eigen::ArrayXd anions{}, anions_by_from{}, anions_by_to{};  // m
};

/// With a liquid electrolyte: in the separator the ladder has one unknown per cell, in the composite two. What flows
/// down u is -i_e, what flows down the salt is m.
template <class Scalar>
class SaltChain {
 public:
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

  /// Makes room, so that nothing is allocated later.
  void reserve(Index n_s, Index n_x) {
    one_.reserve(static_cast<std::size_t>(n_s));
    if (n_x > 0) composite_.reserve(static_cast<std::size_t>(n_x - 1));
    x.u_fixed.resize(n_x), x.u_current.resize(n_x), x.c_fixed.resize(n_s + n_x), x.c_current.resize(n_s + n_x);
  }

  /// @param cj          weight of time derivatives [s-1]
  /// @param interfaces  of the composite, empty without one
  /// @param salt        right-hand side, shape (n_s + n_x) [A m-2]
  /// @param effect      of the mean stoichiometry on the currents
  void solve(const SaltBalance& balance, Scalar cj, const Interfaces<Scalar>& interfaces,
             const Eigen::Ref<const Array>& salt, const StoichiometryEffect& effect) {
    const MeanStoichiometry<Scalar>& mean = interfaces.mean;
    const Index n = balance.capacity.size(), n_x = interfaces.by_u.size(), n_s = n - n_x;
    x.c_fixed.resize(n), x.c_current.resize(n), x.u_fixed.resize(n_x), x.u_current.resize(n_x);
    one_.begin(One::Zero(), OneColumns::Zero());
    for (Index m = 0; m < n_s; ++m) {
      one_.add_cell(One(balance.capacity(m) * cj), OneColumns(salt(m), Scalar(0)));
      if (m + 1 == n) break;
      one_.add_face(One(Scalar(balance.anions_by_from(m))), One(Scalar(-balance.anions_by_to(m))),
                    OneColumns(Scalar(0), Scalar(-balance.anion_share)));
    }
    OneColumns next = n_x > 0 ? solve_composite(balance, cj, interfaces, salt.tail(n_x), effect) : one_.last();
    for (Index m = n_s; m-- > 0;) {
      if (m + 1 < n) next = one_.before(static_cast<std::size_t>(m), next);
      x.c_fixed(m) = next(0), x.c_current(m) = next(1);
    }
    if (!mean.matters()) return;
    x.mean_fixed = mean.fixed + mean.by_u * x.u_fixed + mean.by_c * x.c_fixed.tail(n_x);
    x.mean_current = mean.by_u * x.u_current + mean.by_c * x.c_current.tail(n_x);
  }

  Corrections<Scalar> x;

 private:
  using One = typename Ladder<Scalar, 1>::Matrix;
  using OneColumns = typename Ladder<Scalar, 1>::Columns;
  using Two = typename Ladder<Scalar, 2>::Matrix;
  using TwoColumns = typename Ladder<Scalar, 2>::Columns;

  /// @return the salt in its first cell
  OneColumns solve_composite(const SaltBalance& balance, Scalar cj, const Interfaces<Scalar>& interfaces,
                             const Eigen::Ref<const Array>& salt, const StoichiometryEffect& effect) {
    const MeanStoichiometry<Scalar>& mean = interfaces.mean;
    const Index n_x = interfaces.by_u.size(), n_s = balance.capacity.size() - n_x;
    const double t = balance.anion_share;
    Two matrix = Two::Zero(), to = Two::Zero();
    TwoColumns columns = TwoColumns::Zero();
    matrix(1, 1) = one_.shunt()(0);
    columns(0, 1) = -1.0, columns.row(1) = one_.inflow();
    composite_.begin(matrix, columns);
    for (Index k = 0; k < n_x; ++k) {
      matrix << interfaces.by_u(k), interfaces.by_c(k), 0.0, balance.capacity(n_s + k) * cj;
      columns << interfaces.charge(k), interfaces.charge_by_i(k), salt(k), 0.0;
      composite_.add_cell(matrix, columns);
      if (k + 1 == n_x) break;
      const Index m = n_s + k;
      const double g = balance.conductance(m);
      matrix << g, -balance.current_by_from(m), t * g, balance.anions_by_from(m);
      to << g, balance.current_by_to(m), t * g, -balance.anions_by_to(m);
      columns << 0.0, -balance.current_by_i(m), 0.0, -t * balance.current_by_i(m);
      if (mean.matters()) {
        const double by_from = effect.current_by_from(k), by_to = effect.current_by_to(k);
        const Eigen::Matrix<Scalar, 2, 1> of_i_e(1.0, t);
        matrix -= by_from * of_i_e * Eigen::Matrix<Scalar, 1, 2>(mean.by_u(k), mean.by_c(k));
        to += by_to * of_i_e * Eigen::Matrix<Scalar, 1, 2>(mean.by_u(k + 1), mean.by_c(k + 1));
        columns.col(0) -= of_i_e * (by_from * mean.fixed(k) + by_to * mean.fixed(k + 1));
      }
      composite_.add_face(matrix, to, columns);
    }
    TwoColumns z = composite_.last();
    for (Index k = n_x; k-- > 0;) {
      if (k + 1 < n_x) z = composite_.before(static_cast<std::size_t>(k), z);
      x.u_fixed(k) = z(0, 0), x.u_current(k) = z(0, 1);
      x.c_fixed(n_s + k) = z(1, 0), x.c_current(n_s + k) = z(1, 1);
    }
    return z.row(1);
  }

  Ladder<Scalar, 1> one_;  // the salt of the separator
  Ladder<Scalar, 2> composite_;
};

}  // namespace closo
