// Reading of spectra to be compared, and their distance.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "compare/spectrum_comparison.hpp"
#include "formats/bdf/spectra_file.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

class SpectrumComparisonTest : public ::testing::Test {
 protected:
  /// Two sweeps down over ten frequencies, with the numbers 3 and 7 in a column behind.
  void write(const std::string& unit, const std::string& column) const {
    std::ofstream file(path_);
    file << "Frequency / Hz,Real Impedance / " << unit << ",Imaginary Impedance / " << unit << "," << column << "\n";
    for (const int number : {3, 7})
      for (int k = 10; k > 0; --k) file << k << "," << 2 * number << "," << -number << "," << number << "\n";
  }

  test::TestFolder folder_;
  std::filesystem::path path_ = folder_ / "spectra.csv";
};

TEST_F(SpectrumComparisonTest, TakesTheAreaOfTheCellUnlessTheTableHasOne) {
  write("ohm", "Cycle Count / 1");
  const std::vector<compare::Spectrum> spectra = read_areal_spectra(path_, 2e-4);
  ASSERT_EQ(spectra.size(), 2u);
  EXPECT_TRUE(spectra[0].areal && spectra[1].areal);
  EXPECT_EQ(spectra[1].cycle, 7);
  EXPECT_EQ(spectra[1].step, 0);
  EXPECT_NEAR(spectra[1].impedance(0).real(), 14 * 2e-4, 1e-15);
  write("ohm cm2", "Step Count / 1");
  const std::vector<compare::Spectrum> areal = read_areal_spectra(path_, 2e-4);
  EXPECT_EQ(areal[1].step, 7);
  EXPECT_EQ(areal[1].cycle, 0);
  EXPECT_NEAR(areal[1].impedance(0).imag(), -7e-4, 1e-15);
  EXPECT_TRUE(is_of_spectra(path_));
}

TEST_F(SpectrumComparisonTest, HasADistanceOverTheMeasuredModulus) {
  write("ohm cm2", "Cycle Count / 1");
  const compare::Spectrum measured = read_areal_spectra(path_, 1).front();  // 6 - 3j ohm cm2
  Eigen::ArrayXcd simulated = measured.impedance;
  simulated(2) += std::complex<double>(3e-4, 4e-4);
  const Eigen::ArrayXcd distance = compare::relative_distance(measured, simulated);
  EXPECT_NEAR(std::abs(distance(2)), 5 / std::sqrt(45.0), 1e-12);
  EXPECT_NEAR(distance(2).real(), 3 / std::sqrt(45.0), 1e-12);
  EXPECT_NEAR(compare::root_mean_square(distance), 5 / std::sqrt(45.0 * 10), 1e-12);
  const compare::SpectrumComparison pair{measured, 1, 1, simulated};
  EXPECT_EQ(pair.largest(), 2);
  EXPECT_EQ(pair.fastest(), 0);
  EXPECT_EQ(pair.slowest(), 9);
}

}  // namespace
}  // namespace closo
