// Equivalent circuits: a resistance in series with arcs, each a resistance beside a constant phase element.
#include "spectra/circuit.hpp"

#include <cmath>
#include <complex>
#include <numbers>

#include <fmt/format.h>

namespace closo::spectra {
namespace {

using Eigen::ArrayXcd, Eigen::ArrayXd, Eigen::Index;

constexpr std::complex<double> j{0, 1};

// Resistances, as parts of the least and the largest modulus.
constexpr double least_part = 1e-3, largest_part = 3;
// Arcs whose peak is this far outside of the frequencies cannot be told from a resistance or a tail.
constexpr double beyond = 3;
constexpr double least_exponent = 0.4, least_tail_exponent = 0.2;

}  // namespace

std::string CircuitShape::text() const {
  std::string text = inductance ? "L-R0" : "R0";
  for (Index k = 1; k <= arcs; ++k) text += fmt::format("-(R{0} CPE{0})", k);
  return tail ? text + "-CPE" : text;
}

double ParameterRange::value(double coordinate) const {
  return logarithmic ? low * std::pow(high / low, coordinate) : low + (high - low) * coordinate;
}

double ParameterRange::coordinate(double value) const {
  return logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

std::vector<ParameterRange> parameter_ranges(const CircuitShape& shape, const ArrayXd& frequency, const ArrayXcd& Z) {
  const double w_least = 2 * std::numbers::pi * frequency.minCoeff(),
               w_most = 2 * std::numbers::pi * frequency.maxCoeff();
  const ParameterRange resistance{least_part * Z.abs().minCoeff(), largest_part * Z.abs().maxCoeff(), true};
  std::vector<ParameterRange> ranges{resistance};
  for (Index k = 0; k < shape.arcs; ++k) {
    ranges.push_back(resistance);
    ranges.push_back({1 / (beyond * w_most), beyond / w_least, true});
    ranges.push_back({least_exponent, 1, false});
  }
  if (shape.tail) ranges.push_back(resistance), ranges.push_back({least_tail_exponent, 1, false});
  if (shape.inductance) ranges.push_back({resistance.low / w_most, resistance.high / w_most, true});
  return ranges;
}

// Powers of j w by their moduli and angles: real functions of arrays take a tenth of the time of complex powers.
ArrayXcd arc(const ArrayXd& w, double tau, double n) {
  const double angle = n * std::numbers::pi / 2;
  const ArrayXd power = (n * (w * tau).log()).exp();
  const ArrayXd real = 1 + std::cos(angle) * power, imaginary = std::sin(angle) * power;
  const ArrayXd over = 1 / (real.square() + imaginary.square());
  ArrayXcd Z(w.size());
  Z.real() = real * over;
  Z.imag() = -imaginary * over;
  return Z;
}

ArrayXcd tail(const ArrayXd& w, double m) {
  const double angle = -m * std::numbers::pi / 2;
  const ArrayXd power = (-m * (w / w.minCoeff()).log()).exp();
  ArrayXcd Z(w.size());
  Z.real() = std::cos(angle) * power;
  Z.imag() = std::sin(angle) * power;
  return Z;
}

ArrayXcd circuit_impedance(const CircuitShape& shape, const Eigen::VectorXd& values, const ArrayXd& frequency) {
  const ArrayXd w = 2 * std::numbers::pi * frequency;
  ArrayXcd Z = ArrayXcd::Constant(w.size(), values[0]);
  Index at = 1;
  for (Index k = 0; k < shape.arcs; ++k, at += 3) Z += values[at] * arc(w, values[at + 1], values[at + 2]);
  if (shape.tail) Z += values[at] * tail(w, values[at + 1]), at += 2;
  if (shape.inductance) Z += j * values[at] * w;
  return Z;
}

}  // namespace closo::spectra
