// Figures of a cycle by hand, under the names and in the units in which they are published.
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "cycler/cycle_quantities.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

CycleResult some_cycle() {
  CycleResult c;
  c.number = 3;
  c.passed.charged = 75, c.passed.discharged = 72;  // C m-2
  c.passed.energy_in = 300, c.passed.energy_out = 252;
  const std::map<std::string, double> at_end{
      {"film_charge", 7.2},           {"film_resistance", 20},          {"contact", 0.9},
      {"metal_interface_growth", 30}, {"metal_contact", 0.8},           {"leaked_charge", 3.6},
      {"negative_film_charge", 1.2},  {"negative_film_resistance", 12}, {"negative_contact", 0.7},
      {"short_conductance", 0.02},    {"interphase_resistance", 40},    {"coverage", 0.5},
      {"ion_resistance", 9}};
  for (const Column& column : columns().cycles) {
    const auto found = at_end.find(column.name);
    c.at_end.push_back(found == at_end.end() ? 0 : found->second);
  }
  c.retention = 0.97;
  return c;
}

TEST(CycleQuantities, AreChargesEnergiesAndStatesInPublishedUnits) {
  CellParameters cell = test::simple_cell();  // 1 cm2, 1.14 mg/cm2
  cell.area = 3e-4;
  std::map<std::string, double> found;
  std::map<std::string, std::string> units;
  for (const CycleQuantity& q : cycle_quantities()) found[q.name] = q.value(some_cycle(), cell), units[q.name] = q.unit;
  const struct {
    const char *name, *unit;
    double value;
  } expected[] = {
      {"charge_capacity", "mAh", 75 * 3e-4 / 3.6},
      {"charge_areal_capacity", "mAh cm-2", 75 / 3.6e4},
      {"charge_specific_capacity", "mAh g-1", 75 / 3.6e3 / 1.14e-2},
      {"charge_specific_energy", "Wh kg-1", 300 / 3.6e3 / 1.14e-2},
      {"charge_mean_voltage", "V", 4},
      {"discharge_capacity", "mAh", 72 * 3e-4 / 3.6},
      {"discharge_areal_capacity", "mAh cm-2", 72 / 3.6e4},
      {"discharge_specific_capacity", "mAh g-1", 72 / 3.6e3 / 1.14e-2},
      {"discharge_specific_energy", "Wh kg-1", 252 / 3.6e3 / 1.14e-2},
      {"discharge_mean_voltage", "V", 3.5},
      {"coulombic_efficiency", "1", 0.96},
      {"energy_efficiency", "1", 0.84},
      {"voltage_efficiency", "1", 0.875},
      {"voltage_gap", "V", 0.5},
      {"film_charge", "mAh g-1", 7.2},
      {"film_resistance", "ohm cm2", 20},
      {"contact", "1", 0.9},
      {"metal_interface_growth", "ohm cm2", 30},
      {"metal_contact", "1", 0.8},
      {"leaked_charge", "mAh g-1", 3.6},
      {"retention", "1", 0.97},
      {"negative_film_charge", "mAh g-1", 1.2},
      {"negative_film_resistance", "ohm cm2", 12},
      {"negative_contact", "1", 0.7},
      {"short_conductance", "S m-2", 0.02},
      {"positive_short_conductance", "S m-2", 0},
      {"interphase_resistance", "ohm cm2", 40},
      {"negative_interphase_resistance", "ohm cm2", 0},
      {"ion_resistance", "ohm cm2", 9},
      {"negative_ion_resistance", "ohm cm2", 0},
      {"coverage", "1", 0.5},
      {"negative_coverage", "1", 0},
  };
  EXPECT_EQ(found.size(), std::size(expected));
  for (const auto& [name, unit, value] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_NEAR(found[name], value, 1e-12 * value) << name;
    EXPECT_EQ(units[name], unit) << name;
  }
}

TEST(CycleQuantities, ApplyToCellsThatHaveWhatTheyAreOf) {
  CellParameters symmetric = test::simple_cell();
  symmetric.positive = symmetric.negative;
  CellParameters blocking = symmetric;
  blocking.flat(Side::negative).blocking = blocking.flat(Side::positive).blocking = true;
  CellParameters carbon = test::simple_cell();
  carbon.composite().active_weight_fraction = 0;
  CellParameters two = test::simple_cell();
  two.negative = two.positive;
  const std::set<std::string> of_metal{"metal_interface_growth", "metal_contact"},
      of_active_material{"film_resistance", "contact"},
      of_composite{"charge_specific_capacity",
                   "charge_specific_energy",
                   "discharge_specific_capacity",
                   "discharge_specific_energy",
                   "film_charge",
                   "leaked_charge"};
  for (const CycleQuantity& q : cycle_quantities()) {
    const bool of_a_law = q.name.ends_with("short_conductance") || q.name.ends_with("interphase_resistance") ||
                          q.name.ends_with("ion_resistance") || q.name.ends_with("coverage");
    if (of_a_law) {  // which none of these states
      for (const CellParameters& cell : {test::simple_cell(), symmetric, blocking, carbon, two})
        EXPECT_FALSE(q.applies_to(cell)) << q.name;
      continue;
    }
    const bool two_composites = q.name.starts_with("negative_");
    const bool metal = of_metal.contains(q.name), active = of_active_material.contains(q.name),
               composite = active || of_composite.contains(q.name);
    EXPECT_EQ(q.applies_to(test::simple_cell()), !two_composites) << q.name;
    EXPECT_EQ(q.applies_to(symmetric), !composite && !two_composites) << q.name;
    EXPECT_EQ(q.applies_to(blocking), !composite && !metal && !two_composites) << q.name;
    EXPECT_EQ(q.applies_to(carbon), !active && !two_composites) << q.name;
    EXPECT_EQ(q.applies_to(two), !metal) << q.name;
  }
}

}  // namespace
}  // namespace closo
