// Molar masses from chemical formulas.
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
