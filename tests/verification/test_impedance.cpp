// Impedance against closed forms and against the condensed solve on real numbers.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "models/impedance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Complex = std::complex<double>;

constexpr double half_full = 0.5;

ArrayXd at_rest(Cell& cell) {
  cell.set_step({Control::Kind::current, 0}, {});
  ArrayXd state = cell.resting_state(half_full);
  make_consistent(cell, state);
  return state;
}

std::vector<Complex> spectrum(const CellParameters& c, const Mesh& mesh, const std::vector<double>& frequencies) {
  Cell cell(c, mesh);
  return impedance(cell, at_rest(cell), frequencies);
}

Complex j_omega(double f) {
  return {0, 2 * std::numbers::pi * f};
}

/// Impedance of one particle surface [ohm m2]: charge transfer, then diffusion into a sphere,
///   Z = 1 / (f i_0 (alpha_a + alpha_c)) - dU/dy R / (F c_max D [q coth(q) - 1]),   q = sqrt(j omega R^2 / D),
/// with the double layer in parallel.
Complex surface_impedance(const CellParameters& c, double f) {
  const Coefficients k = coefficients_of(c);
  const double R = c.composite().particles.front().radius, D = c.composite().active().diffusivity.value;
  const Complex q = std::sqrt(j_omega(f) * R * R / D);
  const double slope = -1;  // V, of test::linear_voltage(4.2, 3.2)
  const Complex Z = 1 / (k.f * k.composite().particles[0].i_ref) -
                    slope * R / (faraday * k.composite().particles[0].c_max * D * (q / std::tanh(q) - 1.0));
  return 1.0 / (1.0 / Z + c.composite().double_layer.admittance(j_omega(f)));
}

const std::vector<double> frequencies = logarithmic_frequencies(1e5, 1e-4, 4);

TEST(Impedance, OfTheSphereIsThatOfFiniteDiffusionAndSecondOrder) {
  CellParameters c = test::simple_cell();
  c.composite().double_layer = {0.1, 0.85, 10};
  c.composite().electron_conductivity.value = 1e9;
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, 1e9};
  const Coefficients k = coefficients_of(c);
  const double series = k.R_separator + 1 / (k.f * k.flat(Side::negative).i_ref);
  const auto error = [&](Index n_r) {
    const std::vector<Complex> Z = spectrum(c, {1, n_r, 2}, frequencies);
    double largest = 0;
    for (std::size_t m = 0; m < Z.size(); ++m) {
      const Complex exact =
          series + surface_impedance(c, frequencies[m]) / (k.composite().particles[0].a * c.composite().thickness);
      largest = std::max(largest, std::abs(Z[m] - exact) / std::abs(exact));
    }
    return largest;
  };
  EXPECT_LT(error(160), 1e-4);
  EXPECT_NEAR(test::observed_order(error(40), error(80)), 2.0, 0.15);
}

/// With its own capacitance the film is an arc in series to that of charge transfer and double layer.
TEST(Impedance, OfAFilmWithItsCapacitanceIsASecondArc) {
  constexpr double R_film = 0.3, C_film = 0.002;
  CellParameters c = test::simple_cell();
  c.composite().double_layer.capacitance = 0.1;
  c.composite().electron_conductivity.value = 1e9;
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, 1e9};
  const std::vector<Complex> bare = spectrum(c, {1, 160, 2}, frequencies);
  c.composite().film_resistance = R_film;
  const double area = coefficients_of(c).composite().particles[0].a * c.composite().thickness,
               omega = 2 * std::numbers::pi * 30;
  for (const double exponent : {1.0, 0.8}) {
    c.composite().film_capacitance = {C_film, exponent, 30};
    const std::vector<Complex> Z = spectrum(c, {1, 160, 2}, frequencies);
    for (std::size_t m = 0; m < Z.size(); ++m) {
      const Complex Y = C_film * omega * std::pow(j_omega(frequencies[m]) / omega, exponent);
      EXPECT_LT(std::abs(Z[m] - bare[m] - R_film / (1.0 + Y * R_film) / area) / std::abs(Z[m]), 1e-9) << frequencies[m];
    }
  }
}

