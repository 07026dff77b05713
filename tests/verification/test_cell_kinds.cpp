// Cells without active material, against closed forms.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "models/impedance.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Complex = std::complex<double>;

constexpr double pi = std::numbers::pi;
const std::vector<double> measurable = logarithmic_frequencies(1e6, 1e-2, 3);

/// The state after a time at a constant current density, from a voltage at rest.
ArrayXd after(Cell& cell, double current, double duration, double voltage = 0) {
  cell.set_step({Control::Kind::current, current}, {});
  ArrayXd state = cell.resting_state_at(voltage);
  make_consistent(cell, state);
  if (duration == 0) return state;
  Integrator integrator(cell, 1e-9);
  integrator.start(0, state, cell.rate_of(state), duration);
  while (integrator.advance() == Advance::stepped) continue;
  return integrator.state();
}

std::vector<Complex> spectrum(const CellParameters& c, Index n_x, double voltage = 0) {
  Cell cell(c, {n_x, 10, 2});
  return impedance(cell, after(cell, 0, 0, voltage), measurable);
}

double largest_error(const std::vector<Complex>& Z, const auto& exact) {
  double largest = 0;
  for (std::size_t k = 0; k < Z.size(); ++k) {
    const Complex expected = exact(Complex(0, 2 * pi * measurable[k]), measurable[k]);
    largest = std::max(largest, std::abs(Z[k] - expected) / std::abs(expected));
  }
  return largest;
}

TEST(SymmetricCell, ShowsTheResistanceOfElectrolyteAndBothInterfaces) {
  CellParameters c = test::symmetric_cell();
  c.flat(Side::positive).interface_resistance = c.flat(Side::negative).interface_resistance = 1e-3;
  Cell cell(c, {});
  const Coefficients k = cell.coefficients();
  const double R = 1 / (k.f * k.flat(Side::negative).i_ref) + 1e-3, i = 1e-5 * k.flat(Side::negative).i_ref;
  EXPECT_NEAR(after(cell, i, 3600)(cell.layout().V()) / (-i * (550e-6 / 0.09 + 2 * R)), 1, 1e-9);
  const double large = 5 * k.flat(Side::negative).i_ref,
               eta = 2 / k.f * std::asinh(large / (2 * k.flat(Side::negative).i_ref));
  EXPECT_NEAR(after(cell, large, 10)(cell.layout().V()), -large * (550e-6 / 0.09 + 2e-3) - 2 * eta, 1e-9);
}

/// 22.99 g/mol over 968 kg/m3 and F, for 1 mAh/cm2 = 36000 C/m2.
TEST(SymmetricCell, MovesTheMetalFromOneEndToTheOther) {
  Cell cell(test::symmetric_cell(), {});
  const ArrayXd state = after(cell, 0.322, 5 * 3600);
  const double moved = 0.322 * 5 * 3600 / 36e3 * 8.86e-6;
  const Fields<const double> s(cell.layout(), state.data());
  const double negative = cell.flat_interfaces()[0].stock().thickness(s),
               positive = cell.flat_interfaces()[1].stock().thickness(s);
  EXPECT_NEAR((1e-3 - negative) / moved, 1, 1e-3);
  EXPECT_NEAR(negative + positive, 2e-3, 1e-15);
}

/// With a critical current of 1 A/m2.
CellParameters cell_with_voids() {
  CellParameters c = test::symmetric_cell();
  c.pressure = 1e6;
  c.flat(Side::negative).interface = c.flat(Side::positive).interface = MetalInterface{1e6, 0, {}, test::voids(), {}};
  c.flat(Side::negative).interface->voids->depth = c.flat(Side::positive).interface->voids->depth = 1e-8;
  return c;
}

/// Voids where it is stripped, none where it is plated; the other way round after the current turns.
TEST(SymmetricCell, HasVoidsAtTheEndThatIsStripped) {
  Cell cell(cell_with_voids(), {});
  const double theta = 1 - 0.5;  // at half of the critical current of 1 A/m2
  const Layout& layout = cell.layout();
  for (const double sign : {1.0, -1.0}) {
    const ArrayXd state = after(cell, sign * 0.5, 1e5);
    const Index stripped = sign > 0 ? 0 : 1;
    EXPECT_NEAR(1 / (1 + state(test::voids_place(layout, stripped))), theta, 1e-6);
    EXPECT_LT(state(test::voids_place(layout, 1 - stripped)), 0.01);
    const Fields<const double> s(layout, state.data());
    const double share = test::limit("critical_current", stripped)->level(cell, s);
    EXPECT_NEAR(share, 0.5, 1e-12);
    EXPECT_NEAR(test::limit("critical_current", 1 - stripped)->level(cell, s), -0.5, 1e-12);
  }
}

