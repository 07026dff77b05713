// Equivalent circuits: a resistance in series with arcs, each a resistance beside a constant phase element.
#pragma once

#include <string>
#include <vector>

#include <Eigen/Core>

namespace closo::spectra {

/// Z = j w L + R_0 + sum R_k / (1 + (j w tau_k)^n_k) + W (j w / w_least)^-m,  tau_k = (R_k Q_k)^(1/n_k)
/// The last term, the tail, stands for diffusion (m = 1/2) or a blocking electrode (m = 1).
struct CircuitShape {
  Eigen::Index arcs = 0;
  bool tail = false, inductance = false;

  Eigen::Index parameters() const { return 1 + 3 * arcs + (tail ? 2 : 0) + (inductance ? 1 : 0); }
  /// "L-R0-(R1 CPE1)-CPE".
  std::string text() const;
};

/// Where each parameter may lie, and on which scale it is moved; coordinates run from 0 to 1.
struct ParameterRange {
  double low, high;
  bool logarithmic;

  double value(double coordinate) const;
  double coordinate(double value) const;
};

/// Bounds of a circuit's parameters from what a spectrum can show of them. Order: R_0; R, tau, n of each arc; W, m; L.
std::vector<ParameterRange> parameter_ranges(const CircuitShape& shape, const Eigen::ArrayXd& frequency,
                                             const Eigen::ArrayXcd& impedance);

/// 1 / (1 + (j w tau)^n), shape (frequencies): an arc of 1 ohm.
/// @param w  angular frequency [rad s-1]     @param tau  [s]
Eigen::ArrayXcd arc(const Eigen::ArrayXd& w, double tau, double n);

/// (j w / w_least)^-m, shape (frequencies): a tail of 1 ohm at the least frequency.
Eigen::ArrayXcd tail(const Eigen::ArrayXd& w, double m);

/// @param values  in the order of parameter_ranges()     @param frequency  [Hz]     @return shape (frequencies)
Eigen::ArrayXcd circuit_impedance(const CircuitShape& shape, const Eigen::VectorXd& values,
                                  const Eigen::ArrayXd& frequency);

}  // namespace closo::spectra
