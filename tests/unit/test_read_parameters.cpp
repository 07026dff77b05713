// Every key of a cell in the parameter that it means, in SI.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/stated_cells.hpp"

namespace closo {
namespace {

using test::read_stated, test::stated_liquid, test::stated_solid;

struct Check {
  const char* name;
  double value, expected;
};

void expect_all(const std::vector<Check>& checks) {
  for (const auto& [name, value, expected] : checks) EXPECT_NEAR(value, expected, 1e-12 * std::abs(expected)) << name;
}

void expect(const char* name, const Curve& a, double value, double kJ, double degC) {
  expect_all(
      {{name, a.value, value}, {name, a.activation_energy, kJ * 1e3}, {name, a.reference_temperature, degC + 273.15}});
}

void expect(const char* name, const DoubleLayer& layer, double capacitance, double exponent, double frequency) {
  expect_all(
      {{name, layer.capacitance, capacitance}, {name, layer.exponent, exponent}, {name, layer.frequency, frequency}});
}

TEST(ReadParameters, ATableOfPlainNumbersHasTheUnitOneOrNone) {
  const std::string key = "materials.electrolyte.salt.thermodynamic_factor.table=";
  const std::string rows = ", rows: [[2, 2.4], [1, 1.2], [0.1, 1]]}";
  for (const char* header : {"'factor [1]'", "'factor / 1'", "factor"}) {
    const Salt salt = *read_stated(stated_liquid, {key + "{name: f.csv, columns: ['c [mol/l]', " + header + "]" + rows})
                           .cell.composite()
                           .electrolyte()
                           .salt;
    expect_all({{header, salt.thermodynamic_factor.value, 1.2}, {header, salt.thermodynamic_factor.shape(2).value, 2}});
  }
}

TEST(ReadParameters, OfTheRun) {
  const RunSettings s = read_stated(stated_solid).settings;
  expect_all({{"start", s.start_stoichiometry, 0.5},
              {"n_x", static_cast<double>(s.mesh.n_x), 4},
              {"n_r", static_cast<double>(s.mesh.n_r), 5},
              {"grading", s.mesh.grading, 1.5},
              {"tolerance", s.tolerance, 1e-5},
              {"series_every", s.sampling.series_interval, 120},
              {"series_voltage_change", s.sampling.series_voltage_change, 4e-3},
              {"profiles_every", s.sampling.profile_charge, 0.3},
              {"retention_from", static_cast<double>(s.retention_from), 7}});
  EXPECT_FALSE(s.sampling.every_time_step);
  EXPECT_FALSE(s.sampling.every_cycle);
  EXPECT_EQ(s.sampling.cycles, (std::vector<Index>{3, 11}));
  EXPECT_EQ(s.sampling.cycle_periods, (std::vector<Index>{25}));
  for (const Index cycle : {3, 11, 25, 50}) EXPECT_TRUE(s.sampling.shows(cycle)) << cycle;
  for (const Index cycle : {1, 2, 24, 26}) EXPECT_FALSE(s.sampling.shows(cycle)) << cycle;
  EXPECT_EQ(s.protocol.size(), 1u);
}

TEST(ReadParameters, OfTheWholeCell) {
  const CellParameters c = read_stated(stated_solid).cell;
  EXPECT_EQ(c.title, "the cell");
  ASSERT_EQ(c.collectors.size(), 2u);
  expect_all({{"area", c.area, 2e-4},
              {"pressure", c.pressure, 2e6},
              {"temperature", c.temperature, 303.15},
              {"heat capacity", c.heat->capacity, 3},
              {"heat transfer", c.heat->transfer, 0.04},
              {"nominal capacity", c.nominal_capacity, 360e3},
              {"lower", c.lower_voltage, 2.1},
              {"upper", c.upper_voltage, 4.4},
              {"positive collector", c.collectors[0].thickness, 15e-6},
              {"its density", c.collectors[0].density, 2700},
              {"negative collector", c.collectors[1].thickness, 10e-6},
              {"its density", c.collectors[1].density, 8960}});
}

TEST(ReadParameters, OfTheMetalAndItsInterface) {
  const FlatElectrode e = read_stated(stated_solid).cell.flat(Side::negative);
  const Voids& v = *e.interface->voids;
  EXPECT_FALSE(e.blocking);
  EXPECT_EQ(e.metal.name, "sodium");
  expect_all({{"molar mass", e.metal.molar_mass, 22.99e-3},
              {"density", e.metal.density, 968},
              {"thickness", e.thickness, 0.5e-3},
              {"anodic", e.kinetics.alpha_a, 0.4},
              {"cathodic", e.kinetics.alpha_c, 0.7},
              {"interface resistance", e.interface_resistance, 3e-4},
              {"reference pressure", e.interface->reference_pressure, 1.5e6},
              {"pressure exponent", e.interface->pressure_exponent, 0.6},
              {"growth with charge", e.interface->growth->with_charge, 7e-4},
              {"short after", e.interface->plating->charge, 2 * 36e3},
              {"conductance of the short", e.interface->plating->conductance, 5},
              {"depth", v.depth, 2e-6},
              {"critical current by pressure", v.critical_current_per_pressure, 9e-6}});
  EXPECT_TRUE(v.stop);
  EXPECT_FALSE(e.interface->plating->stop);
  expect("growth with time", e.interface->growth->with_time, 4e-4, 22, 22);
  expect("critical current of plating", e.interface->plating->critical_current, 1, 23, 23);
  expect("i_0", e.kinetics.exchange_current_density, 12, 20, 20);
  expect("critical current", v.critical_current, 0.5, 21, 21);
  expect("double layer", e.double_layer, 0.05, 0.9, 2000);
}

TEST(ReadParameters, OfASolidSeparator) {
  const Separator s = read_stated(stated_solid).cell.separator;
  ASSERT_EQ(s.layers.size(), 2u);
  const Electrolyte& e = s.layers[0].electrolyte;
  expect_all({{"thickness", s.layers[0].thickness, 100e-6},
              {"dense loading", s.layers[0].loading, 100e-6 * 1150},
              {"fraction", s.layers[0].fraction, 1},
              {"efficiency", s.layers[0].efficiency, 1},
              {"thickness", s.layers[1].thickness, 200e-6},
              {"weighed loading", s.layers[1].loading, 0.33},
              {"density", e.density, 1150},
              {"permittivity", e.relative_permittivity, 21},
              {"electronic conductivity", e.electronic_conductivity, 1e-7},
              {"range", e.temperature_range.low, 275.15},
              {"range", e.temperature_range.high, 335.15},
              {"grain boundary share", e.grain_boundary->share, 0.3},
              {"grain boundary frequency", e.grain_boundary->frequency, 50e3},
              {"grain boundary exponent", e.grain_boundary->exponent, 0.85},
              {"other conductivity", s.layers[1].electrolyte.conductivity.value, 0.25},
              // Electrons in series through both layers.
              {"leakage", s.electronic_conductance(), 1 / (100e-6 / 1e-7 + 200e-6 / 3e-7)}});
  expect("conductivity", e.conductivity, 0.09, 28, 28);
  EXPECT_FALSE(e.salt.has_value());
  EXPECT_EQ(s.salt(), nullptr);
}

TEST(ReadParameters, OfTheComposite) {
  const Composite p = read_stated(stated_solid).cell.composite();
  const double v = 0.6 / 3100 + 0.25 / 1150 + 0.1 / 2000 + 0.05 / 1800;
  ASSERT_EQ(p.additives.size(), 2u);
  ASSERT_EQ(p.particles.size(), 2u);
  EXPECT_EQ(p.ion_path.kind, ConductionPath::Kind::tortuosity_factor);
  const double odds = 0.8 / 0.2 * std::pow(4, 0.45);
  expect_all({{"active fraction", p.active_weight_fraction, 0.6},
              {"electrolyte fraction", p.electrolyte_weight_fraction, 0.25},
              {"carbon", p.additives[0].weight_fraction, 0.1},
              {"carbon density", p.additives[0].density, 2000},
              {"binder", p.additives[1].weight_fraction, 0.05},
              {"specific volume", p.specific_volume(), v},
              {"loading", p.active_loading, 2.2e-2},
              {"porosity", p.porosity, 0.12},
              {"thickness", p.thickness, 2.2e-2 / 0.6 * v / 0.88},
              {"electrolyte loading", p.electrolyte_loading, 2.2e-2 / 0.6 * 0.25},
              {"whole loading", p.loading(), 2.2e-2 / 0.6},
              {"ion path", p.ion_path.value, 3},
              {"electrons", p.electron_conductivity.value, 4},
              {"radius", p.particles[0].radius, 0.3e-6},
              {"share", p.particles[0].share, 0.4},
              {"radius", p.particles[1].radius, 1.1e-6},
              {"share", p.particles[1].share, 0.6},
              {"contact", p.contact, odds / (1 + odds)},
              {"contact reference", p.contact_pressure->reference, 0.5e6},
              {"contact exponent", p.contact_pressure->exponent, 0.45},
              {"contact limit", p.contact_loss->limit, 0.55},
              {"contact cycles", p.contact_loss->cycles, 310},
              {"film resistance", p.film_resistance, 6e-4},
              {"contact resistance", p.collector_resistance, 13e-4}});
  expect("double layer", p.double_layer, 0.08, 0.8, 70);
  expect("film capacitance", p.film_capacitance, 9e-5, 0.7, 90);
}

TEST(ReadParameters, OfInterphaseAndCoverage) {
  const Composite p = read_stated(stated_solid).cell.composite();
  expect_all({{"potential", p.interphase->potential, 3.9},
              {"transfer coefficient", p.interphase->transfer_coefficient, 0.6},
              {"hindrance", p.interphase->resistance, 0.11},
              {"exponent", p.interphase->exponent, 0.9},
              {"capacitance", p.interphase->capacitance, 0.11},
              {"coverage", p.coverage.as_assembled, 0.72},
              {"its limit", p.coverage.limit, 0.12},
              {"its loss", p.coverage.per_cycle, 1 / 210.0}});
  expect("rate", p.interphase->rate, 0.7e-4 / 3600, 29, 29);
}

TEST(ReadParameters, OfTheSwelling) {
  const Composite p = read_stated(stated_solid).cell.composite();
  expect_all({{"into thickness", p.swelling->into_thickness, 0.64},
              {"relative volume", p.active().relative_volume->shape(0.25).value, 0.9475}});
}

TEST(ReadParameters, OfTheFilm) {
  const Film f = read_stated(stated_solid).cell.composite().film;
  ASSERT_EQ(f.reactions.size(), 1u);
  const OxidationReaction& r = f.reactions.front();
  EXPECT_EQ(r.name, "first");
  expect_all({{"area", f.specific_area, 410},
              {"molar volume", f.molar_volume, 150e-6},
              {"that of the electrolyte", f.electrolyte_molar_volume, 140e-6},
              {"potential", r.potential, 3.45},
              {"transfer coefficient", r.transfer_coefficient, 0.35},
              {"charge", r.electrolyte_charge, 17 * 3600.0},
              {"thickness", r.passivating_thickness, 19e-9}});
  expect("rate", r.rate, 1e-4, 22, 22);
  expect("conductivity", r.conductivity, 1e-6, 23, 23);
}

TEST(ReadParameters, OfTheActiveMaterial) {
  const ActiveMaterial a = read_stated(stated_solid).cell.composite().active();
  const OpenCircuitVoltageData& U = a.open_circuit_voltage;
  EXPECT_EQ(a.name, "the host");
  ASSERT_EQ(U.galleries.size(), 2u);
  const VoltageCurve& charge = U.hysteresis->charge;
  ASSERT_EQ(charge.galleries.size(), 2u);
  expect_all({{"molar mass", a.molar_mass, 0.411},
              {"density", a.density, 3100},
              {"ions", a.exchanged_ions, 1.5},
              {"sites", a.site_concentration(), 1.5 * 3100 / 0.411},
              {"range", a.temperature_range.low, 274.15},
              {"range", a.temperature_range.high, 334.15},
              {"fraction", U.galleries[0].fraction, 0.3},
              {"potential", U.galleries[0].potential, 3.6},
              {"width", U.galleries[0].width, 0.42},
              {"fraction", U.galleries[1].fraction, 0.7},
              {"empty", U.empty, 4.9},
              {"full", U.full, 2.3},
              {"charge potential", charge.galleries[1].potential, 4.05},
              {"charge width", charge.galleries[1].width, 0.32},
              {"charge empty", charge.empty, 4.95},
              {"charge full", charge.full, 2.35},
              {"transition", U.hysteresis->transition, 0.06},
              {"start", U.hysteresis->start, 1},
              {"entropy", U.entropic_coefficient.value, -0.2e-3},
              {"its temperature", U.reference_temperature, 297.15},
              {"anodic", a.kinetics.alpha_a, 0.45},
              {"cathodic", a.kinetics.alpha_c, 0.65}});
  expect("diffusivity", a.diffusivity, 2e-16, 25, 26);
  expect("i_0", a.kinetics.exchange_current_density, 0.55, 27, 27);
}

TEST(ReadParameters, OfALiquidAndTheTablesOfItsSalt) {
  const RunInput run = read_stated(stated_liquid);
  const CellParameters& c = run.cell;
  const Separator::Layer& membrane = c.separator.layers.front();
  const Salt& s = *membrane.electrolyte.salt;
  EXPECT_EQ(c.separator.salt(), &s);
  EXPECT_EQ(run.settings.mesh.n_s, 3);
  expect_all({{"porosity", membrane.fraction, 0.4},
              {"efficiency", membrane.efficiency, std::pow(0.4, 1.6)},
              {"loading", membrane.loading, 0.4 * 100e-6 * 1200 + 0.6 * 100e-6 * 900},
              {"concentration", s.concentration, 1000},
              {"transference", s.transference_number, 0.38},
              {"factor", s.thermodynamic_factor.value, 1.2},
              {"factor there", s.thermodynamic_factor.shape(1).value, 1},
              {"factor at half", s.thermodynamic_factor.shape(0.1).value, 1 / 1.2},
              {"factor at twice", s.thermodynamic_factor.shape(2).value, 2},
              {"conductivity at twice", membrane.electrolyte.conductivity.shape(2).value, 0.75},
              {"conductivity beyond", membrane.electrolyte.conductivity.shape(7).value, 0.75},
              {"conductivity below", membrane.electrolyte.conductivity.shape(0).value, 0.25},
              {"no curve", s.diffusivity.shape(3).value, 1},
              {"electrolyte in the pores", c.composite().electrolyte_loading, c.composite().thickness * 0.45 * 1200},
              {"composite", c.composite().thickness, 2.2e-2 / 0.85 * (0.85 / 3100 + 0.15 / 2000) / 0.55},
              {"whole loading", c.composite().loading(), 2.2e-2 / 0.85 + c.composite().thickness * 0.45 * 1200},
              {"voltage", c.composite().active().open_circuit_voltage.table->at(0.4).value, 3.9},
              {"diffusivity", c.composite().active().diffusivity.table->at(0.5).value, 3e-16}});
  expect("conductivity", membrane.electrolyte.conductivity, 0.8, 14, 29);
  expect("diffusivity", s.diffusivity, 2.5e-10, 15, 31);
  expect("scale", c.composite().active().diffusivity, 0.5, 25, 26);
  EXPECT_EQ(membrane.electrolyte.conductivity.name, "k.csv");
  EXPECT_EQ(c.composite().active().diffusivity.name, "D.csv");
  EXPECT_EQ(c.composite().particles.size(), 3u);
  // The voltage that the run starts at is that of its stoichiometry.
  EXPECT_NEAR(c.composite().active().open_circuit_voltage.table->at(run.settings.start_stoichiometry).value, 3.7, 1e-9);
}

}  // namespace
}  // namespace closo
