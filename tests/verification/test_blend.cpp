// Blends, dense films, coatings and mixed electrolytes: against closed forms, and against the same thing said
// otherwise.
#include <cmath>

#include <gtest/gtest.h>

#include "models/balance.hpp"
#include "models/electrodes/blend.hpp"
#include "models/impedance.hpp"
#include "tests/cell_options.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Complex = std::complex<double>;

/// A cell whose composite is a blend.
CellParameters blend_cell(double shift = -0.15) {
  CellParameters c = test::simple_cell();
  test::blend(c.composite(), shift);
  return c;
}

/// Voltages of a run at the moments that it keeps.
std::vector<double> voltages(const CellParameters& parameters) {
  Cell cell(parameters, {5, 8, 2, 5});
  test::Keeper keeper;
  std::vector<double> V;
  keeper.each = [&](const Cell& at, const Moment& m) { V.push_back(m.state(at.layout().V())); };
  RunSettings settings;
  settings.start_stoichiometry = 0.1, settings.tolerance = 1e-8;
  settings.protocol = test::protocol_of({"Discharge at 2C until 3.3 V", "Rest for 10 min", "Charge at 1C until 4.1 V"});
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  return V;
}

TEST(Blend, OfAMaterialWithItselfIsThatMaterial) {
  CellParameters one = test::simple_cell();
  Composite& p = one.composite();
  p.active().open_circuit_voltage = test::two_branches(4.2, 3.2, 0.05);
  p.particles = {{0.1e-6, 0.3}, {0.3e-6, 0.7}};
  p.contact = 0.8, p.contact_loss = ContactLoss{0.5, 3};
  p.film = test::film();
  CellParameters two = one;
  Composite& q = two.composite();
  q.actives = {{p.active(), 0.3}, {p.active(), 0.7}};
  q.particles = {{0.1e-6, 1, 0}, {0.3e-6, 1, 1}};
  const std::vector<double> a = voltages(one), b = voltages(two);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k], b[k], 1e-8);
  const Cell first(one, {5, 8, 2, 5}), second(two, {5, 8, 2, 5});
  EXPECT_NEAR(first.coefficients().composite().exchange_charge, second.coefficients().composite().exchange_charge,
              1e-9);
}

/// Of two straight lines  U_1 = 4.2 - y, U_2 = 4.05 - y  with the shares S of the charge:  both fall alike where both
/// are at work, and the first alone before.
TEST(Blend, IsAtOnePotentialAtRest) {
  const CellParameters c = blend_cell();
  const Composite& p = c.composite();
  const double S = p.charge_share(p.actives[1]);
  EXPECT_NEAR(p.charge_share(p.actives[0]) + S, 1, 1e-14);
  const OpenCircuitPotential potential(p, 298.15);
  EXPECT_NEAR(potential.range().low, (1 - S) * 0.15, 1e-12);       // where the second begins to fill
  EXPECT_NEAR(potential.range().high, S * 0.85 + (1 - S), 1e-12);  // where the first is full
  for (const double y : {0.2, 0.5, 0.8}) {
    const double first = y + S * 0.15;  // y_2 = y_1 - 0.15
    EXPECT_NEAR(potential.at(y), 4.2 - first, 1e-12);
    const std::vector<double> each = potential.stoichiometries(y);
    EXPECT_NEAR(each[0], first, 1e-12);
    EXPECT_NEAR(each[1], first - 0.15, 1e-12);
    Cell cell(c, {5, 8, 2, 5});
    const ArrayXd state = cell.resting_state(y);
    EXPECT_NEAR(state(cell.layout().V()), 4.2 - first, 1e-12);
    EXPECT_NEAR(cell.mean_stoichiometry(state), y, 1e-13);
    EXPECT_NEAR(cell.open_circuit_voltage(state), 4.2 - first, 1e-12);
  }
  EXPECT_NEAR(potential.mean(0.3, 0.7), 4.2 - 0.5 - S * 0.15, 1e-12);
}

/// At a current that is small the cell goes along its open-circuit voltage, the charge divided between its materials.
TEST(Blend, FollowsItsOpenCircuitVoltageWhereTheCurrentIsSmall) {
  const CellParameters c = blend_cell();
  Cell cell(c, {4, 8, 2, 5});
  const double Q = cell.coefficients().composite().exchange_charge, i = 1e-3 * cell.coefficients().one_c();
  const ArrayXd state = test::state_after(cell, i, 0.3, 0.4 * Q / i);
  EXPECT_NEAR(cell.mean_stoichiometry(state), 0.7, 1e-9);
  EXPECT_NEAR(state(cell.layout().V()), OpenCircuitPotential(c.composite(), c.temperature).at(0.7), 1e-3);
}

