// Linear equations of a chain of cells, each with fluxes to its two neighbours and to ground.
#pragma once

#include <vector>

#include <Eigen/Dense>

namespace closo {

/// In a cell z of N unknowns the balance of N quantities is  in = out + ground z - source,  and the flux to the next
/// one is  from z - to z_next + driven.  Every vector has two columns: one fixed, one that goes with an unknown that
/// borders the chain, such as the current. What the cells before let through is kept as  passed - leak z  of the next
/// cell, in which nothing is subtracted that could cancel: sums over the chain are exact to round-off however well it
/// conducts.
template <class Scalar, int N>
class Ladder {
 public:
  using Matrix = Eigen::Matrix<Scalar, N, N>;
  using Columns = Eigen::Matrix<Scalar, N, 2>;

  /// What enters the first cell.
  void begin(const Matrix& leak, const Columns& passed) {
    leak_ = leak, passed_ = passed;
    links_.clear();
  }
  void add_cell(const Matrix& ground, const Columns& source) {
    leak_ += ground;
    passed_ += source;
  }
  void add_face(const Matrix& from, const Matrix& to, const Columns& driven) {
    const Matrix inverse = (from + leak_).inverse();
    links_.push_back({inverse * (passed_ - driven), inverse * to});
    passed_ = from * inverse * passed_ + leak_ * inverse * driven;
    leak_ = leak_ * links_.back().gain;
  }
  /// What leaves the last cell added, or the face after it.
  const Matrix& leak() const { return leak_; }
  const Columns& passed() const { return passed_; }

  /// z of the last cell, which nothing leaves.
  Columns last() const { return leak_.inverse() * passed_; }
  /// z of a cell from that of the next one.
  Columns before(std::size_t cell, const Columns& next) const { return links_[cell].fixed + links_[cell].gain * next; }

 private:
  struct Link {
    Columns fixed;
    Matrix gain;
  };
  Matrix leak_;
  Columns passed_;
  std::vector<Link> links_;
};

}  // namespace closo
