// What closo show derives from a cell, by hand, in the units of its readers.
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "models/derived.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

std::map<std::string, DerivedQuantity> derived(const CellParameters& cell) {
  std::map<std::string, DerivedQuantity> all;
  for (const DerivedQuantity& q : derived_quantities(cell)) EXPECT_TRUE(all.emplace(q.name, q).second) << q.name;
  return all;
}

/// All quantities of the cell but those of `elsewhere`, each with its unit.
void expect_all(const std::map<std::string, DerivedQuantity>& all, const std::vector<DerivedQuantity>& expected) {
  for (const auto& [name, value, unit] : expected) {
    ASSERT_TRUE(all.contains(name)) << name;
    EXPECT_NEAR(all.at(name).value, value, 2e-9 * std::abs(value)) << name;
    EXPECT_EQ(all.at(name).unit, unit) << name;
  }
  EXPECT_EQ(all.size(), expected.size());
}

constexpr double f = faraday / (gas_constant * 298.15);

TEST(DerivedQuantities, OfACompositeCell) {
  CellParameters c = test::simple_cell();
  c.area = 2e-4, c.pressure = 1e6;
  c.flat(Side::negative).interface = MetalInterface{1e6, 0.5, {}, test::voids(), {}};
  c.flat(Side::negative).interface_resistance = 3e-4;
  c.separator.layers.front().electrolyte.electronic_conductivity = 1e-7;
  c.composite().contact = 0.8;
  c.composite().collector_resistance = 5e-4;
  c.composite().particles = {{0.25e-6, 0.4}, {1e-6, 0.6}};
  const Composite& p = c.composite();
  const double w = 1.14e-2 / 0.7 / p.thickness;  // kg of composite per m3
  const double active = 0.7 * w / 3200, electrolyte = 0.2 * w / 1150, additives = 0.1 * w / 2000, L = p.thickness;
  const double a1 = 0.8 * 3 * active * 0.4 / 0.25e-6, a2 = 0.8 * 3 * active * 0.6 / 1e-6;
  const double kappa = 0.09 * std::pow(electrolyte, 1.5), capacity = 2 * faraday / 0.41179 / 3600;  // mAh/g
  const double areal = capacity * 1.14;                                                             // 1e-3 mAh/cm2
  expect_all(derived(c),
             {{"active loading", 1.14, "mg/cm2"},
              {"electrolyte loading of composite", p.electrolyte_loading * 100, "mg/cm2"},
              {"composite loading", 1.14 / 0.7, "mg/cm2"},
              {"composite thickness", L * 1e6, "um"},
              {"volume fraction of active material", 100 * active, "%"},
              {"volume fraction of electrolyte", 100 * electrolyte, "%"},
              {"volume fraction of additives", 100 * additives, "%"},
              {"porosity", 10, "%"},
              {"current density at 1C", 130 * 1.14e-3, "mA/cm2"},
              {"density of active material", 3.2, "g/cm3"},
              {"concentration of exchanged ions", 2 * 3200 / 0.41179, "mol/m3"},
              {"connected specific area, particles of 0.25 um", a1 * 1e-6, "m2/cm3"},
              {"connected specific area, particles of 1 um", a2 * 1e-6, "m2/cm3"},
              {"theoretical capacity", capacity, "mAh/g"},
              {"connected fraction as assembled", 80, "%"},
              {"connected capacity", 0.8 * capacity, "mAh/g"},
              {"areal capacity, theoretical", areal * 1e-3, "mAh/cm2"},
              {"areal capacity, connected", 0.8 * areal * 1e-3, "mAh/cm2"},
              {"current at 1C", 130 * 1.14e-3 * 2, "mA"},
              {"mean open-circuit voltage", 3.7, "V"},
              {"theoretical energy of active material", 3.7 * capacity, "Wh/kg"},
              {"theoretical energy of composite", 0.7 * 3.7 * capacity, "Wh/kg"},
              {"metal stripped in a full discharge", 0.8 * areal * 1e-3 * 36e3 * 0.02299 / (968 * faraday) * 1e6, "um"},
              {"conductivity of separator", 0.9, "mS/cm"},
              {"resistance of separator", 550e-6 / 0.09 * 1e4, "ohm cm2"},
              {"electronic resistance of the separator", 550e-6 / 1e-7 * 1e4, "ohm cm2"},
              {"effective ionic conductivity of composite", kappa * 10, "mS/cm"},
              {"effective electronic conductivity of composite", 30, "mS/cm"},
              {"resistance of composite, ions", L / kappa * 1e4, "ohm cm2"},
              {"resistance of composite, electrons", L / 3 * 1e4, "ohm cm2"},
              {"resistance of collector contact", 5, "ohm cm2"},
              {"resistance of metal interface, charge transfer", 1e4 / (f * 20), "ohm cm2"},
              {"resistance of metal interface, ohmic", 3, "ohm cm2"},
              // F A length / V_metal with the creep length of test::voids(): 1 A m-2 at the creep pressure.
              {"critical current of metal interface on stripping", 0.1, "mA/cm2"},
              {"thickness of metal interface per charge", 0.02299 / (968 * faraday) * 36e3 * 1e6, "um per mAh/cm2"},
              {"resistance of particles, charge transfer at half charge", 1e4 / (f * 0.5 * (a1 + a2) * L), "ohm cm2"},
              {"diffusion time R2/D, particles of 0.25 um", 0.0625e-12 / 1e-16 / 3600, "h"},
              {"diffusion time R2/D, particles of 1 um", 1e-12 / 1e-16 / 3600, "h"}});
}

