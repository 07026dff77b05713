// A residual for the partial derivatives, then one complex solve for each frequency.
#include "models/impedance.hpp"

#include <cmath>
#include <numbers>

namespace closo {

std::vector<std::complex<double>> impedance(Cell& cell, const Eigen::ArrayXd& state,
                                            const std::vector<double>& frequencies, StopRequest stop) {
  Eigen::ArrayXd row(state.size());
  const Eigen::ArrayXd still = Eigen::ArrayXd::Zero(state.size());
  cell.residual(0, ConstVector(state.data(), state.size()), ConstVector(still.data(), still.size()),
                Vector(row.data(), row.size()));
  std::vector<std::complex<double>> Z;
  for (const double f : frequencies) {
    stop.check();
    Z.push_back(cell.impedance({0, 2 * std::numbers::pi * f}));
  }
  return Z;
}

std::vector<double> logarithmic_frequencies(double from, double to, double points_per_decade) {
  const double decades = std::log10(to / from);
  if (decades == 0) return {from};
  const int steps = std::max(1, static_cast<int>(std::lround(std::abs(decades) * points_per_decade)));
  std::vector<double> frequencies;
  for (int k = 0; k <= steps; ++k) frequencies.push_back(from * std::pow(10, decades * k / steps));
  return frequencies;
}

}  // namespace closo
