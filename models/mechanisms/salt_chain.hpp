// The linearised balances of charge and salt through separator and composites, in time and at a frequency.
#pragma once

#include <array>

#include "models/electrodes/charge_chain.hpp"

namespace closo {

/// The balances of charge and salt in the cells of a binary electrolyte, as a state has linearised them. Faces lie
/// between cells m and m + 1; derivatives by_from are to the concentration in the first, by_to in the second. In the
/// separator, on both of its faces as well, the current is that of the cell.
struct SaltBalance {
  Eigen::ArrayXd capacity{};  // of the cells for salt, F c_0 eps dx, shape (n) [C m-2]
  double anion_share = 0.0;   // 1 - t+
  // Of the faces, shapes (n - 1).
  Eigen::ArrayXd current{}, current_by_i{}, conductance{};  // i_e, also to the current along the chain and to u
  Eigen::ArrayXd current_by_from{}, current_by_to{};
  Eigen::ArrayXd anions{}, anions_by_from{}, anions_by_to{};  // m
};

/// With a liquid electrolyte: composite | separator | composite, of which each composite may be missing. In the
/// separator the ladder has one unknown per cell, in a composite two. What flows down u is -i_e, what flows down the
/// salt is m. All is in the order of the chain, in which a composite before the separator runs towards it.
template <class Scalar>
class SaltChain {
 public:
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

  /// What a composite takes part with; of nothing where there is none.
  struct Part {
    const Interfaces<Scalar>* interfaces = nullptr;
    const OfPaths<PathEffect>* effects = nullptr;

    Index size() const { return interfaces != nullptr ? interfaces->by_u.size() : 0; }
  };

  /// Makes room, so that nothing is allocated later.
  void reserve(Index n_before, Index n_s, Index n_after) {
    before_.reserve(static_cast<std::size_t>(n_before));
    one_.reserve(static_cast<std::size_t>(n_s));
    after_.reserve(static_cast<std::size_t>(std::max<Index>(n_after - 1, 0)));
    make_room(n_before, n_s, n_after);
  }

  /// @param cj    weight of time derivatives [s-1]
  /// @param salt  right-hand side, shape (n) [A m-2]
  void solve(const SaltBalance& balance, Scalar cj, const std::array<Part, 2>& parts,
             const Eigen::Ref<const Array>& salt) {
    const auto& [before, after] = parts;
    const Index n = balance.capacity.size(), n_before = before.size(), n_after = after.size(),
                begin = n - n_after;  // of the composite after the separator
    make_room(n_before, begin - n_before, n_after);
    if (n_before > 0) {
      before_.begin(Two::Zero(), TwoColumns::Zero());
      add_composite(before_, balance, cj, before, salt, 0, n_before);
      one_.begin(One(before_.shunt()(1, 1)), before_.inflow().row(1));
    } else {
      one_.begin(One::Zero(), OneColumns::Zero());
    }
    for (Index m = n_before; m < begin; ++m) {
      one_.add_cell(One(balance.capacity(m) * cj), OneColumns(salt(m), Scalar(0)));
      if (m + 1 == n) break;
      one_.add_face(One(Scalar(balance.anions_by_from(m))), One(Scalar(-balance.anions_by_to(m))),
                    OneColumns(Scalar(0), Scalar(-balance.anion_share)));
    }
    OneColumns next;
    if (n_after > 0) {
      Two shunt = Two::Zero();
      TwoColumns inflow = TwoColumns::Zero();
      shunt(1, 1) = one_.shunt()(0);
      inflow(0, 1) = -1.0, inflow.row(1) = one_.inflow();
      after_.begin(shunt, inflow);
      add_composite(after_, balance, cj, after, salt, begin, n_after - 1);
      TwoColumns z = after_.last();
      for (Index k = n_after; k-- > 0;) {
        if (k + 1 < n_after) z = after_.before(static_cast<std::size_t>(k), z);
        keep(composite[1], k, begin, z);
      }
      next = z.row(1);
    } else {
      next = one_.last();
    }
    for (Index m = begin; m-- > n_before;) {
      if (m + 1 < n) next = one_.before(static_cast<std::size_t>(m - n_before), next);
      c_fixed(m) = next(0), c_current(m) = next(1);
    }
    TwoColumns z = TwoColumns::Zero();
    z.row(1) = next;
    for (Index k = n_before; k-- > 0;) {
      z = before_.before(static_cast<std::size_t>(k), z);
      keep(composite[0], k, 0, z);
    }
    if (n_before > 0) keep_halves(composite[0], before.interfaces->halves.electrons, 0);
    if (n_after > 0) keep_halves(composite[1], after.interfaces->halves.electrons, begin);
  }

