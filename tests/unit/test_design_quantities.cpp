// Energies, masses and resistances of a design by hand, and the meter on a discharge whose losses are known.
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "cycler/design_meter.hpp"
#include "cycler/design_quantities.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr Index terms = static_cast<Index>(Overpotentials::count);

std::map<std::string, double> quantities(const DesignRecord& record, const CellParameters& cell) {
  std::map<std::string, double> all;
  for (const DesignQuantity& q : design_quantities()) all[q.name] = q.value(record, cell);
  return all;
}

void expect_all(const std::map<std::string, double>& all, const std::map<std::string, double>& expected) {
  for (const auto& [name, value] : expected) EXPECT_NEAR(all.at(name), value, 1e-12 * std::abs(value)) << name;
}

/// 72 C/m2 in 2 h, at a mean of 3.5 V.
DesignRecord record() {
  DesignRecord r;
  r.cycle.number = 2;
  r.cycle.passed.discharged = 72;
  r.cycle.passed.charged = 75;
  r.cycle.passed.energy_out = 252;
  r.cycle.passed.energy_in = 288;
  r.last_energy = 226.8;
  r.discharge_time = 7200;
  r.discharges = true;
  r.ohmic = 1e-3, r.internal = 2e-3, r.second = 3e-3, r.half_hour = 4e-3;
  r.charge = 72;
  for (std::size_t k = 0; k < r.losses.size(); ++k) r.losses[k] = 0.01 * static_cast<double>(k + 1) * r.charge;
  r.losses[4] = 0.5 * r.charge;
  return r;
}

CellParameters built_cell() {
  CellParameters c = test::simple_cell();
  c.area = 3e-4;
  c.pressure = 5e6;
  c.separator.layers.front().loading = 0.6;
  c.separator.layers.push_back(c.separator.layers.front());
  c.separator.layers.back().loading = 0.2, c.separator.layers.back().thickness = 50e-6;
  c.collectors = {{15e-6, 2700}, {10e-6, 8960}};
  c.positive.additives.push_back({"binder", 1800, 0.03});
  return c;
}

TEST(DesignQuantities, AreEnergyAndChargePerMassAreaAndVolume) {
  const CellParameters c = built_cell();
  const double composite = 1.14e-2 / 0.7, whole = c.positive.loading() + 0.8 + 1e-3 * 968,
               thickness = c.positive.thickness + 600e-6 + 1e-3;
  expect_all(quantities(record(), c),
             {{"areal_capacity", 0.002},
              {"specific_capacity", 72 / 3600.0 / 1.14e-2},
              {"mean_voltage", 3.5},
              {"specific_energy_active", 252 / 3600.0 / 1.14e-2},
              {"specific_energy_composite", 252 / 3600.0 / composite},
              {"specific_energy_cell", 252 / 3600.0 / whole},
              {"specific_energy_cell_with_collectors", 252 / 3600.0 / (whole + 15e-6 * 2700 + 10e-6 * 8960)},
              {"energy_density_cell", 252 / 3600.0 / (thickness * 1000)},
              {"energy_density_cell_with_collectors", 252 / 3600.0 / ((thickness + 25e-6) * 1000)},
              {"energy_efficiency", 7.0 / 8},
              {"energy_retention", 0.9}});
}

TEST(DesignQuantities, AreResistancesPowerAndBuild) {
  const CellParameters c = built_cell();
  expect_all(quantities(record(), c), {{"resistance_ohmic", 10},
                                       {"resistance_internal", 20},
                                       {"resistance_1s", 30},
                                       {"resistance_30min", 40},
                                       {"current_density", 0.001},
                                       {"areal_power", 0.0035},
                                       {"specific_power_cell", 0.035 / (c.positive.loading() + 0.8 + 0.968)},
                                       {"active_fraction", 0.7},
                                       {"additive_fraction", 0.13},
                                       {"composite_thickness", c.positive.thickness * 1e6},
                                       {"separator_thickness", 600},
                                       {"composite_loading", 1.14 / 0.7},
                                       {"separator_loading", 80},
                                       {"anode_loading", 96.8},
                                       {"area", 3},
                                       {"pressure", 5}});
}

