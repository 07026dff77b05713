// Starts from times on a grid and resistances by non-negative least squares; then Levenberg-Marquardt.
#include "spectra/circuit_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "fit/least_squares.hpp"
#include "fit/uncertainty.hpp"
#include "solver/error.hpp"
#include "spectra/non_negative.hpp"

namespace closo {
namespace {

using Eigen::ArrayXcd, Eigen::ArrayXd, Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

constexpr double first_noise = 0.01;   // relative, before a fit says what it is
constexpr double least_noise = 1e-7;   // of double precision after differences
constexpr double noise_settled = 0.1;  // relative change at which the weights need no further fit
constexpr int most_reweightings = 6;
constexpr double start_exponent = 0.85;
constexpr std::array start_tail_exponents{0.5, 0.9};  // diffusion, a blocking electrode
constexpr Index times_per_start = 9;                  // on the grid of starts
constexpr std::size_t starts_kept = 3;                // the best of all pairs of times
constexpr double determined_part = 0.5;

/// Real parts above imaginary parts, each over the modulus of Z.
VectorXd relative(const ArrayXcd& difference, const ArrayXcd& Z) {
  VectorXd r(2 * Z.size());
  r << (difference.real() / Z.abs()).matrix(), (difference.imag() / Z.abs()).matrix();
  return r;
}

class CircuitModel : public ResidualModel {
 public:
  CircuitModel(const Spectrum& spectrum, const CircuitShape& shape)
      : spectrum_(spectrum), shape_(shape), ranges_(parameter_ranges(shape, spectrum.frequency, spectrum.impedance)) {}

  Index parameters() const override { return shape_.parameters(); }
  Index residuals() const override { return 2 * spectrum_.frequency.size(); }
  std::optional<VectorXd> evaluate(const VectorXd& z) const override { return misfit(z) / noise; }

  VectorXd misfit(const VectorXd& z) const { return relative(impedance(z) - spectrum_.impedance, spectrum_.impedance); }
  ArrayXcd impedance(const VectorXd& z) const { return circuit_impedance(shape_, values(z), spectrum_.frequency); }
  VectorXd values(const VectorXd& z) const {
    return VectorXd::NullaryExpr(z.size(), [&](Index k) { return ranges_[static_cast<std::size_t>(k)].value(z[k]); });
  }
  VectorXd coordinates(const VectorXd& values) const {
    return VectorXd::NullaryExpr(values.size(), [&](Index k) {
      return std::clamp(ranges_[static_cast<std::size_t>(k)].coordinate(values[k]), 0.0, 1.0);
    });
  }
  const ParameterRange& range(Index k) const { return ranges_[static_cast<std::size_t>(k)]; }

  double noise = first_noise;  // relative, of real and imaginary part

