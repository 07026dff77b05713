// Resistances at times even in their logarithm; the curvature of their course is kept small.
#include "spectra/relaxation_times.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "solver/non_negative.hpp"
#include "spectra/circuit.hpp"

namespace closo::spectra {
namespace {

using Eigen::ArrayXcd, Eigen::ArrayXd, Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

constexpr double times_per_decade = 12;
constexpr double decades_beyond = 1;
constexpr double least_regularisation = 1e-5, largest_regularisation = 10;
constexpr int halvings = 10;              // of the logarithm between them: to within 1.5 %
constexpr double believed_misfit = 1e-3;  // spectra are not believed better
constexpr double raised_misfit = 1.1;
// Share of the whole resistance; less is a side lobe, which the regularisation makes beside sharp peaks.
constexpr double peak_part = 0.05;

class Distribution {
 public:
  explicit Distribution(const compare::Spectrum& s) : scale_(median(s.impedance.abs())) {
    const ArrayXd w = 2 * std::numbers::pi * s.frequency;
    const double low = std::log10(1 / w.maxCoeff()) - decades_beyond,
                 high = std::log10(1 / w.minCoeff()) + decades_beyond;
    const Index n = 1 + static_cast<Index>(std::ceil((high - low) * times_per_decade));
    log_time_ = ArrayXd::LinSpaced(n, low * std::numbers::ln10, high * std::numbers::ln10);
    const Index rows = 2 * w.size();
    A_ = MatrixXd::Zero(rows + n - 2, n + 3);
    b_ = VectorXd::Zero(A_.rows());
    const auto put = [&](auto column, const ArrayXcd& Z) {
      column.head(w.size()) = Z.real() / s.impedance.abs();
      column.segment(w.size(), w.size()) = Z.imag() / s.impedance.abs();
    };
    put(b_.head(rows), s.impedance);
    for (Index k = 0; k < n; ++k) put(A_.col(k), scale_ * step() * arc(w, std::exp(log_time_[k]), 1));
    put(A_.col(n), scale_ * ArrayXcd::Ones(w.size()));
    put(A_.col(n + 1), scale_ / w.maxCoeff() * std::complex<double>(0, 1) * w);
    put(A_.col(n + 2), scale_ * w.minCoeff() / (std::complex<double>(0, 1) * w));
    data_ = rows;
  }

  RelaxationTimes solved(double lambda) const {
    MatrixXd A = A_;
    const double weight = lambda * std::sqrt(step()) / (step() * step());
    for (Index k = 0; k + 2 < log_time_.size(); ++k) A.row(data_ + k).segment(k, 3) << weight, -2 * weight, weight;
    const VectorXd x = non_negative_least_squares(A, b_);
    RelaxationTimes found{log_time_.exp(), scale_ * x.head(log_time_.size()).array(), lambda, 0, {}};
    const VectorXd residual = (A_ * x - b_).head(data_);
    found.misfit = residual.norm() / std::sqrt(static_cast<double>(data_));
    return found;
  }

  double step() const { return log_time_[1] - log_time_[0]; }

 private:
  static double median(const ArrayXd& values) {
    std::vector<double> sorted(values.begin(), values.end());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::ranges::nth_element(sorted, middle);
    return *middle;
  }

  double scale_;  // of gamma
  Index data_ = 0;
  ArrayXd log_time_;
  MatrixXd A_;  // rows: real parts, imaginary parts, curvature; columns: gamma, R_inf, L, 1/C
  VectorXd b_;
};

/// Maxima with the resistance between the minima beside them; a side lobe is part of its slower neighbour, or of the
/// last peak.
std::vector<RelaxationPeak> peaks_of(const RelaxationTimes& d, double step, double fastest, double slowest) {
  const double least = peak_part * step * d.gamma.sum();
  std::vector<RelaxationPeak> peaks;
  double resistance = 0;
  Index top = 0;
  for (Index k = 0; k < d.gamma.size(); ++k) {
    resistance += step * d.gamma[k];
    if (d.gamma[k] > d.gamma[top]) top = k;
    const bool minimum = k + 1 < d.gamma.size() && d.gamma[k + 1] > d.gamma[k] && d.gamma[k] < d.gamma[top];
    if ((!minimum && k + 1 < d.gamma.size()) || resistance < least) continue;
    const double time = d.time[top];
    if (fastest <= time && time <= slowest) peaks.push_back({time, resistance});
    resistance = 0, top = k + 1;
  }
  if (!peaks.empty()) peaks.back().resistance += resistance;
  return peaks;
}

}  // namespace

double RelaxationPeak::frequency() const {
  return 1 / (2 * std::numbers::pi * time);
}

RelaxationTimes relaxation_times(const compare::Spectrum& spectrum, std::optional<double> regularisation) {
  const Distribution distribution(spectrum);
  double low = std::log(least_regularisation), high = std::log(largest_regularisation);
  RelaxationTimes found = distribution.solved(regularisation.value_or(least_regularisation));
  const double allowed = raised_misfit * std::max(found.misfit, believed_misfit);
  for (int k = 0; !regularisation && k < halvings; ++k) {
    const double middle = (low + high) / 2;
    RelaxationTimes tried = distribution.solved(std::exp(middle));
    if (tried.misfit <= allowed) {
      found = std::move(tried), low = middle;
    } else {
      high = middle;
    }
  }
  const double turn = 2 * std::numbers::pi;
  found.peaks = peaks_of(found, distribution.step(), 1 / (turn * spectrum.frequency.maxCoeff()),
                         1 / (turn * spectrum.frequency.minCoeff()));
  return found;
}

}  // namespace closo::spectra