/// Only the positive metal can have voids, and only a charge strips it.
TEST(SymmetricCell, NamesTheElectrodeThatIsStrippedTooFast) {
  CellParameters c = cell_with_voids();
  c.flat(Side::negative).interface.reset();
  c.flat(Side::positive).interface->voids->stop = true;
  Cell cell(c, {});
  RunSettings settings;
  settings.protocol = test::protocol_of({"Discharge at 0.3 mA/cm2 for 1 h", "Charge at 0.3 mA/cm2 for 1 h"});
  test::Keeper keeper;
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  const char* load = "positive_critical_current_share";
  EXPECT_EQ(test::load(keeper.steps[0], load), 0);
  EXPECT_NEAR(keeper.steps[0].duration, 3600, 1e-9);
  EXPECT_NEAR(test::load(keeper.steps[1], load), 3, 1e-9);
  EXPECT_EQ(keeper.steps[1].stop.side, Side::positive);
  EXPECT_NEAR(keeper.steps[1].stop.limit, 1, 1e-12);
  EXPECT_NEAR(keeper.steps[1].stop.value, 3, 1e-9);
  EXPECT_EQ(keeper.steps[1].duration, 0);
  EXPECT_NE(keeper.steps[1].stop_reason().find(
                "voids grow: stripping at 0.3 mA/cm2 exceeds the critical current of the positive sodium, 0.1 mA/cm2"),
            std::string::npos)
      << keeper.steps[1].stop_reason();
}

TEST(SymmetricCell, HasTheImpedanceOfItsArcs) {
  CellParameters c = test::symmetric_cell();
  c.flat(Side::negative).double_layer = {0.02, 0.8, 1e3};
  c.flat(Side::positive).double_layer = {0.5, 1, 1};
  c.separator.layers.front().electrolyte.grain_boundary = GrainBoundary{0.3, 2e5, 0.9};
  const Coefficients k = coefficients_of(c);
  const double R = 1 / (k.f * k.flat(Side::negative).i_ref), w = 2 * pi * 1e3;
  const double error = largest_error(spectrum(c, 1), [&](Complex s, double) {
    const Complex cpe = 0.02 * std::pow(w, 0.2) * std::pow(s, 0.8);
    return 0.7 * k.R_separator + 0.3 * k.R_separator / (1.0 + std::pow(s / (2 * pi * 2e5), 0.9)) + 1.0 / (1 / R + cpe) +
           1.0 / (1 / R + s * 0.5);
  });
  EXPECT_LT(error, 1e-12);
}

/// A grain boundary is a resistance that follows the conductivity and a capacitance that stays.
TEST(SymmetricCell, KeepsTheCapacitanceOfItsGrainBoundaryWhenItIsWarm) {
  CellParameters c = test::symmetric_cell();
  Electrolyte& electrolyte = c.separator.layers.front().electrolyte;
  electrolyte.conductivity.activation_energy = 34e3;
  const double all = c.separator.resistance(298.15), w = 2 * pi * 1e4;
  electrolyte.grain_boundary = GrainBoundary{0.4, 1e4, 1};
  const double C = 1 / (0.4 * all * w), T = 350, warm = c.separator.resistance(T);
  for (const double f : {1e2, 1e4, 1e6}) {
    const Complex s(0, 2 * pi * f);
    EXPECT_LT(std::abs(c.separator.impedance(T, s) - 0.6 * warm - 1.0 / (1 / (0.4 * warm) + s * C)), 1e-12 * all);
  }
}

/// Slope of a settled state, at the lowest frequency: [V(i - d) - V(i + d)] / 2d.
void expect_slope_of_polarisation(Cell& cell, double i, double duration, double error) {
  const double step = 1e-4 * i;
  const auto voltage = [&](double current) { return after(cell, current, duration)(cell.layout().V()); };
  const double slope = (voltage(i - step) - voltage(i + step)) / step / 2;
  const Complex Z = impedance(cell, after(cell, i, duration), {1e-9}).front();
  EXPECT_NEAR(Z.real() / slope, 1, error);
  EXPECT_NEAR(Z.imag() / slope, 0, error);
}