 private:
  const Spectrum& spectrum_;
  CircuitShape shape_;
  std::vector<ParameterRange> ranges_;
};

/// Values of a circuit with arcs at these times, and how far it is from the spectrum.
std::pair<double, VectorXd> start_with(const Spectrum& s, const CircuitShape& shape, const std::vector<double>& times,
                                       double tail_exponent) {
  const ArrayXd w = 2 * std::numbers::pi * s.frequency;
  std::vector<ArrayXcd> terms{ArrayXcd::Ones(w.size())};
  for (const double tau : times) terms.push_back(arc(w, tau, start_exponent));
  if (shape.tail) terms.push_back(tail(w, tail_exponent));
  if (shape.inductance) terms.push_back(std::complex<double>(0, 1) * w);
  MatrixXd A(2 * w.size(), static_cast<Index>(terms.size()));
  for (Index k = 0; k < A.cols(); ++k) A.col(k) = relative(terms[static_cast<std::size_t>(k)], s.impedance);
  const VectorXd b = relative(s.impedance, s.impedance), x = non_negative_least_squares(A, b);
  VectorXd values(shape.parameters());
  Index term = 0, at = 0;
  values[at++] = x[term++];
  for (const double tau : times) values[at++] = x[term++], values[at++] = tau, values[at++] = start_exponent;
  if (shape.tail) values[at++] = x[term++], values[at++] = tail_exponent;
  if (shape.inductance) values[at++] = x[term++];
  const double least = std::numeric_limits<double>::min();  // keeps logarithms finite; bounds raise it
  return {(A * x - b).squaredNorm(), values.cwiseMax(least)};
}

/// The best starts over all ordered choices of times from a grid across the spectrum, and of the kind of tail.
std::vector<VectorXd> starts_of(const Spectrum& s, const CircuitShape& shape) {
  const double fastest = 1 / (2 * std::numbers::pi * s.frequency.maxCoeff());
  const double ratio = s.frequency.maxCoeff() / s.frequency.minCoeff();
  std::vector<std::pair<double, VectorXd>> found;
  const auto choose = [&](const auto& self, std::vector<double> times, Index from) -> void {
    if (static_cast<Index>(times.size()) == shape.arcs) {
      for (const double m : start_tail_exponents) found.push_back(start_with(s, shape, times, m));
      return;
    }
    for (Index k = from; k < times_per_start; ++k) {
      std::vector<double> longer = times;
      longer.push_back(fastest * std::pow(ratio, (static_cast<double>(k) + 0.5) / times_per_start));
      self(self, longer, k + 1);
    }
  };
  choose(choose, {}, 0);
  std::ranges::sort(found, {}, &std::pair<double, VectorXd>::first);
  std::vector<VectorXd> starts;
  for (std::size_t k = 0; k < std::min(starts_kept, found.size()); ++k) starts.push_back(found[k].second);
  return starts;
}

/// The best minimum, weighted by the noise that is left when it is reached; the model keeps that noise.
std::optional<Minimum> best_minimum(CircuitModel& model, const std::vector<VectorXd>& starts) {
  std::optional<Minimum> best;
  for (const VectorXd& start : starts) {
    const std::optional<Minimum> found = minimise(model, model.coordinates(start));
    if (found && (!best || found->sum_of_squares() < best->sum_of_squares())) best = found;
  }
  for (int k = 0; best && k < most_reweightings; ++k) {
    const auto freedom = static_cast<double>(model.residuals() - model.parameters());
    const double left = std::max(model.misfit(best->z).norm() / std::sqrt(freedom), least_noise);
    const bool settled = k > 0 && std::abs(left / model.noise - 1) < noise_settled;
    model.noise = left;
    const std::optional<Minimum> found = minimise(model, best->z);
    if (!found || settled) break;
    best = found;
  }
  return best;
}

/// @param half_width  of the interval, in the coordinate; it ends at the bounds of the search
Estimate estimate(const ParameterRange& range, double coordinate, double half_width) {
  const auto at = [&](double z) { return range.value(std::clamp(z, 0.0, 1.0)); };
  Estimate e{at(coordinate), at(coordinate - half_width), at(coordinate + half_width), false};
  const double span = half_width * (range.logarithmic ? std::log(range.high / range.low) : range.high - range.low);
  const double relative = range.logarithmic ? span : span / e.value;
  e.determined = relative < determined_part;
  return e;
}

CircuitFit described(const Spectrum& s, const CircuitShape& shape, const CircuitModel& model, const Minimum& best) {
  CircuitFit fit{shape, {}, {}, {}, {}, {}, 0, 0, best.converged, model.impedance(best.z)};
  const VectorXd residuals = *model.evaluate(best.z);
  const std::optional<MatrixXd> J = precise_jacobian(model, best.z, residuals);
  if (!J) throw RunError("the derivatives of the circuit cannot be evaluated");
  const Uncertainty u = uncertainty_of(*J, residuals.squaredNorm(), interval_confidence);
  Index read = 0;
  const auto next = [&] {
    const Index at = read++;
    return estimate(model.range(at), best.z[at], u.half_width[at]);
  };
  fit.series_resistance = next();
  for (Index k = 0; k < shape.arcs; ++k) {
    ArcEstimate a;
    a.resistance = next(), a.time = next(), a.exponent = next();
    fit.arcs.push_back(a);
  }
  std::ranges::sort(fit.arcs, {}, [](const ArcEstimate& a) { return a.time.value; });
  if (shape.tail) fit.tail_modulus = next(), fit.tail_exponent = next();
  if (shape.inductance) fit.inductance = next();
  const auto n = static_cast<double>(2 * s.frequency.size()), k = static_cast<double>(shape.parameters() + 1);
  const double squares = std::max(model.misfit(best.z).squaredNorm() / n, least_noise * least_noise);
  fit.misfit = std::sqrt(squares);
  fit.information = n * std::log(squares) + 2 * k * n / (n - k - 1);
  return fit;
}

std::optional<CircuitFit> fit_shape(const Spectrum& spectrum, const CircuitShape& shape) {
  if (2 * spectrum.frequency.size() < shape.parameters() + 3) return std::nullopt;  // Akaike's criterion needs as many
  CircuitModel model(spectrum, shape);
  const std::optional<Minimum> best = best_minimum(model, starts_of(spectrum, shape));
  if (!best) return std::nullopt;
  return described(spectrum, shape, model, *best);
}

}  // namespace

Estimate ArcEstimate::peak_frequency() const {
  const auto f = [](double tau) { return 1 / (2 * std::numbers::pi * tau); };
  return {f(time.value), f(time.high), f(time.low), time.determined};
}

bool CircuitFit::determined() const {
  const auto all = [](const ArcEstimate& a) {
    return a.resistance.determined && a.time.determined && a.exponent.determined;
  };
  const auto absent_or = [](const std::optional<Estimate>& e) { return !e || e->determined; };
  return series_resistance.determined && std::ranges::all_of(arcs, all) && absent_or(tail_modulus) &&
         absent_or(tail_exponent) && absent_or(inductance);
}

CircuitFit fit_circuit(const Spectrum& spectrum, std::optional<Index> arcs) {
  Index highest = 0;
  spectrum.frequency.maxCoeff(&highest);
  const bool inductance = spectrum.impedance[highest].imag() > 0;
  std::optional<CircuitFit> best;
  const auto better = [&](const CircuitFit& fit) {
    if (!best || fit.determined() != best->determined()) return !best || fit.determined();
    return fit.information < best->information;
  };
  for (Index k = arcs.value_or(0); k <= arcs.value_or(2); ++k)
    for (const bool with_tail : {false, true}) {
      if (k == 0 && !with_tail) continue;  // a resistance alone is no spectrum
      const std::optional<CircuitFit> fit = fit_shape(spectrum, {k, with_tail, inductance});
      if (fit && better(*fit)) best = fit;
    }
  if (!best) throw RunError("no circuit can be fitted");
  return *best;
}

}  // namespace closo
