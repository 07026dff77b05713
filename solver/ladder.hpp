// Linear equations of a chain of cells, each with fluxes to its two neighbours and to ground.
#pragma once

#include <cmath>
#include <complex>
#include <vector>

#include <Eigen/Core>

namespace closo {

/// In a cell z of N unknowns the balance of N quantities is  in = out + ground z - source,  and the flux to the next
/// one is  from z - to z_next + driven.  Every vector has two columns: one fixed, one that goes with an unknown that
/// borders the chain, such as the current. What the cells before let through is kept as  inflow - shunt z  of the next
/// cell, in which nothing is subtracted that could cancel: sums over the chain are exact to round-off however well it
/// conducts.
template <class Scalar, int N>
class Ladder {
 public:
  using Matrix = Eigen::Matrix<Scalar, N, N>;
  using Columns = Eigen::Matrix<Scalar, N, 2>;

  /// Makes room for a chain of so many faces; a longer one makes room when it needs it.
  void reserve(std::size_t faces) { links_.resize(faces); }
  /// What enters the first cell.
  void begin(const Matrix& shunt, const Columns& inflow) {
    shunt_ = shunt, inflow_ = inflow;
    faces_ = 0;
  }
  void add_cell(const Matrix& ground, const Columns& source) {
    shunt_ += ground;
    inflow_ += source;
  }
  void add_face(const Matrix& from, const Matrix& to, const Columns& driven) {
    const Factors sum(from + shunt_);
    if (faces_ == links_.size()) links_.emplace_back();
    Link& link = links_[faces_++];
    link = {sum.solve(Columns(inflow_ - driven)), sum.solve(to)};
    inflow_ = from * sum.solve(inflow_) + shunt_ * sum.solve(driven);
    shunt_ = shunt_ * link.gain;
  }
  /// What leaves the last cell added, or the face after it.
  const Matrix& shunt() const { return shunt_; }
  const Columns& inflow() const { return inflow_; }

  /// z of the last cell, which nothing leaves.
  Columns last() const { return Factors(shunt_).solve(inflow_); }
  /// z of a cell from that of the next one.
  Columns before(std::size_t cell, const Columns& next) const { return links_[cell].fixed + links_[cell].gain * next; }

 private:
  static_assert(N == 1 || N == 2);

  /// Elimination with the larger pivot: an inverse by the determinant loses what the sums are exact to.
  class Factors {
   public:
    explicit Factors(const Matrix& m) {
      if constexpr (N == 2) {
        pivot_ = std::norm(m(1, 0)) > std::norm(m(0, 0)) ? 1 : 0;
        other_ = 1 - pivot_;
        lower_ = m(other_, 0) / m(pivot_, 0);
        upper_ = m(pivot_, 1);
        second_ = Scalar(1) / (m(other_, 1) - lower_ * upper_);
      }
      first_ = Scalar(1) / m(pivot_, 0);
    }
    template <class Right>
    Right solve(const Right& b) const {
      Right z;
      if constexpr (N == 2) {
        z.row(1) = second_ * (b.row(other_) - lower_ * b.row(pivot_));
        z.row(0) = first_ * (b.row(pivot_) - upper_ * z.row(1));
      } else {
        z = first_ * b;
      }
      return z;
    }

   private:
    int pivot_ = 0, other_ = 0;
    Scalar first_, lower_, upper_, second_;
  };

  struct Link {
    Columns fixed;
    Matrix gain;
  };
  Matrix shunt_;
  Columns inflow_;
  std::size_t faces_ = 0;    // of this chain
  std::vector<Link> links_;  // room for more of them, perhaps
};

}  // namespace closo
