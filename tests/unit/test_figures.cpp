// Energies, masses and resistances of a design by hand, and the meter on a discharge whose losses are known.
#include <cmath>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "cycler/figure_meter.hpp"
#include "cycler/figures.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr Index terms = static_cast<Index>(Overpotentials::count);

std::map<std::string, double> quantities(const FigureRecord& record, const CellParameters& cell) {
  std::map<std::string, double> all;
  for (const Figure& q : all_figures()) all[q.name] = q.value(record, cell);
  return all;
}

void expect_all(const std::map<std::string, double>& all, const std::map<std::string, double>& expected) {
  for (const auto& [name, value] : expected) EXPECT_NEAR(all.at(name), value, 1e-12 * std::abs(value)) << name;
}

/// 72 C/m2 in 2 h, at a mean of 3.5 V.
FigureRecord record() {
  FigureRecord r;
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
  c.composite().additives.push_back({"binder", 1800, 0.03});
  return c;
}

TEST(Figures, AreEnergyAndChargePerMassAreaAndVolume) {
  const CellParameters c = built_cell();
  const double composite = c.composite().loading(), whole = c.composite().loading() + 0.8 + 1e-3 * 968,
               thickness = c.composite().thickness + 600e-6 + 1e-3;
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

TEST(Figures, AreResistancesPowerAndBuild) {
  const CellParameters c = built_cell();
  expect_all(quantities(record(), c), {{"resistance_ohmic", 10},
                                       {"resistance_internal", 20},
                                       {"resistance_1s", 30},
                                       {"resistance_30min", 40},
                                       {"current_density", 0.001},
                                       {"areal_power", 0.0035},
                                       {"specific_power_cell", 0.035 / (c.composite().loading() + 0.8 + 0.968)},
                                       {"active_fraction", 0.7},
                                       {"additive_fraction", 0.13},
                                       {"composite_thickness", c.composite().thickness * 1e6},
                                       {"separator_thickness", 600},
                                       {"composite_loading", c.composite().loading() * 100},
                                       {"separator_loading", 80},
                                       {"anode_loading", 96.8},
                                       {"area", 3},
                                       {"pressure", 5}});
}

TEST(Figures, LoadingsAddUpToTheMassOfTheCell) {
  CellParameters solid = test::simple_cell(), liquid = solid;
  solid.separator.layers.front().loading = 0.63;
  test::fill_with_liquid(liquid, test::liquid());
  liquid.separator.layers.front().loading = 0.5 * 550e-6 * (1200 + 900);  // the liquid and a membrane of 900 kg/m3
  for (const CellParameters& c : {solid, liquid}) {
    const std::map<std::string, double> all = quantities(record(), c);
    const double sum = all.at("composite_loading") + all.at("separator_loading") + all.at("anode_loading");
    const double energy = all.at("specific_energy_active") * 1.14;  // 1e-6 Wh cm-2
    EXPECT_NEAR(all.at("specific_energy_cell") * sum / energy, 1, 1e-12);
    EXPECT_NEAR(all.at("specific_energy_composite") * all.at("composite_loading") / energy, 1, 1e-12);
    const double pores = c.separator.salt() != nullptr ? c.composite().thickness * 0.45 * 1200 : 0;
    EXPECT_NEAR(all.at("composite_loading"), 1.14 / c.composite().active_weight_fraction + 100 * pores, 1e-12);
  }
}

TEST(Figures, LossesAreMeansOverTheDischargeWithTheirShares) {
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

TEST(Figures, AreNaNWithoutWhatTheyNeed) {
  CellParameters c = built_cell();
  c.collectors.clear();
  FigureRecord r = record();
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
  c.composite().active().diffusivity.value = 1e-10;
  c.composite().active().kinetics.exchange_current_density.value = 1e6;
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, 1e6};
  c.composite().electron_conductivity.value = 1e6;
  c.flat(Side::negative).kinetics.exchange_current_density.value = 1e6;
  c.flat(Side::negative).interface_resistance = 5e-3;
  c.separator.layers.front().electrolyte.conductivity.value = 550e-6 / 2e-2;
  return c;
}

/// Tells a meter what the run shows.
struct MeteredRun : Observer {
  explicit MeteredRun(Index reference) : meter(reference) {}
  FigureMeter meter;

  bool follows(Index cycle) const override { return meter.follows(cycle); }
  void advanced(const Cell& cell, const Moment& m) override { meter.advanced(cell, m); }
  void step_ended(const Cell&, const StepResult& result) override { meter.step_ended(result); }
  void cycle_ended(const Cell&, const CycleResult& r) override { meter.cycle_ended(r); }
};

FigureRecord metered(const CellParameters& parameters, Index reference, const Protocol& protocol, double start,
                     const Mesh& mesh = {4, 6, 2.0}) {
  RunSettings settings;
  settings.mesh = mesh;
  settings.start_stoichiometry = start;
  settings.tolerance = 1e-7;
  settings.protocol = protocol;
  Cell cell(parameters, settings.mesh);
  MeteredRun observer(reference);
  EXPECT_TRUE(simulate(cell, settings, observer).completed());
  return observer.meter.record();
}

FigureRecord metered(const CellParameters& parameters, Index reference, const std::vector<std::string>& steps) {
  return metered(parameters, reference, test::protocol_of(steps), 0.1);
}

TEST(FigureMeter, FindsTheResistancesOfACellThatHasNothingElse) {
  const CellParameters c = resistive_cell();
  const FigureRecord r = metered(c, 1, {"Rest for 1 minute", "Discharge at C/2 until 3.3 V"});
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

TEST(FigureMeter, AResistanceIsThatOfTheChangeOfCurrent) {
  const CellParameters c = resistive_cell();
  const FigureRecord r = metered(c, 1, {"Charge at C/10 for 10 s", "Discharge at C/2 until 3.3 V"});
  EXPECT_NEAR(r.second, 2.5e-2, 1e-5);
  EXPECT_NEAR(r.half_hour, 2.5e-2, 1e-5);
}

TEST(FigureMeter, InternalResistanceAddsTheMetalsChargeTransfer) {
  CellParameters c = resistive_cell();
  c.flat(Side::negative).kinetics.exchange_current_density.value = 40;
  const FigureRecord r = metered(c, 1, {"Discharge at C/20 until 3.3 V"});
  const Coefficients k = coefficients_of(c);
  EXPECT_NEAR(r.ohmic, 2.5e-2, 1e-6);
  // Far below its exchange current, eta = RT/F i / i_0.
  EXPECT_NEAR((r.internal - r.ohmic) * k.f * 40, 1, 1e-3);
}

TEST(FigureMeter, LooksAtTheFirstDischargeOfItsCycleAlone) {
  const CellParameters c = resistive_cell();
  const std::vector<std::string> steps{"Discharge at C/2 until 3.5 V", "Charge at C/2 until 4.1 V",
                                       "Discharge at 1C until 3.3 V", "Charge at C/2 until 4 V"};
  const FigureRecord first = metered(c, 1, steps), second = metered(c, 2, steps);
  const double one_c = coefficients_of(c).one_c();
  EXPECT_EQ(first.cycle.number, 1);
  EXPECT_EQ(second.cycle.number, 2);
  EXPECT_NEAR(first.losses[7] / first.charge, 0.5 * one_c * 2e-2, 1e-8);
  EXPECT_NEAR(second.losses[7] / second.charge, one_c * 2e-2, 1e-8);
  EXPECT_NEAR(second.charge, second.cycle.passed.discharged, 1e-9 * second.charge);
  EXPECT_NEAR(second.discharge_time, second.charge / one_c, 1e-6 * second.discharge_time);
  EXPECT_NEAR(first.last_energy, second.cycle.passed.energy_out, 1e-9 * first.last_energy);
}

/// A current [A m-2] against time, straight between its rows.
struct Course {
  std::vector<double> time, current;

  Protocol protocol() const {
    auto profile = std::make_shared<Profile>();
    profile->kind = Amount::Kind::current_density;
    profile->time = time, profile->value = current;
    ProtocolStep step;
    step.kind = ProtocolStep::Kind::profile;
    step.profile = profile;
    return {step};
  }
  /// Seconds and charge [C m-2] in which it is above 0, moment by moment.
  std::pair<double, double> discharging() const {
    constexpr int moments = 12000;  // of a piece, none of them where a line crosses 0
    double seconds = 0, charge = 0;
    for (std::size_t k = 1; k < time.size(); ++k)
      for (int m = 0; m < moments; ++m) {
        const double i = current[k - 1] + (current[k] - current[k - 1]) * (m + 0.5) / moments;
        const double duration = (time[k] - time[k - 1]) / moments;
        if (i > 0) seconds += duration, charge += i * duration;
      }
    return {seconds, charge};
  }
};

TEST(FigureMeter, CountsTheDischargingOfAProfileByTheMoment) {
  const std::vector<double> time{0, 600, 600, 1000, 1000, 1800, 1800, 3000};
  for (const std::vector<double>& current :
       {std::vector<double>{0.4, 0.4, -0.2, -0.2, 0, 0, 0.8, 0.8},
        {-0.4, -0.4, 0.2, 0.2, 0, 0, -0.8, -0.8},  // charges more than it discharges
        {0.4, -0.4, -0.2, 0.6, 0, 0, -0.4, 0.8},   // turns on its way
        {0, 0, 0, 0.5, -0.5, 0.5, 0.5, -0.5}}) {   // and begins with a rest
    const Course course{time, current};
    const auto [seconds, charge] = course.discharging();
    const FigureRecord r = metered(test::simple_cell(), 1, course.protocol(), 0.5);
    EXPECT_TRUE(r.discharges);
    EXPECT_NEAR(r.discharge_time / seconds, 1, 1e-9);
    EXPECT_NEAR(r.charge / charge, 1, 1e-6);
    EXPECT_NEAR(r.cycle.passed.discharged / charge, 1, 1e-6);
    const double mean_voltage = r.cycle.passed.energy_out / r.cycle.passed.discharged;
    EXPECT_TRUE(mean_voltage > 3.2 && mean_voltage < 4.2) << mean_voltage;
  }
  const FigureRecord charge = metered(test::simple_cell(), 1, Course{{0, 600, 900}, {-0.4, 0, 0}}.protocol(), 0.5);
  EXPECT_FALSE(charge.discharges);
  EXPECT_EQ(charge.discharge_time, 0);
}

TEST(FigureMeter, TakesNoResistanceWhileTheCompositeRedistributes) {
  CellParameters c = resistive_cell();  // but for ions that need 400 s to even out across ten times the composite
  constexpr double conductivity = 1e-3;
  c.composite().active_loading *= 10, c.composite().electrolyte_loading *= 10, c.composite().thickness *= 10;
  c.composite().ion_path = {ConductionPath::Kind::effective_conductivity, conductivity};
  const auto run = [&](const std::vector<std::string>& steps) {
    return metered(c, 1, test::protocol_of(steps), 0.6, {30, 6, 2.0});
  };
  const std::string discharge = "Discharge at C/500 for 12 hours";
  const FigureRecord at_once = run({"Charge at C/5 until stoichiometry 0.4999", discharge});
  for (const double none : {at_once.ohmic, at_once.internal, at_once.second, at_once.half_hour})
    EXPECT_TRUE(std::isnan(none)) << none;
  // Where the reaction is the same everywhere, the mean loss of the ions is that of a third of the composite.
  const double wanted = 2.5e-2 + c.composite().thickness / conductivity / 3;
  for (const std::string rest : {"Rest for 1 s", "Rest for 100 hours"}) {
    const FigureRecord rested = run({"Charge at C/5 until stoichiometry 0.49", rest, discharge});
    EXPECT_NEAR(rested.ohmic / wanted, 1, 0.01);
    EXPECT_NEAR(rested.internal / wanted, 1, 0.01);
    if (rest == "Rest for 1 s") {
      EXPECT_TRUE(std::isnan(rested.second) && std::isnan(rested.half_hour));
    } else {
      EXPECT_NEAR(rested.half_hour / wanted, 1, 0.03);
    }
  }
}

TEST(FigureMeter, GivesAfterARestTheResistanceOfARestedCellOrNone) {
  CellParameters c = resistive_cell();
  c.composite().active().diffusivity.value = 2e-17;  // particles even out in some 150 s
  const auto run = [&](double start, const std::vector<std::string>& steps) {
    return metered(c, 1, test::protocol_of(steps), start, {4, 20, 2.0});
  };
  const std::string discharge = "Discharge at C/30 for 1 hour";
  const FigureRecord wanted = run(0.3, {"Rest for 1 minute", discharge});
  const double charged = 1.0 / 6 * c.nominal_capacity / c.composite().active().theoretical_capacity();
  for (const std::string rest : {"1 s", "10 s", "1 minute", "5 minutes", "10 minutes", "20 minutes", "10 hours"}) {
    const FigureRecord found = run(0.3 + charged, {"Charge at 1C for 10 minutes", "Rest for " + rest, discharge});
    for (const auto& [value, right] : {std::pair(found.second, wanted.second), {found.half_hour, wanted.half_hour}}) {
      EXPECT_TRUE(rest != "1 s" || std::isnan(value));
      EXPECT_TRUE(rest != "10 hours" || std::isfinite(value));
      EXPECT_TRUE(std::isnan(value) || std::abs(value / right - 1) < 0.12)
          << rest << ": " << value << ", not " << right;
    }
  }
}

TEST(FigureMeter, TakesNoResistanceOfACurrentThatHasChanged) {
  const FigureRecord r = metered(resistive_cell(), 1, {"Rest for 1 minute", "Hold at 3.9 V for 1 hour"});
  EXPECT_GT(r.cycle.passed.discharged, 0);
  EXPECT_TRUE(std::isnan(r.half_hour));
}

/// The largest of all steps, whatever the reference cycle; a charge at 0.3 mA/cm2 plates at 6 times 0.05 mA/cm2.
TEST(Figures, HaveTheLargestLoadsOfTheMetal) {
  CellParameters c = test::simple_cell();
  EXPECT_TRUE(std::isnan(quantities(metered(c, 1, {"Rest for 1 minute"}), c).at("plating_limit_share")));
  c.flat(Side::negative).interface = MetalInterface{1e6, 0, {}, {}, test::plating()};
  c.flat(Side::negative).interface->plating->critical_current = {0.5};
  const std::vector<std::string> steps{"Charge at 0.3 mA/cm2 for 1 minute", "Discharge at 1 mA/cm2 for 1 minute",
                                       "Charge at 0.1 mA/cm2 for 1 minute"};
  EXPECT_NEAR(quantities(metered(c, 1, steps), c).at("plating_limit_share"), 6, 1e-9);
  EXPECT_TRUE(std::isnan(quantities(metered(c, 1, steps), c).at("critical_current_share")));
}

}  // namespace
}  // namespace closo
