// The linear Kramers-Kronig test as least squares over elements at given times.
#include "spectra/kramers_kronig.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include <Eigen/QR>

#include "spectra/circuit.hpp"

namespace closo::spectra {
namespace {

using Eigen::ArrayXcd, Eigen::ArrayXd, Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

constexpr double margin = 1;  // decades
constexpr double least_per_decade = 4.5;
constexpr double conclusive_per_decade = 3;  // the sum itself is then off by less than 1e-3
constexpr double overfitted = 0.85;

KramersKronig with_elements(const compare::Spectrum& s, const ArrayXd& w, Index elements, double decades) {
  const double fastest = std::pow(10.0, -margin) / w.maxCoeff();
  const auto part = [&](const ArrayXcd& Z) {
    VectorXd r(2 * w.size());
    r << (Z.real() / s.impedance.abs()).matrix(), (Z.imag() / s.impedance.abs()).matrix();
    return r;
  };
  constexpr std::complex<double> j{0, 1};
  MatrixXd A(2 * w.size(), elements + 3);
  for (Index k = 0; k < elements; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(elements - 1);
    A.col(k) = part(arc(w, fastest * std::pow(10.0, decades * share), 1));
  }
  A.col(elements) = part(ArrayXcd::Ones(w.size()));
  A.col(elements + 1) = part(j * w);
  A.col(elements + 2) = part(1.0 / (j * w));
  const VectorXd length = A.colwise().norm().transpose(), b = part(s.impedance);
  const MatrixXd unit = A * length.cwiseInverse().asDiagonal();
  const VectorXd x = unit.colPivHouseholderQr().solve(b).cwiseQuotient(length), residual = b - A * x;
  const ArrayXd R = x.head(elements).array();
  return {residual.head(w.size()).array(), residual.tail(w.size()).array(), elements,
          1 + R.min(0).sum() / std::max(R.max(0).sum(), std::numeric_limits<double>::min()),
          static_cast<double>(elements) >= conclusive_per_decade * decades};
}

}  // namespace

KramersKronig kramers_kronig(const compare::Spectrum& spectrum) {
  const ArrayXd w = 2 * std::numbers::pi * spectrum.frequency;
  const double decades = std::log10(w.maxCoeff() / w.minCoeff()) + 2 * margin;
  const Index most = w.size() - 3;  // as many unknowns as half the data
  Index elements = std::min(most, static_cast<Index>(std::ceil(least_per_decade * decades)));
  KramersKronig found = with_elements(spectrum, w, elements, decades);
  while (found.mu >= overfitted && elements < most) found = with_elements(spectrum, w, ++elements, decades);
  return found;
}

}  // namespace closo::spectra
