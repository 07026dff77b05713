// Molar masses from chemical formulas.
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "models/formula.hpp"

namespace closo {
namespace {

// Sums by hand from the IUPAC 2021 abridged atomic weights.
TEST(MolarMass, IsTheSumOfTheAtomicWeights) {
  EXPECT_NEAR(molar_mass("Na"), 22.990e-3, 1e-12);
  EXPECT_NEAR(molar_mass("Na3(VOPO4)2F"), 411.790e-3, 1e-9);
  EXPECT_NEAR(molar_mass("Na3V2P2O10F"), molar_mass("Na3(VOPO4)2F"), 1e-12);
  EXPECT_NEAR(molar_mass("Na4(CB11H12)2(B12H12)"), 519.810e-3, 1e-9);
}

// Along the line of stability Z = A / (1.98 + 0.0155 A^(2/3)), from which no element is further than a charge and a
// half.
TEST(MolarMass, OfEveryElementFitsItsAtomicNumber) {
  const std::map<std::string, int> atomic_numbers = {
      {"Li", 3},  {"Be", 4},  {"B", 5},   {"C", 6},   {"N", 7},   {"O", 8},   {"F", 9},   {"Na", 11}, {"Mg", 12},
      {"Al", 13}, {"Si", 14}, {"P", 15},  {"S", 16},  {"Cl", 17}, {"K", 19},  {"Ca", 20}, {"Sc", 21}, {"Ti", 22},
      {"V", 23},  {"Cr", 24}, {"Mn", 25}, {"Fe", 26}, {"Co", 27}, {"Ni", 28}, {"Cu", 29}, {"Zn", 30}, {"Ga", 31},
      {"Ge", 32}, {"As", 33}, {"Se", 34}, {"Br", 35}, {"Rb", 37}, {"Sr", 38}, {"Y", 39},  {"Zr", 40}, {"Nb", 41},
      {"Mo", 42}, {"Ru", 44}, {"Ag", 47}, {"In", 49}, {"Sn", 50}, {"Sb", 51}, {"Te", 52}, {"I", 53},  {"Cs", 55},
      {"Ba", 56}, {"La", 57}, {"Ce", 58}, {"Hf", 72}, {"Ta", 73}, {"W", 74},  {"Pb", 82}, {"Bi", 83}};
  EXPECT_NEAR(molar_mass("H"), 1.008e-3, 1e-15);
  for (const auto& [element, Z] : atomic_numbers) {
    const double A = molar_mass(element) * 1e3;
    EXPECT_NEAR(A / (1.98 + 0.0155 * std::pow(A, 2.0 / 3)), Z, 2) << element;
  }
}

TEST(MolarMass, ReadsNestedBracketsAndDecimals) {
  EXPECT_NEAR(molar_mass("Fe4(Fe(CN)6)3"), 859.239e-3, 1e-9);
  EXPECT_NEAR(molar_mass("Na0.5CoO2"), 102.426e-3, 1e-9);
  EXPECT_NEAR(molar_mass("((((Na)2)2)2)0.25"), 45.980e-3, 1e-9);
}

TEST(MolarMass, TellsLongSymbolsFromPairsOfElements) {
  EXPECT_NEAR(molar_mass("Co"), 58.933e-3, 1e-12);
  EXPECT_NEAR(molar_mass("CO"), 28.010e-3, 1e-12);
}

TEST(MolarMass, RefusesWhatIsNoFormula) {
  for (const std::string text : {"", "Xx2", "na", "Naa", "2Na", "Na 2", "Na-1", "Na)", "(Na", "(Na))", "()", "Na()2",
                                 "Na0", "Na1.2.3", "Na.", "Na99999", "Na3[VO]2"})
    EXPECT_THROW(molar_mass(text), FormulaError) << text;
  EXPECT_THROW(molar_mass(std::string(100000, '(')), FormulaError);
}

TEST(MolarMass, NamesTheUnknownElement) {
  try {
    molar_mass("NaXy2");
    FAIL();
  } catch (const FormulaError& error) {
    EXPECT_STREQ(error.what(), "known elements, not 'Xy'");
  }
}

}  // namespace
}  // namespace closo