TEST(DesignQuantities, LossesAreMeansOverTheDischargeWithTheirShares) {
  const std::map<std::string, double> all = quantities(record(), built_cell());
  const double sum = 0.01 * (terms * (terms + 1) / 2.0 - 5) + 0.5;
  for (std::size_t k = 0; k < Overpotentials::count; ++k) {
    const std::string name(Overpotentials::names()[k].key);
    const double loss = k == 4 ? 0.5 : 0.01 * static_cast<double>(k + 1);
    EXPECT_NEAR(all.at("loss_" + name), loss, 1e-14);
    EXPECT_NEAR(all.at("loss_share_" + name), loss / sum, 1e-14);
  }
  EXPECT_EQ(all.at("limiting_loss"), 4);
}

TEST(DesignQuantities, AreNaNWithoutWhatTheyNeed) {
  CellParameters c = built_cell();
  c.collectors.clear();
  DesignRecord r = record();
  std::map<std::string, double> all = quantities(r, c);
  EXPECT_TRUE(std::isnan(all["specific_energy_cell_with_collectors"]));
  EXPECT_TRUE(std::isnan(all["energy_density_cell_with_collectors"]));
  r.cycle.passed.charged = 0;
  EXPECT_TRUE(std::isnan(quantities(r, c)["energy_efficiency"]));
  r.discharges = false;
  all = quantities(r, c);
  for (const char* name : {"areal_capacity", "specific_energy_cell", "mean_voltage", "areal_power"})
    EXPECT_TRUE(std::isnan(all[name])) << name;
  r = record();
  r.cycle.number = 0;
  all = quantities(r, c);
  for (const char* name : {"areal_capacity", "specific_energy_cell"}) EXPECT_TRUE(std::isnan(all[name])) << name;
  r = record();
  r.charge = 0;
  for (double& loss : r.losses) loss = -loss;
  all = quantities(r, c);
  for (const char* name : {"loss_separator", "loss_share_separator", "limiting_loss"})
    EXPECT_TRUE(std::isnan(all[name])) << name;
  for (double& loss : r.losses) loss = -loss;
  all = quantities(r, c);
  for (const char* name : {"loss_separator", "limiting_loss"}) EXPECT_TRUE(std::isnan(all[name])) << name;
}

/// Losses that are nearly those of fast kinetics and diffusion: separator and metal interface, ohmic both.
CellParameters resistive_cell() {
  CellParameters c = test::simple_cell();
  c.positive.active.diffusivity.coefficient.value = 1e-10;
  c.positive.active.kinetics.exchange_current_density.value = 1e6;
  c.positive.ion_path = {ConductionPath::Kind::effective_conductivity, 1e6};
  c.positive.electron_conductivity = 1e6;
  c.negative.kinetics.exchange_current_density.value = 1e6;
  c.negative.interface_resistance = 5e-3;
  c.separator.layers.front().electrolyte.conductivity.value = 550e-6 / 2e-2;
  return c;
}

/// Tells a meter what the run shows.
struct MeteredRun : Observer {
  explicit MeteredRun(Index reference) : meter(reference) {}
  DesignMeter meter;

  void series(const Cell&, const Moment&) override {}
  void profile(const Cell&, const Moment&) override {}
  bool follows(Index cycle) const override { return meter.follows(cycle); }
  void advanced(const Cell& cell, const Moment& m) override { meter.advanced(cell, m); }
  void step_ended(const Cell&, const StepResult& r) override { meter.step_ended(r); }
  void cycle_ended(const Cell&, const CycleResult& r) override { meter.cycle_ended(r); }
  bool proceed(const Progress&) override { return true; }
};