  // Corrections with the current along the chain: of the composite before the separator and of that after it, and of
  // the concentration, shapes (n).
  std::array<Corrections<Scalar>, 2> composite;
  Array c_fixed, c_current;

 private:
  using One = typename Ladder<Scalar, 1>::Matrix;
  using OneColumns = typename Ladder<Scalar, 1>::Columns;
  using Two = typename Ladder<Scalar, 2>::Matrix;
  using TwoColumns = typename Ladder<Scalar, 2>::Columns;

  void make_room(Index n_before, Index n_s, Index n_after) {
    composite[0].u_fixed.resize(n_before), composite[0].u_current.resize(n_before);
    composite[1].u_fixed.resize(n_after), composite[1].u_current.resize(n_after);
    c_fixed.resize(n_before + n_s + n_after), c_current.resize(n_before + n_s + n_after);
  }

  /// Cells of a composite, and so many of the faces after them.
  static void add_composite(Ladder<Scalar, 2>& ladder, const SaltBalance& balance, Scalar cj, const Part& part,
                            const Eigen::Ref<const Array>& salt, Index begin, Index faces) {
    const Interfaces<Scalar>& interfaces = *part.interfaces;
    const HalfResistance<Scalar>& half = interfaces.halves.electrons;
    const Index n_x = part.size();
    const double t = balance.anion_share;
    Two matrix, to;
    TwoColumns columns;
    for (Index k = 0; k < n_x; ++k) {
      const Index m = begin + k;
      matrix << interfaces.by_u(k), interfaces.by_c(k), 0.0, balance.capacity(m) * cj;
      columns << interfaces.charge(k), interfaces.charge_by_i(k), salt(m), 0.0;
      ladder.add_cell(matrix, columns);
      if (k == faces) break;
      const double g = balance.conductance(m);
      matrix << g, -balance.current_by_from(m), t * g, balance.anions_by_from(m);
      to << g, balance.current_by_to(m), t * g, -balance.anions_by_to(m);
      columns << 0.0, -balance.current_by_i(m), 0.0, -t * balance.current_by_i(m);
      if (half.varies() && k + 1 < n_x) {
        const double current = part.effects->electrons.current(k);
        const Eigen::Matrix<Scalar, 2, 1> of_i_e(1.0, t);
        matrix -= current * of_i_e * Eigen::Matrix<Scalar, 1, 2>(half.by_u(k), half.by_c(k));
        to += current * of_i_e * Eigen::Matrix<Scalar, 1, 2>(half.by_u(k + 1), half.by_c(k + 1));
        columns.col(0) -= of_i_e * (current * (half.fixed(k) + half.fixed(k + 1)));
        columns.col(1) -= of_i_e * (current * (half.by_i(k) + half.by_i(k + 1)));
      }
      ladder.add_face(matrix, to, columns);
    }
  }

  void keep(Corrections<Scalar>& of, Index k, Index begin, const TwoColumns& z) {
    of.u_fixed(k) = z(0, 0), of.u_current(k) = z(0, 1);
    c_fixed(begin + k) = z(1, 0), c_current(begin + k) = z(1, 1);
  }

  void keep_halves(Corrections<Scalar>& of, const HalfResistance<Scalar>& half, Index begin) {
    if (!half.varies()) return;
    const Index n_x = of.u_fixed.size();
    CurrentLines<Scalar>& lines = of.halves.electrons;
    lines.follow(half, of.u_fixed, of.u_current);
    lines.fixed += half.by_c * c_fixed.segment(begin, n_x), lines.current += half.by_c * c_current.segment(begin, n_x);
  }

  Ladder<Scalar, 1> one_;  // the salt of the separator
  Ladder<Scalar, 2> before_, after_;
};

}  // namespace closo