TEST(SymmetricCell, HasTheSlopeOfItsPolarisationForImpedanceUnderCurrent) {
  Cell cell(test::symmetric_cell(), {});
  expect_slope_of_polarisation(cell, 5 * cell.coefficients().flat(Side::negative).i_ref, 0, 1e-6);
}

/// Voids follow the current slowly: they are frozen at high frequency, and settle at the lowest.
TEST(SymmetricCell, HasTheSlopeOfItsSettledPolarisationWithVoids) {
  Cell cell(cell_with_voids(), {});
  expect_slope_of_polarisation(cell, 0.5, 1e5, 1e-4);
  const std::vector<Complex> Z = impedance(cell, after(cell, 0.5, 1e5), {1e-9, 1e3});
  EXPECT_GT(Z[0].real(), 1.05 * Z[1].real());
}

TEST(BlockingCell, IsACapacitorInTimeAndInFrequency) {
  CellParameters c = test::blocking_cell(0.05);
  c.separator.layers.front().electrolyte.relative_permittivity = 1e4;
  Cell cell(c, {});
  const double R = 550e-6 / 0.09, C_geo = 1e4 * vacuum_permittivity / 550e-6, i = 1e-3, time = 20;
  EXPECT_NEAR(after(cell, i, time)(cell.layout().V()), -i * (R + 2 * time / 0.05), 1e-9);
  const double error =
      largest_error(spectrum(c, 1), [&](Complex s, double) { return 1.0 / (1 / R + s * C_geo) + 2.0 / (s * 0.05); });
  EXPECT_LT(error, 1e-12);
}

/// Two conductors of length L with an admittance per volume Y = s C / L between them:
///   Z = L / (k + s) {1 + [2 + (s/k + k/s) cosh(v)] / (v sinh(v))},   v = L sqrt(Y (1/k + 1/s)),
/// with one conductor, or both, as good as perfect.
TEST(CarbonComposite, IsATransmissionLineThatBlocks) {
  constexpr double C = 2.0;
  for (const auto& [kappa, sigma] : {std::pair{0.004, 0.004}, {1e-3, 1e9}, {1e9, 2e-3}, {1e9, 1e9}}) {
    CellParameters c = test::carbon_cell(C);
    c.composite().electron_conductivity.value = sigma;
    c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, kappa};
    const Coefficients k = coefficients_of(c);
    const double L = c.composite().thickness, series = k.R_separator + 1 / (k.f * k.flat(Side::negative).i_ref);
    const auto error = [&](Index n_x) {
      return largest_error(spectrum(c, n_x, 3.0), [&](Complex s, double) {
        const Complex v = L * std::sqrt(s * C / L * (1 / kappa + 1 / sigma));
        if (std::abs(v) < 1e-3) return series + 1.0 / (s * C) + L / 3 * (1 / kappa + 1 / sigma);
        const Complex e = std::exp(-v), sinh = (1.0 - e * e) / 2.0, cosh = (1.0 + e * e) / 2.0;
        return series + L / (kappa + sigma) * (1.0 + (2.0 * e + (sigma / kappa + kappa / sigma) * cosh) / (v * sinh));
      });
    };
    EXPECT_LT(error(2000), 1e-4) << kappa << " " << sigma;
    if (std::min(kappa, sigma) > 1) continue;  // exact
    EXPECT_NEAR(test::observed_order(error(250), error(500)), 2.0, 0.3) << kappa << " " << sigma;
  }
}

/// A current step on a linear system: Z(j omega) = [V(0) + integral of dV/dt exp(-j omega t) dt] / -i, with V a
/// straight line between moments that are close. What is left after the last moment charges the capacity at a constant
/// rate.
Complex from_step(const std::vector<double>& time, const std::vector<double>& voltage, double rest, double i,
                  double f) {
  const Complex s(0, 2 * pi * f);
  Complex sum = voltage.front() - rest;
  for (std::size_t k = 1; k < time.size(); ++k)
    sum += (voltage[k] - voltage[k - 1]) / (time[k] - time[k - 1]) *
           (std::exp(-s * time[k - 1]) - std::exp(-s * time[k])) / s;
  const std::size_t n = time.size() - 1;
  sum += (voltage[n] - voltage[n - 1]) / (time[n] - time[n - 1]) * std::exp(-s * time[n]) / s;
  return -sum / i;
}