/// Two conductors with an admittance per volume between them, of length L:
///   Z = L / (k + s) {1 + [2 + (s/k + k/s) cosh(v)] / (v sinh(v))},   v = L sqrt(Y (1/k + 1/s)).
TEST(Impedance, OfAPorousElectrodeIsThatOfATransmissionLine) {
  const std::vector<double> frequencies = logarithmic_frequencies(1e3, 1e-4, 4);  // faster ones stay in one cell of x
  CellParameters c = test::simple_cell();
  c.composite().double_layer.capacitance = 0.1;
  const double L = c.composite().thickness;
  for (const auto& [kappa, sigma] : {std::pair{0.003, 0.003}, {0.001, 0.1}, {0.05, 0.0005}, {1e-3, 1e9}}) {
    c.composite().electron_conductivity.value = sigma;
    c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, kappa};
    const Coefficients k = coefficients_of(c);
    const double series = k.R_separator + 1 / (k.f * k.flat(Side::negative).i_ref);
    const auto error = [&](Index n_x) {
      const std::vector<Complex> Z = spectrum(c, {n_x, 400, 2}, frequencies);
      double largest = 0;
      for (std::size_t m = 0; m < Z.size(); ++m) {
        const Complex Y = k.composite().particles[0].a / surface_impedance(c, frequencies[m]);
        const Complex v = L * std::sqrt(Y * (1 / kappa + 1 / sigma));
        // cosh/sinh by exponentials that decay
        const Complex e = std::exp(-v), sinh = (1.0 - e * e) / 2.0, cosh = (1.0 + e * e) / 2.0;
        const Complex line =
            L / (kappa + sigma) * (1.0 + (2.0 * e + (sigma / kappa + kappa / sigma) * cosh) / (v * sinh));
        largest = std::max(largest, std::abs(Z[m] - series - line) / std::abs(series + line));
      }
      return largest;
    };
    EXPECT_LT(error(600), 1e-4) << kappa << " " << sigma;
    EXPECT_NEAR(test::observed_order(error(100), error(200)), 2.0, 0.2) << kappa << " " << sigma;
  }
}

TEST(Impedance, MetalAndSeparatorAreResistancesWithTheirCapacitances) {
  CellParameters c = test::simple_cell();
  const std::vector<Complex> bare = spectrum(c, {5, 20, 2}, frequencies);
  const Coefficients k = coefficients_of(c);
  const double R_ct = 1 / (k.f * k.flat(Side::negative).i_ref), C = 0.02, epsilon = 2e4;
  c.flat(Side::negative).double_layer.capacitance = C;
  c.separator.layers.front().electrolyte.relative_permittivity = epsilon;
  const double C_geo = vacuum_permittivity * epsilon / 550e-6;
  const std::vector<Complex> Z = spectrum(c, {5, 20, 2}, frequencies);
  for (std::size_t m = 0; m < Z.size(); ++m) {
    const Complex s = j_omega(frequencies[m]);
    const Complex change = 1.0 / (1 / R_ct + s * C) - R_ct + 1.0 / (1 / k.R_separator + s * C_geo) - k.R_separator;
    EXPECT_LT(std::abs(Z[m] - bare[m] - change), 1e-12);
  }
}

/// For a real weight of the time derivatives the same number follows from the Newton solve, which is checked against
/// differences of the residual: a current that grows as exp(s t).
TEST(Impedance, IsTheCondensedSolveOnComplexNumbersWithEveryOption) {
  for (int options = 0; options < 8; ++options) {
    const bool every_option = options % 2 == 1, liquid = options / 2 % 2 == 1, electrons_follow = options >= 4;
    CellParameters c = test::simple_cell();
    if (every_option) test::add_every_option(c);
    if (electrons_follow) test::let_electrons_follow(c);
    if (liquid) test::fill_with_liquid(c, test::liquid(true));
    c.composite().interphase = test::interphase(), c.composite().coverage = {0.6, 0.6, 0};
    c.heat.reset();
    c.composite().contact_loss.reset();  // ageing does not move with a sine
    if (c.flat(Side::negative).interface) c.flat(Side::negative).interface->growth.reset();
    Cell cell(c, {8, 10, 2});
    const ArrayXd state = test::state_after(cell, every_option ? -2 : 2, 0.6, 600);
    const ArrayXd rate = cell.rate_of(state);
    const Index n = cell.size();
    ArrayXd row(n), b = ArrayXd::Zero(n), x(n);
    b(cell.layout().i()) = 1;
    for (const double s : {1e-4, 1e-2, 1.0}) {
      cell.residual(0, ConstVector(state.data(), n), ConstVector(rate.data(), n), Vector(row.data(), n));
      cell.solve(s, ConstVector(b.data(), n), Vector(x.data(), n));
      const double Z = -x(cell.layout().V());  // per current outside
      EXPECT_NEAR(cell.impedance(s).real() / Z, 1, 1e-9)
          << s << (every_option ? ", every option" : "") << (liquid ? ", liquid" : "")
          << (electrons_follow ? ", electrons follow" : "");
      EXPECT_EQ(cell.impedance(s).imag(), 0);
    }
  }
}

/// Where the sphere is full of a slow sine, what is left is its capacity and the resistances before it.
TEST(Impedance, BlocksAtLowFrequencyWithTheCapacityOfTheHost) {
  const CellParameters c = test::simple_cell();
  const double f = 1e-7;
  const Complex Z = spectrum(c, {10, 40, 2}, {f}).front();
  const double C = coefficients_of(c).composite().exchange_charge;  // per volt: U falls by 1 V from y = 0 to 1
  EXPECT_NEAR(Z.imag() * 2 * std::numbers::pi * f * C, -1, 1e-4);
}

}  // namespace
}  // namespace closo
