// Starts from times on a grid or of peaks, and resistances by non-negative least squares; then Levenberg-Marquardt.
#include "spectra/circuit_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <numbers>

#include "base/error.hpp"
#include "solver/least_squares.hpp"
#include "solver/non_negative.hpp"
#include "solver/uncertainty.hpp"

namespace closo::spectra {
namespace {

using Eigen::ArrayXcd, Eigen::ArrayXd, Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

constexpr double first_noise = 0.01;   // over the scale, before a fit says what it is
constexpr double least_noise = 1e-7;   // of double precision after differences
constexpr double noise_settled = 0.1;  // relative change at which the weights need no further fit
constexpr int most_reweightings = 6;
constexpr std::array start_exponents{0.65, 0.85, 1.0};
constexpr std::array start_tail_exponents{0.5, 0.9};  // diffusion, a blocking electrode
constexpr int times_per_start = 9;                    // on the grid of starts
constexpr std::size_t starts_kept = 8;                // the best of all, no two of them with the same times
constexpr double significant = 10;                    // of Akaike's criterion: odds of exp(5) to 1
constexpr double worth_of_certainty = 3;              // ratio of residuals that it makes up for, at each of two levels
constexpr double close_to_bound = 1e-4;               // in the coordinate, from 0 to 1
constexpr double determined_part = 0.5;

/// What the noise of a spectrum is in proportion to, shape (frequencies): to the modulus, or to nothing. Both have the
/// same geometric mean, so that the likelihoods of what is left over them can be compared.
struct NoiseScale {
  ArrayXd of;
  bool constant = false;
};

NoiseScale proportional_noise(const compare::Spectrum& s) {
  return {s.impedance.abs(), false};
}
NoiseScale constant_noise(const compare::Spectrum& s) {
  return {ArrayXd::Constant(s.frequency.size(), std::exp(s.impedance.abs().log().mean())), true};
}

/// Real parts above imaginary parts, each over the scale of the noise.
VectorXd scaled(const ArrayXcd& difference, const ArrayXd& scale) {
  VectorXd r(2 * scale.size());
  r << (difference.real() / scale).matrix(), (difference.imag() / scale).matrix();
  return r;
}

class CircuitModel : public ResidualModel {
 public:
  CircuitModel(const compare::Spectrum& spectrum, const CircuitShape& shape, const NoiseScale& scale)
      : spectrum_(spectrum),
        scale_(scale.of),
        shape_(shape),
        ranges_(parameter_ranges(shape, spectrum.frequency, spectrum.impedance)) {}

  Index parameters() const override { return shape_.parameters(); }
  Index residuals() const override { return 2 * spectrum_.frequency.size(); }
  std::optional<VectorXd> evaluate(const VectorXd& z) const override { return misfit(z) / noise; }

  VectorXd misfit(const VectorXd& z) const { return scaled(impedance(z) - spectrum_.impedance, scale_); }
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

  double noise = first_noise;  // over its scale, of real and imaginary part

