// Relaxation times and the Kramers-Kronig test on spectra whose answers are known.
#include <cmath>
#include <complex>
#include <cstdlib>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "solver/non_negative.hpp"
#include "spectra/circuit.hpp"
#include "spectra/circuit_fit.hpp"
#include "spectra/kramers_kronig.hpp"
#include "spectra/relaxation_times.hpp"

namespace closo {
namespace {

using Eigen::ArrayXcd, Eigen::ArrayXd, Eigen::Index, Eigen::VectorXd;

constexpr Index points = 65;
constexpr double turn = 2 * std::numbers::pi;

/// From 1 MHz to 10 mHz. @param values  as circuit_impedance() takes them
compare::Spectrum spectrum_of(const spectra::CircuitShape& shape, const VectorXd& values, double noise = 0) {
  compare::Spectrum s;
  s.number = 1;
  s.frequency = Eigen::pow(10.0, ArrayXd::LinSpaced(points, 6, -2));
  s.impedance = spectra::circuit_impedance(shape, values, s.frequency);
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  for (auto& Z : s.impedance) Z += noise * std::abs(Z) * std::complex<double>(normal(random), normal(random));
  return s;
}

VectorXd two_arcs(double exponent) {
  VectorXd values(7);
  values << 50, 30, 1 / (turn * 2e4), exponent, 100, 1 / (turn * 20), exponent;
  return values;
}

/// Z of an arc whose resistance grows by a tenth between the first frequency and the last.
compare::Spectrum drifting() {
  compare::Spectrum s = spectrum_of({2, false, false}, two_arcs(0.85));
  const ArrayXd passed = ArrayXd::LinSpaced(points, 0, 1);
  s.impedance += 0.1 * passed * 100.0 * spectra::arc(turn * s.frequency, 1 / (turn * 20), 0.85);
  return s;
}

TEST(NonNegativeLeastSquares, MeetsTheConditionsOfItsMinimum) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  for (int trial = 0; trial < 50; ++trial) {
    const Eigen::MatrixXd A = Eigen::MatrixXd::NullaryExpr(12, 8, [&] { return normal(random); });
    const VectorXd b = VectorXd::NullaryExpr(12, [&] { return normal(random); });
    const VectorXd x = non_negative_least_squares(A, b), gradient = A.transpose() * (b - A * x);
    EXPECT_GE(x.minCoeff(), 0);
    EXPECT_LT(gradient.maxCoeff(), 1e-9);
    EXPECT_LT(std::abs(gradient.dot(x)), 1e-9);
  }
}

TEST(RelaxationTimes, OfOneCapacitorAreOnePeakWithItsTimeAndResistance) {
  VectorXd values(4);
  values << 20, 80, 1e-3, 1;
  const spectra::RelaxationTimes d = spectra::relaxation_times(spectrum_of({1, false, false}, values), std::nullopt);
  ASSERT_EQ(d.peaks.size(), 1u);
  EXPECT_NEAR(std::log10(d.peaks[0].time / 1e-3), 0, 0.05);
  EXPECT_NEAR(d.peaks[0].resistance, 80, 0.8);
}

TEST(RelaxationTimes, OfTwoArcsHaveTheirTimesAndResistances) {
  for (const double noise : {0.0, 0.003}) {
    const spectra::RelaxationTimes d =
        spectra::relaxation_times(spectrum_of({2, false, false}, two_arcs(0.85), noise), std::nullopt);
    ASSERT_EQ(d.peaks.size(), 2u) << noise;
    EXPECT_NEAR(std::log10(d.peaks[0].time * turn * 2e4), 0, 0.1) << noise;
    EXPECT_NEAR(std::log10(d.peaks[1].time * turn * 20), 0, 0.1) << noise;
    EXPECT_NEAR(d.peaks[0].resistance, 30, 2) << noise;
    EXPECT_NEAR(d.peaks[1].resistance, 100, 3) << noise;
    EXPECT_GE(d.gamma.minCoeff(), 0);
  }
}

TEST(RelaxationTimes, AreSmootherWithMoreRegularisation) {
  const compare::Spectrum s = spectrum_of({2, false, false}, two_arcs(0.85), 0.003);
  EXPECT_GT(spectra::relaxation_times(s, 1e-4).gamma.maxCoeff(),
            1.2 * spectra::relaxation_times(s, 1.0).gamma.maxCoeff());
  EXPECT_LT(spectra::relaxation_times(s, 1e-4).misfit, spectra::relaxation_times(s, 1.0).misfit);
}

TEST(KramersKronig, ResidualsOfValidSpectraAreBelow1e4) {
  VectorXd with_tail(9), with_cables(8);
  with_tail << two_arcs(0.85), 60, 0.5;
  with_cables << two_arcs(0.7), 1e-6;
  EXPECT_LT(spectra::kramers_kronig(spectrum_of({2, false, false}, two_arcs(0.85))).largest(), 1e-4);
  EXPECT_LT(spectra::kramers_kronig(spectrum_of({2, false, false}, two_arcs(1))).largest(), 1e-4);
  EXPECT_LT(spectra::kramers_kronig(spectrum_of({2, true, false}, with_tail)).largest(), 1e-4);
  EXPECT_LT(spectra::kramers_kronig(spectrum_of({2, false, true}, with_cables)).largest(), 1e-4);
}

TEST(KramersKronig, NoiseIsLeftAsItIs) {
  const spectra::KramersKronig test = spectra::kramers_kronig(spectrum_of({2, false, false}, two_arcs(0.85), 0.003));
  const double rms = std::sqrt((test.real.square() + test.imaginary.square()).mean() / 2);
  EXPECT_NEAR(rms, 0.003, 0.001);
}

TEST(KramersKronig, ResidualsOfADriftingSpectrumAreLarge) {
  EXPECT_GT(spectra::kramers_kronig(drifting()).largest(), 2e-3);
}

/// A spectrum of two arcs with noise, and what it was made with: R 5 to 200 ohm, n 0.6 to 1, times of 1 us to 10 s that
/// are at least a decade and a half apart.
struct TwoArcs {
  explicit TwoArcs(unsigned seed) : values(7) {
    std::mt19937 random(seed);
    const auto uniform = [&](double low, double high) {
      return std::uniform_real_distribution<double>(low, high)(random);
    };
    const double first = uniform(-6, -0.5);
    const double second = uniform(first + 1.5, 1);
    const auto resistance = [&] { return 5 * std::pow(40, uniform(0, 1)); };
    values << uniform(1, 50), resistance(), std::pow(10, first), uniform(0.6, 1), resistance(), std::pow(10, second),
        uniform(0.6, 1);
    spectrum = spectrum_of({2, false, false}, values);
    exact = spectrum.impedance;
    constant_noise = seed % 2 == 0;
    const double absolute = constant_noise ? 0.5 : 0, relative = constant_noise ? 0 : 0.01;
    std::normal_distribution<double> normal;
    for (auto& Z : spectrum.impedance)
      Z += (absolute + relative * std::abs(Z)) * std::complex<double>(normal(random), normal(random));
  }
  /// How far from the spectrum another one is: relative, or absolute where that is how the noise was made.
  double distance(const ArrayXcd& other) const {
    const ArrayXcd difference = other - spectrum.impedance;
    const ArrayXcd counted = constant_noise ? difference : ArrayXcd(difference / spectrum.impedance.abs());
    return std::sqrt(counted.abs2().mean() / 2);
  }

