// Expressions as curves: tabulated to their error, equal to the function, refused where they make no sense.
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/expression.hpp"
#include "formats/yaml/spec_reader.hpp"
#include "formats/yaml/spec_writer.hpp"
#include "io/yaml_input.hpp"
#include "models/electrodes/diffusivity.hpp"
#include "models/open_circuit_voltage.hpp"
#include "solver/tabulate.hpp"
#include "tests/error_of.hpp"
#include "tests/stated_cells.hpp"

namespace closo {
namespace {

using test::contains, test::error_of;

TEST(Tabulated, IsWithinItsToleranceOfTheFunction) {
  const std::vector<std::function<double(double)>> functions{
      [](double x) { return std::tanh((0.4 - x) / 0.01); }, [](double x) { return std::exp(-20 * x); },
      [](double x) { return std::sqrt(x + 1e-3); }, [](double x) { return std::abs(x - 0.3); },
      [](double) { return 7.0; }};
  std::mt19937 random(1);
  std::uniform_real_distribution<double> at(0, 1);
  for (const auto& f : functions) {
    const CubicTable table = tabulated(f, 0, 1, 1e-9);
    for (int k = 0; k < 20000; ++k) {
      const double x = at(random), range = std::max(std::abs(f(0) - f(1)), 0.3);
      ASSERT_NEAR(table.at(x).value, f(x), 2e-9 * range) << x;  // between the points that are looked at
    }
  }
}

TEST(Tabulated, SlopesAreThoseOfTheFunction) {
  const CubicTable table = tabulated([](double x) { return std::sin(3 * x); }, -1, 2, 1e-9);
  for (double x = -1; x <= 2; x += 0.01) EXPECT_NEAR(table.at(x).slope, 3 * std::cos(3 * x), 1e-5) << x;
}

TEST(Tabulated, RefusesAJump) {
  EXPECT_THROW(tabulated([](double x) { return x < 0.3 ? 0.0 : 1.0; }, 0, 1, 1e-9), NotTabulated);
}

TEST(Expression, KnowsItsVariablesAndRefusesTheRest) {
  const Expression f("2*a + b^2", {"a", "b"});
  EXPECT_EQ(f({3, 4}), 22);
  EXPECT_THROW(Expression("2*a + z", {"a"}), ExpressionError);
  EXPECT_THROW(Expression("2*(a", {"a"}), ExpressionError);
  EXPECT_THROW(Expression("1/a", {"a"})({0}), ExpressionError);
}

const std::string active = "materials.active.", salt = "materials.electrolyte.salt.";

ActiveMaterial active_with(const std::vector<std::string>& overrides) {
  return test::read_stated(test::stated_liquid, overrides).cell.composite().active();
}

TEST(ExpressionCurves, AreTheFunctionsThatTheyState) {
  const ActiveMaterial m = active_with(
      {active + "open_circuit_voltage={expression: {formula: '3800 + 200*tanh((0.5-y)/0.05) - 300*y', unit: mV}}",
       active + "diffusivity={expression: {formula: '1e-12*10^(-2*y)', unit: cm2/s}, scale: 2}",
       "start.voltage=3.7 V"});
  const OpenCircuitVoltage U(m.open_circuit_voltage, 298.15);
  const Diffusivity D(m.diffusivity, 298.15);
  for (double y = 0; y <= 1; y += 0.013) {
    EXPECT_NEAR(U.at(y).value, 3.8 + 0.2 * std::tanh((0.5 - y) / 0.05) - 0.3 * y, 1e-9);
    double value = 0, integral = 0;
    D.at(y, value, integral);
    EXPECT_NEAR(value / (2e-16 * std::pow(10, -2 * y)), 1, 1e-6);
  }
  EXPECT_EQ(U.y_lower(), 0);
  const CellParameters cell =
      test::read_stated(test::stated_liquid,
                        {"materials.electrolyte.conductivity={expression: {formula: '8*c*exp(1-c)', "
                         "unit: mS/cm, from: 0.1 mol/l, to: 2.5 mol/l}}"})
          .cell;
  const Electrolyte& e = cell.separator.layers.front().electrolyte;
  const double c0 = e.salt->concentration / 1000;
  EXPECT_NEAR(e.conductivity.value, 0.8 * c0 * std::exp(1 - c0), 1e-9);
  EXPECT_NEAR(e.conductivity.shape(1.5 / c0).value, 1.5 * std::exp(-1.5) / (c0 * std::exp(-c0)), 1e-8);
}

TEST(ExpressionCurves, AreWrittenAsTheyAreRead) {
  const InputNode tree =
      resolve_text(
          test::stated_liquid, "cell.yaml",
          {active + "diffusivity={expression: {formula: '1e-15*(1+y)', unit: m2/s, from: 1 %, to: 0.99}, scale: 2}"})
          .tree;
  const CellSpec spec = read_cell_spec(InputReader(tree, "", nullptr));
  const InputNode written = parse_yaml(write_yaml(write_cell_spec(spec)), "written");
  const InputNode* expression = node_at(written, active + "diffusivity.expression");
  ASSERT_NE(expression, nullptr);
  EXPECT_EQ(expression->find("formula")->scalar, "1e-15*(1+y)");
  EXPECT_EQ(write_yaml(write_cell_spec(read_cell_spec(InputReader(written, "", nullptr)))), write_yaml(written));
}

TEST(ExpressionCurves, AreRefusedWithTheReason) {
  const auto refused = [](const std::string& expression) {
    return error_of([&] { active_with({active + "diffusivity={expression: " + expression + ", scale: 1}"}); });
  };
  EXPECT_TRUE(contains(refused("{formula: '1e-15*(1+z)', unit: m2/s}"), "expression.formula"));
  EXPECT_TRUE(contains(refused("{formula: '1e-15*(1+z)', unit: m2/s}"), "z"))
      << refused("{formula: '1e-15*(1+z)', unit: m2/s}");
  EXPECT_TRUE(contains(refused("{formula: '1e-15', unit: V}"), "expression.unit"));
  EXPECT_TRUE(contains(refused("{formula: '1e-15*(0.5-y)', unit: m2/s}"), "positive values"));
  EXPECT_TRUE(contains(refused("{formula: '1e-15*(y < 0.5 ? 1 : 2)', unit: m2/s}"), "continuous"));
  EXPECT_TRUE(contains(refused("{formula: '1e-15/y', unit: m2/s}"), "finite"));
  EXPECT_TRUE(contains(refused("{formula: '1e-15', unit: m2/s, from: 0.5, to: 0.2}"), "expression.to"));
  EXPECT_TRUE(contains(refused("{formula: '1e-15', unit: m2/s, form: 0.5}"), "did you mean 'from'"));
  const std::string without_bounds = error_of([] {
    test::read_stated(test::stated_liquid, {salt + "diffusivity={expression: {formula: '2e-10', unit: m2/s}}"});
  });
  EXPECT_TRUE(contains(without_bounds, "expression.from")) << without_bounds;
}

}  // namespace
}  // namespace closo