void expect_time_to_agree(Cell& cell, ArrayXd state, double i, double slowest, double fastest) {
  const std::vector<double> ten = logarithmic_frequencies(fastest, slowest, 9 / std::log10(fastest / slowest));
  ASSERT_EQ(ten.size(), 10);
  const std::vector<Complex> Z = impedance(cell, state, ten);
  const double rest = state(cell.layout().V()), duration = 3 / slowest;
  cell.set_step({Control::Kind::current, i}, {});
  make_consistent(cell, state);
  Integrator integrator(cell, 1e-11);
  integrator.start(0, state, cell.rate_of(state), duration);
  std::vector<double> time{0}, voltage{state(cell.layout().V())};
  constexpr int parts = 8;  // of a step of the integrator
  ArrayXd between;
  for (Advance advance = Advance::stepped; advance == Advance::stepped;) {
    advance = integrator.advance();
    const double begin = time.back(), width = (integrator.time() - begin) / parts;
    for (int part = 1; part <= parts; ++part) {
      integrator.interpolate(begin + part * width, between);
      time.push_back(begin + part * width), voltage.push_back(between(cell.layout().V()));
    }
  }
  for (std::size_t k = 0; k < ten.size(); ++k)
    EXPECT_LT(std::abs(from_step(time, voltage, rest, i, ten[k]) / Z[k] - 1.0), 1e-3) << ten[k] << " Hz";
}

TEST(Impedance, IsThatOfASmallStepInTime) {
  Cell full(test::simple_cell(), {10, 20, 2});
  full.set_step({Control::Kind::current, 0}, {});
  ArrayXd state = full.resting_state(0.5);
  make_consistent(full, state);
  expect_time_to_agree(full, state, 1e-3, 3e-4, 0.1);
  CellParameters c = test::simple_cell();
  test::fill_with_liquid(c, test::liquid(true));
  Cell liquid(c, {10, 20, 2, 20});
  expect_time_to_agree(liquid, test::state_after(liquid, 0, 0.5, 1), 1e-3, 3e-4, 0.1);
  Cell carbon(test::carbon_cell(10.0), {20, 10, 2});
  expect_time_to_agree(carbon, after(carbon, 0, 0, 3.0), 1e-3, 0.1, 1e2);
  Cell blocking(test::blocking_cell(5.0), {});
  expect_time_to_agree(blocking, after(blocking, 0, 0), 1e-3, 0.1, 1e2);
}

/// Galleries of a film that is always even, under a slow voltage ramp: i = -Q dy/dU dU/dt, which peaks at U_j with the
/// width 2 ln(3 + 2 sqrt(2)) w_j RT/F = 3.53 w_j RT/F at half of its height.
TEST(Voltammetry, OfAThinFilmPeaksAtTheGalleriesWithTheirWidths) {
  CellParameters c = test::simple_cell();
  OpenCircuitVoltageData data;
  data.galleries = {{0.5, 3.6, 1.2}, {0.5, 4.0, 0.8}};
  data.empty = 4.6, data.full = 2.9;
  c.composite().active().open_circuit_voltage = data;
  c.composite().active().diffusivity.value = 1e-11;
  Cell cell(c, {1, 10, 2});
  const double rate = 1e-6, f = cell.coefficients().f;
  RunSettings settings;
  settings.mesh = cell.model()->mesh();
  settings.tolerance = 1e-8;
  settings.start_stoichiometry = 0.9999;
  settings.protocol = test::protocol_of({"Ramp to 4.25 V at 1 uV/s"});
  settings.sampling.every_time_step = false;
  settings.sampling.series_voltage_change = 2e-4;
  test::Keeper record;
  simulate(cell, settings, record);
  std::vector<double> voltage, current;
  for (const auto& row : record.rows) {
    voltage.push_back(row.state(cell.layout().V()));
    current.push_back(-row.state(cell.layout().i()));
  }
  for (const auto& [U, w] : {std::pair{3.6, 1.2}, {4.0, 0.8}}) {
    std::size_t top = 0;
    for (std::size_t k = 0; k < voltage.size(); ++k)
      if (std::abs(voltage[k] - U) < 0.1 && current[k] > current[top]) top = k;
    EXPECT_NEAR(voltage[top], U, 1e-3);
    EXPECT_NEAR(current[top] / (cell.coefficients().composite().exchange_charge * 0.5 * f / (4 * w) * rate), 1, 2e-3);
    const auto half = [&](int step) {
      std::size_t k = top;
      while (current[k] > current[top] / 2) k += static_cast<std::size_t>(step);
      return voltage[k];
    };
    EXPECT_NEAR((half(1) - half(-1)) * f / w, 2 * std::log(3 + 2 * std::sqrt(2.0)), 0.02);
  }
}

}  // namespace
}  // namespace closo