  VectorXd values;
  compare::Spectrum spectrum;
  ArrayXcd exact;
  bool constant_noise = false;
};

/// Number of spectra: CLOSO_RANDOM_SPECTRA, or enough for those that one start in fifteen would miss.
unsigned spectra_to_try() {
  const char* wanted = std::getenv("CLOSO_RANDOM_SPECTRA");
  return wanted != nullptr ? static_cast<unsigned>(std::atoi(wanted)) : 200;
}

spectra::CircuitFit fitted(const compare::Spectrum& s, std::optional<Index> arcs) {
  return spectra::fit_circuit(s, arcs, spectra::relaxation_times(s, std::nullopt).peaks);
}

TEST(CircuitFit, FindsTheBestMinimumOfTwoArcs) {
  int wrong = 0, mistaken = 0;
  for (unsigned seed = 0; seed < spectra_to_try(); ++seed) {
    const TwoArcs made(seed);
    const spectra::CircuitFit fit = fitted(made.spectrum, 2);
    if ((fit.noise > 0) == made.constant_noise) {
      // What it was made with is one of the circuits to choose from.
      EXPECT_LE(made.distance(fit.impedance), made.distance(made.exact)) << seed;
      EXPECT_NEAR(fit.noise, made.constant_noise ? 0.5 : 0, 0.15) << seed;
    } else {
      ++mistaken;
    }
    for (Index k = 0; k < 2 && fit.arcs.size() == 2; ++k) {
      const double R = made.values[1 + 3 * k], found = fit.arcs[static_cast<std::size_t>(k)].resistance.value;
      wrong += std::abs(found - R) > 0.35 * R + 2;
    }
  }
  EXPECT_LE(mistaken, static_cast<int>(spectra_to_try() / 10));  // neither noise is far likelier
  EXPECT_LE(wrong, 4);  // what noise hides: these minima are below what was made, as all are
}

TEST(CircuitFit, SaysWhenOneMoreArcFitsFarBetter) {
  VectorXd values(7);
  values << 10, 50, 1e-4, 0.9, 4, 3e-4, 0.9;  // too close to be told apart with this noise
  const spectra::CircuitFit one = fitted(spectrum_of({2, false, false}, two_arcs(0.85), 1e-3), 1);
  ASSERT_TRUE(one.further);
  EXPECT_EQ(one.further->shape.arcs, 2);
  EXPECT_TRUE(one.further->determined);  // but one arc was asked for
  EXPECT_LT(one.further->misfit, 1.2e-3);
  EXPECT_GT(one.misfit, 2e-2);
  EXPECT_FALSE(fitted(spectrum_of({2, false, false}, two_arcs(0.85), 1e-3), std::nullopt).further);
  EXPECT_FALSE(fitted(spectrum_of({2, false, false}, values, 1e-2), 1).further);
}

TEST(CircuitFit, OfACircuitThatMissesTheSpectrumItDoesNotHelpThatAllIsDetermined) {
  VectorXd values(6);
  values << 1e-3, 50, 1 / (turn * 1e5), 0.95, 1e5, 0.95;  // a film between blocking electrodes, and no contact
  const spectra::CircuitFit fit = fitted(spectrum_of({1, true, false}, values, 1e-2), std::nullopt);
  EXPECT_FALSE(fit.series_resistance.determined);
  ASSERT_EQ(fit.shape.arcs, 1);
  EXPECT_TRUE(fit.shape.tail);
  EXPECT_NEAR(fit.arcs[0].resistance.value, 50, 1);
  EXPECT_LT(fit.misfit, 1.5e-2);
}

TEST(CircuitFit, SaysWhichValueIsAtItsBound) {
  const spectra::CircuitFit fit =
      fitted(spectrum_of({1, false, false}, (VectorXd(4) << 10, 50, 1e-3, 1).finished()), 1);
  EXPECT_TRUE(fit.arcs[0].exponent.at_bound);
  EXPECT_FALSE(fit.arcs[0].resistance.at_bound);
  EXPECT_FALSE(fit.arcs[0].time.at_bound);
}

}  // namespace
}  // namespace closo