TEST(DerivedQuantities, OfALiquidBetweenTwoMetals) {
  CellParameters c = test::symmetric_cell();
  test::fill_with_liquid(c, test::liquid());
  c.flat(Side::positive).kinetics.exchange_current_density.value = 10;
  const double D = 2e-10 * std::pow(0.5, 1.5), kappa = 0.8 * std::pow(0.5, 1.5),
               per_charge = 0.02299 / (968 * faraday) * 36e9;
  expect_all(derived(c),
             {{"conductivity of separator", kappa * 10, "mS/cm"},
              {"resistance of separator", 550e-6 / kappa * 1e4, "ohm cm2"},
              {"limiting current of the separator", 2 * faraday * D * 1000 / (0.6 * 550e-6) * 0.1, "mA/cm2"},
              {"diffusion time L2/D of the separator", 0.5 * 550e-6 * 550e-6 / D / 3600, "h"},
              {"resistance of negative interface, charge transfer", 1e4 / (f * 20), "ohm cm2"},
              {"resistance of negative interface, ohmic", 0, "ohm cm2"},
              {"thickness of negative interface per charge", per_charge, "um per mAh/cm2"},
              {"resistance of positive interface, charge transfer", 1e4 / (f * 10), "ohm cm2"},
              {"resistance of positive interface, ohmic", 0, "ohm cm2"},
              {"thickness of positive interface per charge", per_charge, "um per mAh/cm2"}});
}

TEST(DerivedQuantities, OfBlockingElectrodesAndOfCarbon) {
  const auto blocking = derived(test::blocking_cell(0.3));
  EXPECT_NEAR(blocking.at("double layer of negative interface").value, 30, 1e-12);
  EXPECT_EQ(blocking.size(), 4u);
  const CellParameters c = test::carbon_cell(0.3);
  const auto carbon = derived(c);
  const double composite = c.composite().electrolyte_loading / 0.75;
  EXPECT_NEAR(carbon.at("electrolyte loading of composite").value, 0.75 * composite * 100, 1e-9);
  EXPECT_NEAR(carbon.at("composite loading").value, composite * 100, 1e-9);
  EXPECT_NEAR(carbon.at("current density at 1C").value, 468e3 / 3600 * c.composite().electrolyte_loading * 0.1, 1e-9);
  EXPECT_FALSE(carbon.contains("active loading"));
  EXPECT_FALSE(carbon.contains("theoretical capacity"));
  EXPECT_FALSE(carbon.contains("concentration of exchanged ions"));
}

}  // namespace
}  // namespace closo