/// Two materials in parallel beside resistances that are small: what they give is by their slopes.
TEST(Blend, KeepsTheChargeOfEachMaterialApart) {
  const CellParameters c = blend_cell(0.0);
  const Composite& p = c.composite();
  Cell cell(c, {4, 8, 2, 5});
  const double i = 1e-3 * cell.coefficients().one_c(), Q = cell.coefficients().composite().exchange_charge;
  const ArrayXd state = test::state_after(cell, i, 0.3, 0.4 * Q / i);
  const double first = particle_stoichiometry(cell, state, 0).mean(),
               third = particle_stoichiometry(cell, state, 2).mean();
  EXPECT_NEAR(first, 0.7, 2e-4);
  EXPECT_NEAR(third, 0.7, 2e-4);
  const double moles = 0.4 * p.active_loading * (p.actives[0].share * 2 / 0.41179 + p.actives[1].share / 0.15);
  EXPECT_NEAR(ions_in_composite(cell, state) - ions_in_composite(cell, cell.resting_state(0.3)), moles, 1e-9 * moles);
}

TEST(Blend, LossesSumToTheVoltageAndIonsAreKept) {
  CellParameters c = blend_cell();
  c.composite().contact = 0.7, c.composite().contact_loss = ContactLoss{0.9, 2};  // which comes back
  c.composite().actives[1].material.open_circuit_voltage = test::two_branches(4.1, 3.1, 0.06);
  Cell cell(c, {5, 8, 2, 5});
  const ArrayXd start = cell.resting_state(0.2);
  const double before = ions_in_composite(cell, start) + ions_disconnected(cell, start);
  test::Keeper keeper;
  keeper.each = [&](const Cell& at, const Moment& m) {
    double sum = at.open_circuit_voltage(m.state);
    for (const double term : overpotentials(at, m.state).values()) sum += term;
    EXPECT_NEAR(sum, m.state(at.layout().V()), 1e-9);
    const double held = ions_in_composite(at, m.state) + ions_disconnected(at, m.state);
    EXPECT_NEAR((held - charge_passed(at, m.state) / faraday) / before, 1, 1e-12);
  };
  RunSettings settings;
  settings.start_stoichiometry = 0.2;
  settings.protocol =
      test::protocol_of({"Discharge at 1C until 3.4 V", "Charge at 3C until 4 V", "Discharge at 1C until 3.4 V"});
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
}

TEST(Blend, StopsWhereAMaterialIsFull) {
  CellParameters c = blend_cell(-0.4);
  c.lower_voltage = 2.0;
  Cell cell(c, {4, 8, 2, 5});
  test::Keeper keeper;
  RunSettings settings;
  settings.start_stoichiometry = 0.4;
  settings.protocol = test::protocol_of({"Discharge at C/10"});
  EXPECT_TRUE(simulate(cell, settings, keeper).completed());
  EXPECT_EQ(keeper.steps.front().stop.kind, StopReason::Kind::particles_full);
  EXPECT_EQ(keeper.steps.front().stop.subject, "active");
}

/// R_ct + (dU/dy) L / F c D  coth(q) / q,  q = sqrt(s) L / sqrt(D): a film that ions enter at one face.
/// Source: C. Ho, I. D. Raistrick, R. A. Huggins, J. Electrochem. Soc. 127 (1980) 343.
TEST(DenseFilm, HasTheImpedanceOfDiffusionToAClosedFace) {
  CellParameters c = test::simple_cell();
  const double L = 0.5e-6;
  test::make_dense(c.composite(), L);
  Cell cell(c, {20, 200, 2, 5});
  const Coefficients& k = cell.coefficients();
  const double D = c.composite().active().diffusivity.value, c_max = k.composite().particles[0].c_max;
  EXPECT_NEAR(k.composite().particles[0].a * L, 1, 1e-12);
  const std::vector<double> frequencies{1e-5, 1e-3, 1e-1, 10};
  const auto Z = impedance(cell, cell.resting_state(0.5), frequencies);
  const double electrons = L / c.composite().electron_conductivity.value / 2;
  const double series = k.R_separator + electrons + 1 / (k.f * k.flat(Side::negative).i_ref);
  for (std::size_t m = 0; m < frequencies.size(); ++m) {
    const Complex q = std::sqrt(Complex(0, 2 * M_PI * frequencies[m]) * L * L / D);
    const Complex exact =
        series + 1 / (k.f * k.composite().particles[0].i_ref) + L / (faraday * c_max * D) / (q * std::tanh(q));
    EXPECT_NEAR(std::abs(Z[m] - exact) / std::abs(exact), 0, frequencies[m] < 1 ? 2e-4 : 2e-3) << frequencies[m];
  }
}

