// Classes of a log-normal distribution against the moments of the distribution itself.
#include <cmath>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "formats/yaml/run_input.hpp"
#include "models/particle_sizes.hpp"

namespace closo {
namespace {

double moment(const std::vector<ParticleClass>& classes, double power) {
  double sum = 0;
  for (const ParticleClass& c : classes) sum += c.share * std::pow(c.radius, power);
  return sum;
}

// The mean of R^m over a log-normal distribution is median^m exp(m^2 width^2 / 2).
TEST(LogNormalClasses, HaveTheMomentsOfTheDistribution) {
  for (const double width : {0.1, 0.3, 0.6}) {
    const auto classes = log_normal_classes(2.0, width, 8);
    ASSERT_EQ(classes.size(), 8u);
    for (const double m : {-2.0, -1.0, 0.0, 1.0, 2.0})
      EXPECT_NEAR(moment(classes, m) / (std::pow(2.0, m) * std::exp(m * m * width * width / 2)), 1, 1e-6) << width << m;
  }
}

TEST(LogNormalClasses, RiseInRadiusAndLieEvenlyAboutTheMedian) {
  for (const int count : {2, 3, 7}) {
    const auto classes = log_normal_classes(1e-6, 0.4, count);
    for (int k = 0; k < count; ++k) {
      const auto& mirror = classes[static_cast<std::size_t>(count - 1 - k)];
      const auto& here = classes[static_cast<std::size_t>(k)];
      EXPECT_NEAR(here.radius * mirror.radius, 1e-12, 1e-24);
      EXPECT_NEAR(here.share, mirror.share, 1e-12);
      if (k == 0) continue;
      EXPECT_GT(here.radius, classes[static_cast<std::size_t>(k - 1)].radius);
    }
  }
}

CellParameters cell_with(const std::string& particles) {
  return read_cell_parameters(
      resolve_file(CLOSO_SOURCE_DIR "/params/cells/asakura2020_swagelok.yaml", {"positive.particles=" + particles}),
      nullptr);
}

TEST(LogNormalClasses, AreReadFromACell) {
  const CellParameters cell = cell_with("{distribution: log-normal, median_radius: 2 um, width: 0.3, classes: 5}");
  ASSERT_EQ(cell.composite().particles.size(), 5u);
  EXPECT_NEAR(cell.composite().particles[2].radius, 2e-6, 1e-15);
  for (const char* wrong : {"{distribution: normal, median_radius: 2 um, width: 0.3, classes: 5}",
                            "{distribution: log-normal, median_radius: 2 um, width: 0, classes: 5}",
                            "{distribution: log-normal, median_radius: 2 V, width: 0.3, classes: 5}",
                            "{distribution: log-normal, median_radius: 2 um, width: 0.3, classes: 1}",
                            "{distribution: log-normal, median_radius: 2 um, width: 0.3}",
                            "{distribution: log-normal, median_radius: 2 um, width: 0.3, classes: 5, mean: 3 um}"})
    EXPECT_THROW(cell_with(wrong), InputError) << wrong;
}

}  // namespace
}  // namespace closo