 private:
  const compare::Spectrum& spectrum_;
  const ArrayXd scale_;
  CircuitShape shape_;
  std::vector<ParameterRange> ranges_;
};

using Times = std::vector<double>;  // of arcs [s]

/// Values of a circuit with arcs at these times, and how far it is from the spectrum.
std::pair<double, VectorXd> start_with(const compare::Spectrum& s, const CircuitShape& shape, const NoiseScale& scale,
                                       const Times& times, double exponent, double tail_exponent) {
  const ArrayXd w = 2 * std::numbers::pi * s.frequency;
  std::vector<ArrayXcd> terms{ArrayXcd::Ones(w.size())};
  for (const double tau : times) terms.push_back(arc(w, tau, exponent));
  if (shape.tail) terms.push_back(tail(w, tail_exponent));
  if (shape.inductance) terms.push_back(std::complex<double>(0, 1) * w);
  MatrixXd A(2 * w.size(), static_cast<Index>(terms.size()));
  for (Index k = 0; k < A.cols(); ++k) A.col(k) = scaled(terms[static_cast<std::size_t>(k)], scale.of);
  const VectorXd b = scaled(s.impedance, scale.of), x = non_negative_least_squares(A, b);
  VectorXd values(shape.parameters());
  Index term = 0, at = 0;
  values[at++] = x[term++];
  for (const double tau : times) values[at++] = x[term++], values[at++] = tau, values[at++] = exponent;
  if (shape.tail) values[at++] = x[term++], values[at++] = tail_exponent;
  if (shape.inductance) values[at++] = x[term++];
  const double least = std::numeric_limits<double>::min();  // keeps logarithms finite; bounds raise it
  return {(A * x - b).squaredNorm(), values.cwiseMax(least)};
}

/// Across the spectrum, evenly in their logarithm.
Times grid_of(const compare::Spectrum& s) {
  const double fastest = 1 / (2 * std::numbers::pi * s.frequency.maxCoeff());
  const double ratio = s.frequency.maxCoeff() / s.frequency.minCoeff();
  Times grid;
  for (int k = 0; k < times_per_start; ++k) grid.push_back(fastest * std::pow(ratio, (k + 0.5) / times_per_start));
  return grid;
}

/// Times of the arcs of each start: all ordered choices from the grid, and the largest peaks of the relaxation times.
std::vector<Times> times_of_starts(const compare::Spectrum& s, Index arcs, const std::vector<RelaxationPeak>& peaks) {
  const Times grid = grid_of(s);
  std::vector<Times> found;
  const auto choose = [&](const auto& self, Times times, std::size_t from) -> void {
    if (static_cast<Index>(times.size()) == arcs) {
      found.push_back(std::move(times));
      return;
    }
    for (std::size_t k = from; k < grid.size(); ++k) {
      Times longer = times;
      longer.push_back(grid[k]);
      self(self, std::move(longer), k + 1);
    }
  };
  choose(choose, {}, 0);
  if (arcs > 0 && static_cast<Index>(peaks.size()) >= arcs) {
    std::vector<RelaxationPeak> largest = peaks;
    std::ranges::sort(largest, std::greater{}, &RelaxationPeak::resistance);
    Times& times = found.emplace_back();
    for (Index k = 0; k < arcs; ++k) times.push_back(largest[static_cast<std::size_t>(k)].time);
  }
  return found;
}

/// Those of a fit, and one more of the grid.
std::vector<Times> times_with_one_more(const compare::Spectrum& s, const CircuitFit& fit) {
  std::vector<Times> found;
  for (const double more : grid_of(s)) {
    Times& times = found.emplace_back();
    for (const ArcEstimate& arc : fit.arcs) times.push_back(arc.time.value);
    times.push_back(more);
  }
  return found;
}

/// The best start of each choice of times, and of these the best.
std::vector<VectorXd> starts_of(const compare::Spectrum& s, const CircuitShape& shape, const NoiseScale& scale,
                                const std::vector<Times>& choices) {
  std::vector<std::pair<double, VectorXd>> found;
  for (const Times& times : choices) {
    std::pair<double, VectorXd> best{std::numeric_limits<double>::infinity(), {}};
    for (const double n : start_exponents)
      for (const double m : start_tail_exponents) {
        if (!shape.tail && m != start_tail_exponents.front()) continue;
        std::pair<double, VectorXd> start = start_with(s, shape, scale, times, n, m);
        if (start.first < best.first) best = std::move(start);
      }
    found.push_back(std::move(best));
  }
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
  Estimate e{at(coordinate), at(coordinate - half_width), at(coordinate + half_width)};
  e.at_bound = std::min(coordinate, 1 - coordinate) < close_to_bound;
  const double span = half_width * (range.logarithmic ? std::log(range.high / range.low) : range.high - range.low);
  const double relative = range.logarithmic ? span : span / e.value;
  e.determined = relative < determined_part;
  return e;
}

CircuitFit described(const compare::Spectrum& s, const CircuitShape& shape, const NoiseScale& scale,
                     const CircuitModel& model, const Minimum& best) {
  CircuitFit fit;
  fit.shape = shape;
  fit.converged = best.converged;
  fit.impedance = model.impedance(best.z);
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
  fit.misfit = std::max(scaled(fit.impedance - s.impedance, s.impedance.abs()).norm() / std::sqrt(n), least_noise);
  if (scale.constant) fit.noise = std::sqrt(squares) * scale.of[0];
  fit.information = n * std::log(squares) + 2 * k * n / (n - k - 1);
  return fit;
}

std::optional<CircuitFit> fit_shape(const compare::Spectrum& spectrum, const CircuitShape& shape,
                                    const NoiseScale& scale, const std::vector<Times>& choices) {
  if (2 * spectrum.frequency.size() < shape.parameters() + 3) return std::nullopt;  // Akaike's criterion needs as many
  CircuitModel model(spectrum, shape, scale);
  const std::optional<Minimum> best = best_minimum(model, starts_of(spectrum, shape, scale, choices));
  if (!best) return std::nullopt;
  return described(spectrum, shape, scale, model, *best);
}

/// The fits of circuits with so many arcs, with and without a tail.
void fit_arcs(const compare::Spectrum& s, const NoiseScale& scale, Index arcs, bool inductance,
              const std::vector<Times>& choices, std::vector<CircuitFit>& fits) {
  for (const bool with_tail : {false, true}) {
    if (arcs == 0 && !with_tail) continue;  // a resistance alone is no spectrum
    if (std::optional<CircuitFit> fit = fit_shape(s, {arcs, with_tail, inductance}, scale, choices))
      fits.push_back(std::move(*fit));
  }
}

bool below_the_real_axis(const compare::Spectrum& s) {
  Index highest = 0;
  s.frequency.maxCoeff(&highest);
  return s.impedance[highest].imag() > 0;
}

/// The more the better: all values, or at least all resistances are determined.
int certainty(const CircuitFit& fit) {
  if (fit.determined()) return 2;
  return std::ranges::all_of(fit.arcs, [](const ArcEstimate& a) { return a.resistance.determined; }) ? 1 : 0;
}

/// The less the better: a tail, which takes the place of half an arc at low frequencies, has to fit far better, and
/// a circuit with values that are not determined has to leave a small part of the residuals of one without.
double preference(const CircuitFit& fit) {
  const auto residuals = static_cast<double>(2 * fit.impedance.size());
  const double of_certainty = 2 * residuals * std::log(worth_of_certainty);  // as information counts squares
  return fit.information + (fit.shape.tail ? significant : 0) - certainty(fit) * of_certainty;
}

double least_information(const std::vector<CircuitFit>& fits) {
  double least = std::numeric_limits<double>::infinity();
  for (const CircuitFit& fit : fits) least = std::min(least, fit.information);
  return least;
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

CircuitFit fit_circuit(const compare::Spectrum& spectrum, std::optional<Index> arcs,
                       const std::vector<RelaxationPeak>& peaks) {
  const Index most = arcs.value_or(2);
  NoiseScale scale = proportional_noise(spectrum);
  const auto fit = [&](Index k, bool inductance, std::vector<CircuitFit>& fits) {
    fit_arcs(spectrum, scale, k, inductance, times_of_starts(spectrum, k, peaks), fits);
  };
  std::vector<CircuitFit> fits, with_constant_noise, with_inductance;
  fit(most, false, fits);
  scale = constant_noise(spectrum);
  fit(most, false, with_constant_noise);
  if (least_information(with_constant_noise) < least_information(fits) - significant)
    fits = std::move(with_constant_noise);
  else
    scale = proportional_noise(spectrum);
  if (below_the_real_axis(spectrum)) fit(most, true, with_inductance);
  const bool inductance = least_information(with_inductance) < least_information(fits);  // more than noise
  if (inductance) fits = std::move(with_inductance);
  for (Index k = arcs.value_or(0); k < most; ++k) fit(k, inductance, fits);
  if (fits.empty()) throw RunError("no circuit can be fitted");
  CircuitFit best = std::ranges::min(fits, {}, preference);
  if (best.shape.arcs == most)
    fit_arcs(spectrum, scale, most + 1, inductance, times_with_one_more(spectrum, best), fits);
  for (const CircuitFit& fit : fits)
    if (fit.shape.arcs == best.shape.arcs + 1 && fit.information < best.information - significant &&
        (!best.further || fit.misfit < best.further->misfit))
      best.further = CircuitFit::Further{fit.shape, fit.misfit, fit.determined()};
  return best;
}

}  // namespace closo::spectra
