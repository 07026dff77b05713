// Quantities with units: the units battery people write, and the texts that must be refused.
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/units.hpp"

namespace closo {
namespace {

std::string expectation_of(const std::string& text, const std::string& unit) {
  try {
    const double value = parse_quantity(text, unit);
    return "accepted as " + std::to_string(value);
  } catch (const UnitError& error) {
    return error.expected;
  }
}

TEST(Units, ConvertsTheUnitsOfBatteryPapersToSi) {
  struct Case {
    const char* text;
    const char* unit;
    double si;
  };
  const std::vector<Case> cases = {
      {"600 um", "m", 6e-4},
      {"600um", "m", 6e-4},
      {"600 µm", "m", 6e-4},
      {"600 \u03bcm", "m", 6e-4},
      {"3 angstrom", "m", 3e-10},
      {"4 mg/cm2", "kg/m2", 0.04},
      {"1 uA/cm2", "A/m2", 0.01},
      {"1 mA/cm2", "A/m2", 10.0},
      {"2 A/m2", "A/m2", 2.0},
      {"300 mAh/g", "C/kg", 1.08e6},
      {"3 mAh/cm2", "C/m2", 1.08e5},
      {"2 Ah", "C", 7200.0},
      {"5 uAh", "C", 0.018},
      {"5 mWh", "J", 18.0},
      {"400 Wh/kg", "J/kg", 1.44e6},
      {"20 mA/g", "A/kg", 20.0},
      {"3 mS/cm", "S/m", 0.3},
      {"3 S/cm", "S/m", 300.0},
      {"50 ohm cm2", "ohm m2", 5e-3},
      {"50 ohm*cm2", "ohm m2", 5e-3},
      {"50 ohm.cm2", "ohm m2", 5e-3},
      {"50 Ohm cm^2", "ohm m2", 5e-3},
      {"1e-14 m2/s", "m2/s", 1e-14},
      {"1E-10 cm2/s", "m2/s", 1e-14},
      {"1e-10 cm^2 s^-1", "m2/s", 1e-14},
      {"2.1 g/cm3", "kg/m3", 2100.0},
      {"23 g/mol", "kg/mol", 0.023},
      {"31000 mol/m3", "mol/m3", 31000.0},
      {"2 mol/L", "mol/m3", 2000.0},
      {"970 kg/m3", "kg/m3", 970.0},
      {"5 MPa", "Pa", 5e6},
      {"25 degC", "K", 298.15},
      {"-20 degC", "K", 253.15},
      {"300 K", "K", 300.0},
      {"-3 V", "V", -3.0},
      {"+3 mV", "V", 3e-3},
      {"2 W", "W", 2.0},
      {"2 mW/cm2", "W/m2", 20.0},
      {"1 eV", "J", 1.602176634e-19},
      {"40 kJ/mol", "J/mol", 4e4},
      {"2 min", "s", 120.0},
      {"2 minutes", "s", 120.0},
      {"2 h", "s", 7200.0},
      {"2 hours", "s", 7200.0},
      {"2 s", "s", 2.0},
      {"2 seconds", "s", 2.0},
      {"2 day", "s", 172800.0},
      {"0.1 mV/K", "V/K", 1e-4},
      {"0.1 V/K", "V/K", 0.1},
      {"10 uF/cm2", "F/m2", 0.1},
      {"5 1/s", "1/s", 5.0},
      {"5 1 / s", "1/s", 5.0},
      {"5 Hz", "1/s", 5.0},
      {"2 degC/min", "K/s", 2.0 / 60.0},
      {"3 C", "C", 3.0},
      {"0.15", "1", 0.15},
      {".15", "1", 0.15},
      {"15 %", "1", 0.15},
      {"15%", "1", 0.15},
      {"70 wt%", "1", 0.7},
      {"20 vol%", "1", 0.2},
      {" 20\t% ", "1", 0.2},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(expectation_of(c.text, c.unit).substr(0, 11), "accepted as") << expectation_of(c.text, c.unit);
    EXPECT_NEAR(parse_quantity(c.text, c.unit), c.si, 1e-12 * std::abs(c.si));
  }
}

TEST(Units, TakesAnEnergyPerParticleWhereAnEnergyPerAmountIsWanted) {
  const double faraday = 96485.33212;  // CODATA 2018, to its last digit
  EXPECT_NEAR(parse_quantity("0.5 eV", "J/mol"), 0.5 * faraday, 1e-5);
  EXPECT_NEAR(parse_quantity("500 meV", "J/mol"), 0.5 * faraday, 1e-5);
  EXPECT_NEAR(parse_quantity("1 eV", "kJ/mol"), 1e-3 * faraday, 1e-8);
  EXPECT_THROW(parse_quantity("40 kJ/mol", "J"), UnitError);
  EXPECT_THROW(parse_quantity("40 kJ", "J/mol"), UnitError);  // "/mol" forgotten
}

TEST(Units, RejectsAWrongDimension) {
  EXPECT_EQ(expectation_of("600 s", "m"), "a number with a unit convertible to m (this one is not)");
  EXPECT_THROW(parse_quantity("3 m2", "m"), UnitError);
  EXPECT_THROW(parse_quantity("3 m", "1"), UnitError);
  EXPECT_THROW(parse_quantity("3 %", "m"), UnitError);
}

TEST(Units, DoesNotTakeTheReciprocalOfAUnit) {
  EXPECT_THROW(parse_quantity("5 s", "1/s"), UnitError);
  EXPECT_THROW(parse_quantity("5 ohm cm2", "S/m2"), UnitError);
  EXPECT_THROW(parse_quantity("5 S", "ohm"), UnitError);
}

TEST(Units, SaysThatAUnitIsMissing) {
  EXPECT_EQ(expectation_of("600", "m"), "a number with a unit convertible to m (the unit is missing)");
  EXPECT_EQ(expectation_of("600 ", "m"), "a number with a unit convertible to m (the unit is missing)");
}

TEST(Units, NamesAnUnknownUnit) {
  EXPECT_EQ(expectation_of("600 parrots", "m"), "a number with a unit convertible to m ('parrots' is not a unit)");
}

TEST(Units, PointsOutThatCIsTheCoulomb) {
  EXPECT_NE(expectation_of("25 C", "K").find("write degC"), std::string::npos);
}

TEST(Units, RejectsTextThatIsNoFiniteNumber) {
  for (const char* text : {"", " ", "um", "nan", "inf", "-inf V", "nan V", "1e999 V", "- 3 V", "+-3 V", "--3 V",
                           "0x10 V", "1e V", "three V", "(3) V", "~"}) {
    EXPECT_THROW(parse_quantity(text, "V"), UnitError) << text;
  }
}

TEST(Units, RejectsASecondNumberThatWouldBeTakenForAFactor) {
  for (const char* text : {"600 2 um", "1.2.3 um", "1,5 um", "1 000 um", "10-5 um", "600 um 3", "600 um*3", "600 um/10",
                           "5 m @ 2", "5 m@2", "3e-3.5 m", "1 1 m", "2^3 m", "5 -2 m", "600 um um-1 5 um"}) {
    EXPECT_THROW(parse_quantity(text, "m"), UnitError) << text;
  }
}

TEST(Units, RejectsSpecialUnitsAndControlCharacters) {
  EXPECT_THROW(parse_quantity("3 lg(re 1 mW)", "W"), UnitError);
  EXPECT_THROW(parse_quantity("3 seconds since 2000-01-01", "s"), UnitError);
  EXPECT_THROW(parse_quantity(std::string("3 m\0junk", 8), "m"), UnitError);
  EXPECT_THROW(parse_quantity("3 " + std::string(100000, '('), "m"), UnitError);
  EXPECT_THROW(parse_quantity("3 m\xff", "m"), UnitError);
  EXPECT_THROW(parse_quantity("3 m)", "m"), UnitError);
  EXPECT_THROW(parse_quantity("3 %from10", "1"), UnitError);
}

TEST(Units, RejectsAValueThatOverflowsInSi) {
  EXPECT_THROW(parse_quantity("1e308 km", "m"), UnitError);
}

TEST(Units, TreatsAnUnknownTargetAsABugOfTheCaller) {
  EXPECT_THROW(parse_quantity("3 m", "parrot"), std::logic_error);
}

TEST(Units, FormatsWhatTheyCanReadBack) {
  EXPECT_EQ(format_quantity(6e-4, "m"), "0.0006 m");
  EXPECT_EQ(format_quantity(1.0 / 3.0, "1"), "0.333333");
  EXPECT_DOUBLE_EQ(parse_quantity(format_quantity(1.25e-14, "m2/s"), "m2/s"), 1.25e-14);
}

}  // namespace
}  // namespace closo