DesignRecord metered(const CellParameters& parameters, Index reference, const std::vector<std::string>& steps) {
  RunSettings settings;
  settings.mesh = {4, 6, 2.0};
  settings.start_stoichiometry = 0.1;
  settings.tolerance = 1e-7;
  settings.protocol = test::protocol_of(steps);
  Cell cell(parameters, settings.mesh);
  MeteredRun observer(reference);
  EXPECT_TRUE(simulate(cell, settings, observer).completed());
  return observer.meter.record();
}

TEST(DesignMeter, FindsTheResistancesOfACellThatHasNothingElse) {
  const CellParameters c = resistive_cell();
  const DesignRecord r = metered(c, 1, {"Rest for 1 minute", "Discharge at C/2 until 3.3 V"});
  EXPECT_NEAR(r.ohmic, 2.5e-2, 1e-6);
  EXPECT_NEAR(r.internal, 2.5e-2, 1e-6);
  EXPECT_NEAR(r.second, 2.5e-2, 1e-5);
  EXPECT_NEAR(r.half_hour, 2.5e-2, 1e-5);
  const double i = 0.5 * coefficients_of(c).one_c(), separator = 7, metal = 9;
  EXPECT_NEAR(r.losses[separator] / r.charge, i * 2e-2, 1e-8);
  EXPECT_NEAR(r.losses[metal] / r.charge, i * 5e-3, 1e-8);
  EXPECT_EQ(r.largest_loss(), separator);
  EXPECT_TRUE(r.discharges);
  EXPECT_EQ(r.cycle.number, 1);
  EXPECT_NEAR(r.charge, r.cycle.passed.discharged, 1e-9 * r.charge);
  EXPECT_NEAR(r.discharge_time, r.charge / i, 1e-6 * r.discharge_time);
  EXPECT_EQ(r.last_energy, r.cycle.passed.energy_out);
}

TEST(DesignMeter, AResistanceIsThatOfTheChangeOfCurrent) {
  const CellParameters c = resistive_cell();
  const DesignRecord r = metered(c, 1, {"Charge at C/10 for 10 s", "Discharge at C/2 until 3.3 V"});
  EXPECT_NEAR(r.second, 2.5e-2, 1e-5);
  EXPECT_NEAR(r.half_hour, 2.5e-2, 1e-5);
}

TEST(DesignMeter, InternalResistanceAddsTheMetalsChargeTransfer) {
  CellParameters c = resistive_cell();
  c.negative.kinetics.exchange_current_density.value = 40;
  const DesignRecord r = metered(c, 1, {"Discharge at C/20 until 3.3 V"});
  const Coefficients k = coefficients_of(c);
  EXPECT_NEAR(r.ohmic, 2.5e-2, 1e-6);
  // Far below its exchange current, eta = RT/F i / i_0.
  EXPECT_NEAR((r.internal - r.ohmic) * k.f * 40, 1, 1e-3);
}

TEST(DesignMeter, LooksAtTheFirstDischargeOfItsCycleAlone) {
  const CellParameters c = resistive_cell();
  const std::vector<std::string> steps{"Discharge at C/2 until 3.5 V", "Charge at C/2 until 4.1 V",
                                       "Discharge at 1C until 3.3 V", "Charge at C/2 until 4 V"};
  const DesignRecord first = metered(c, 1, steps), second = metered(c, 2, steps);
  const double one_c = coefficients_of(c).one_c();
  EXPECT_EQ(first.cycle.number, 1);
  EXPECT_EQ(second.cycle.number, 2);
  EXPECT_NEAR(first.losses[7] / first.charge, 0.5 * one_c * 2e-2, 1e-8);
  EXPECT_NEAR(second.losses[7] / second.charge, one_c * 2e-2, 1e-8);
  EXPECT_NEAR(second.charge, second.cycle.passed.discharged, 1e-9 * second.charge);
  EXPECT_NEAR(second.discharge_time, second.charge / one_c, 1e-6 * second.discharge_time);
  EXPECT_NEAR(first.last_energy, second.cycle.passed.energy_out, 1e-9 * first.last_energy);
}

}  // namespace
}  // namespace closo