/// y_surface - y_mean = i L / 3 F c D once the film fills evenly.
TEST(DenseFilm, FillsEvenlyInTheEnd) {
  CellParameters c = test::simple_cell();
  const double L = 0.5e-6;
  test::make_dense(c.composite(), L);
  Cell cell(c, {20, 10, 2, 5});
  EXPECT_EQ(cell.layout().composite().n_x, 1);
  const Coefficients& k = cell.coefficients();
  const double c_max = k.composite().particles[0].c_max, D = c.composite().active().diffusivity.value;
  const double i = 0.2 * D * faraday * c_max / L, time = 2 * L * L / D;  // 0.4 in y
  const ArrayXd state = test::state_after(cell, i, 0.2, time, 1e-9);
  const Fields<const double> s(cell.layout(), state.data());
  const double mean = 0.2 + i * time / (faraday * c_max * L);
  EXPECT_NEAR(cell.mean_stoichiometry(state), mean, 1e-9);
  EXPECT_NEAR(s.y_surface(0)(0) - mean, i * L / (3 * faraday * c_max * D), 1e-8);
}

TEST(Coating, IsTheResistanceOfItsThickness) {
  CellParameters coated = test::simple_cell(), filmed = coated;
  coated.composite().coating = Coating{10e-9, {1e-7, 40e3, 298.15}};
  filmed.composite().film_resistance = 0.1;
  const std::vector<double> a = voltages(coated), b = voltages(filmed);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k], b[k], 1e-12);
  EXPECT_NEAR(coated.composite().coating->resistance(328.15),
              0.1 * std::exp(40e3 / gas_constant * (1 / 328.15 - 1 / 298.15)), 1e-12);
}

TEST(MixedElectrolyte, ConductsByTheSharesOfItsVolume) {
  CellParameters c = test::simple_cell();
  Composite& p = c.composite();
  const double before = coefficients_of(c).composite().kappa_eff;
  Electrolyte other = p.electrolyte();
  p.electrolytes = {{other, 0.4}, {other, 0.6}};
  EXPECT_NEAR(coefficients_of(c).composite().kappa_eff, before, 1e-14);  // of one with itself
  p.electrolytes[1].material.density *= 2, p.electrolytes[1].material.conductivity = {0.9, 20e3, 298.15};
  p.thickness = p.active_loading / p.active_weight_fraction * p.specific_volume() / (1 - p.porosity);
  const Coefficients k = coefficients_of(c, 330, c.pressure);
  const double first = 0.4 / other.density, second = 0.6 / (2 * other.density), share = first / (first + second);
  const double kappa =
      share * other.conductivity.at(330) + (1 - share) * 0.9 * std::exp(20e3 / gas_constant * (1 / 298.15 - 1 / 330.0));
  EXPECT_NEAR(k.composite().kappa_eff, kappa * std::pow(k.composite().eps_electrolyte, 1.5), 1e-12);
  EXPECT_NEAR(k.composite().eps_electrolyte, (1 - p.porosity) / p.specific_volume() * 0.2 * (first + second), 1e-12);
}

/// A polymer with a salt is in the model what a liquid of the same coefficients is in pores of the same volume.
TEST(Polymer, IsALiquidInPoresOfTheSameVolume) {
  CellParameters liquid = test::simple_cell();
  test::fill_with_liquid(liquid, test::liquid(true));
  CellParameters polymer = liquid;
  Composite& p = polymer.composite();
  Electrolyte electrolyte = p.electrolyte();
  electrolyte.salt->in_polymer = true;
  p.electrolytes = {{electrolyte, 1}};
  Separator::Layer& separator = polymer.separator.layers.front();
  separator.electrolyte = electrolyte;
  const double solids = p.active_loading / p.active_weight_fraction, weight = p.electrolyte_loading / solids;
  p.active_weight_fraction /= 1 + weight;
  for (Additive& a : p.additives) a.weight_fraction /= 1 + weight;
  p.electrolyte_weight_fraction = weight / (1 + weight);
  p.porosity = 0;
  const CompositeCoefficients a = coefficients_of(liquid).composite(), b = coefficients_of(polymer).composite();
  EXPECT_NEAR(b.eps_electrolyte / a.eps_electrolyte, 1, 1e-12);
  EXPECT_NEAR(b.eps_active / a.eps_active, 1, 1e-12);
  EXPECT_NEAR(polymer.composite().loading() / liquid.composite().loading(), 1, 1e-12);
  const std::vector<double> one = voltages(liquid), other = voltages(polymer);
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t k = 0; k < one.size(); ++k) EXPECT_NEAR(one[k], other[k], 1e-9);
}

}  // namespace
}  // namespace closo
