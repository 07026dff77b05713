// Coefficients that are stated as tables or expressions: their values, what they need beside them, what is refused.
#include <cmath>

#include <gtest/gtest.h>

#include "formats/yaml/spec_reader.hpp"
#include "formats/yaml/spec_writer.hpp"
#include "io/yaml_input.hpp"
#include "models/coefficients.hpp"
#include "models/parameters/catalogue.hpp"
#include "models/parameters/close.hpp"
#include "tests/error_of.hpp"
#include "tests/stated_cells.hpp"

namespace closo {
namespace {

using test::contains, test::error_of, test::read_stated, test::stated_solid;

const std::string active = "materials.active.", other = "materials.other.", electrolyte = "materials.electrolyte.",
                  electrons = "cell.positive.electron_path.effective_conductivity=";

TEST(ReadCurves, OfTheExchangeCurrentDensity) {
  const Curve i_0 = read_stated(stated_solid, {active + "exchange_current_density={table: {name: i0.csv, columns: "
                                                        "[stoichiometry, 'i0 [mA/cm2]'], rows: [[0.1, 0.02], [0.5, "
                                                        "0.08], [0.9, 0.04]]}, activation_energy: 31 kJ/mol, "
                                                        "reference_temperature: 20 degC}"})
                        .cell.composite()
                        .active()
                        .kinetics.exchange_current_density;
  EXPECT_NEAR(i_0.value, 0.8, 1e-12);  // at half stoichiometry
  EXPECT_NEAR(i_0.value * i_0.shape(0.1).value, 0.2, 1e-12);
  EXPECT_NEAR(i_0.value * i_0.shape(0.95).value, 0.4, 1e-12);  // as at its end
  EXPECT_NEAR(i_0.at(313.15) / 0.8, std::exp(31e3 / gas_constant * (1 / 293.15 - 1 / 313.15)), 1e-12);
  const Composite positive =
      read_stated(stated_solid, {active + "exchange_current_density={expression: {formula: '2*sqrt(y*(1-y))', unit: "
                                          "mA/cm2, from: 0.02, to: 0.97}}"})
          .cell.composite();
  EXPECT_NEAR(positive.active().kinetics.exchange_current_density.value, 10, 1e-7);
  EXPECT_NEAR(positive.active().kinetics.exchange_current_density.shape(0.2).value, 0.8, 1e-8);
  EXPECT_EQ(stoichiometry_ranges(positive)[0].low, 0.02);
  EXPECT_EQ(stoichiometry_ranges(positive)[0].high, 0.97);
  EXPECT_EQ(stoichiometry_ranges(positive)[0].high_end,
            "the table of the exchange-current density 2*sqrt(y*(1-y)) ends there");
}

TEST(ReadCurves, OfTheEntropy) {
  const OpenCircuitVoltageData U =
      read_stated(stated_solid, {active + "open_circuit_voltage.entropic_coefficient={expression: {formula: "
                                          "'0.4*(1-2*y)', unit: mV/K}}"})
          .cell.composite()
          .active()
          .open_circuit_voltage;
  EXPECT_NEAR(U.entropic_coefficient.value * U.entropic_coefficient.shape(0.25).value, 0.2e-3, 1e-12);
  EXPECT_NEAR(U.entropic_coefficient.value * U.entropic_coefficient.shape(0.75).value, -0.2e-3, 1e-12);
  EXPECT_NEAR(U.reference_temperature, 297.15, 1e-12);
}

TEST(ReadCurves, OfTheElectronicConductivity) {
  const Curve sigma =
      read_stated(stated_solid, {electrons + "{expression: {formula: '10^(-1-3*y)', unit: S/cm}, "
                                             "activation_energy: 20 kJ/mol, reference_temperature: 25 degC}"})
          .cell.composite()
          .electron_conductivity;
  EXPECT_NEAR(sigma.value, 10 * std::pow(10, -1.5), 1e-8);
  EXPECT_NEAR(sigma.value * sigma.shape(1).value, 10 * 1e-3, 1e-7);
  EXPECT_EQ(sigma.activation_energy, 20e3);
}

TEST(ReadCurves, OfTheConductivityOfASolidAgainstTemperature) {
  const std::string table =
      "{table: {name: k.csv, columns: ['T [degC]', 'kappa [mS/cm]'], rows: [[10, 0.2], [30, "
      "0.6], [60, 2.4]]}";
  const CellParameters cell =
      read_stated(stated_solid, {other + "conductivity=" + table + ", reference_temperature: 30 degC}"}).cell;
  const Electrolyte& e = cell.separator.layers[1].electrolyte;
  EXPECT_NEAR(e.conductivity.at(283.15), 0.02, 1e-12);
  EXPECT_NEAR(e.conductivity.at(333.15), 0.24, 1e-12);
  EXPECT_NEAR(e.conductivity.value, 0.06, 1e-12);
  EXPECT_NEAR(e.conductivity.factor(283.15), 1.0 / 3, 1e-12);
  EXPECT_NEAR(e.temperature_range.low, 283.15, 1e-12);  // where the table begins, not where the file says
  EXPECT_NEAR(e.temperature_range.high, 333.15, 1e-12);
  // An expression of the absolute temperature, which needs no reference temperature if nothing refers to one.
  const CellParameters by_formula =
      read_stated(stated_solid,
                  {other + "conductivity={expression: {formula: '2e5/T*exp(-4200/T)', unit: S/cm, from: 0 "
                           "degC, to: 80 degC}}"})
          .cell;
  EXPECT_NEAR(by_formula.separator.layers[1].electrolyte.conductivity.at(300) / (2e7 / 300 * std::exp(-14.0)), 1, 1e-8);
  EXPECT_NEAR(by_formula.separator.layers[1].electrolyte.temperature_range.low, 276.15, 1e-12);  // that of the file
}

/// Between rows that no cubic joins by straight lines.
const std::string diffusivities =
    "diffusivity={table: {name: D.csv, columns: [y, 'D [m2/s]'], rows: [[0.1, 5e-16], [0.5, 1e-16], [0.9, 2e-16]]}";
const std::string kappas =
    "conductivity={table: {name: k.csv, columns: ['T [degC]', 'kappa [mS/cm]'], rows: [[10, 0.2], [30, 0.6], [60, "
    "2.4]]}";

TEST(ReadCurves, OfStraightLines) {
  const auto D = [](const std::string& more) {
    return read_stated(stated_solid, {active + diffusivities + more + ", scale: 2}"})
        .cell.composite()
        .active()
        .diffusivity;
  };
  const Curve lines = D(", interpolation: linear"), cubic = D("");
  for (const auto& [y, expected] : {std::pair(0.2, 8e-16), {0.5, 2e-16}, {0.6, 2.5e-16}})
    EXPECT_NEAR(lines.value * lines.shape(y).value, expected, 1e-28) << y;
  EXPECT_NEAR(lines.value * lines.shape(0.5).slope, 5e-16, 1e-28);
  EXPECT_GT(std::abs(cubic.value * cubic.shape(0.2).value - 8e-16), 1e-17);
  EXPECT_EQ(D(", interpolation: cubic").shape(0.2).value, cubic.shape(0.2).value);
  const Curve kappa =
      read_stated(stated_solid, {other + kappas + ", interpolation: linear, reference_temperature: 30 degC}"})
          .cell.separator.layers[1]
          .electrolyte.conductivity;
  EXPECT_NEAR(kappa.at(313.15), 0.12, 1e-12);
  // Against concentration, which is taken over the initial one.
  const Electrolyte liquid =
      read_stated(test::stated_liquid,
                  {electrolyte + "conductivity={table: {name: k.csv, columns: ['c [mol/l]', 'kappa "
                                 "[mS/cm]'], rows: [[0, 0.1], [1, 8], [3, 4]]}, interpolation: linear}"})
          .cell.separator.layers.front()
          .electrolyte;
  const double initial = liquid.salt->concentration / 1000;
  EXPECT_NEAR(liquid.conductivity.value * liquid.conductivity.shape(0.5 / initial).value, 0.405, 1e-12);
  EXPECT_NEAR(liquid.conductivity.value * liquid.conductivity.shape(2 / initial).value, 0.6, 1e-12);
}

TEST(ReadCurves, OfStraightLinesStaySoWhenNumbersAreVaried) {
  const InputNode tree =
      resolve_text(stated_solid, "cell.yaml", {active + diffusivities + ", interpolation: linear, scale: 2}"}).tree;
  CellSpec spec = read_cell_spec(InputReader(tree, "", nullptr));
  *find_quantity(spec, active + "diffusivity.scale")->entry = 3;
  const Curve D = close(spec).composite().active().diffusivity;
  EXPECT_NEAR(D.value * D.shape(0.2).value, 12e-16, 1e-28);
}

TEST(ReadCurves, OfNoSuchInterpolationAreRefused) {
  const auto refused = [](const std::string& coefficient, const std::string& message) {
    const std::string error = error_of([&] { read_stated(stated_solid, {active + coefficient}); });
    EXPECT_TRUE(contains(error, "materials.active.diffusivity.interpolation: " + message)) << error;
  };
  refused(diffusivities + ", interpolation: quadratic}", "found 'quadratic', expected one of 'cubic', 'linear'");
  refused("diffusivity={expression: {formula: '1e-16*(1+y)', unit: m2/s}, interpolation: linear}",
          "found 'linear', expected a table beside it: an expression has a value everywhere");
  refused("diffusivity={value: 1e-16 m2/s, interpolation: linear}", "found 'interpolation', expected one of");
}

TEST(ReadCurves, ThatHaveToBePositiveAreSoInEachRow) {
  const std::string error = error_of([] {
    read_stated(stated_solid,
                {active + "diffusivity={table: {name: D.csv, columns: [y, 'D [m2/s]'], rows: [[0, 1e-16], "
                          "[0.33333, 0], [1, 1e-16]]}, scale: 1}"});
  });
  EXPECT_TRUE(contains(error, "found '0 m2/s', expected a quantity in m2/s, 0 < value")) << error;
}

TEST(ReadCurves, ThatAreIncompleteAreRefused) {
  const auto refused = [](const std::string& overrides, const std::string& message) {
    const std::string error = error_of([&] { read_stated(stated_solid, {overrides}); });
    EXPECT_TRUE(contains(error, message)) << error;
  };
  const std::string table =
      "{table: {name: k.csv, columns: ['T [degC]', 'kappa [mS/cm]'], rows: [[10, 0.2], [35, 0.6]]}";
  refused(electrolyte + "conductivity=" + table + "}", "reference_temperature");  // for the grain boundary
  refused(other + "conductivity=" + table + ", reference_temperature: 60 degC}", "10 to 35 degC");
  refused(other + "conductivity={expression: {formula: '1+T', unit: S/m}}", "expression.from");
  refused(active + "exchange_current_density={expression: {formula: 'y-0.5', unit: A/m2}}", "positive values");
  refused(active + "open_circuit_voltage.entropic_coefficient={expression: {formula: 'y', unit: mV}}", "V/K");
  refused("cell.negative.exchange_current_density={expression: {formula: 'y', unit: A/m2}}",
          "exchange_current_density");
  const std::string error = error_of([&] {
    read_stated(stated_solid, {other + "conductivity=" + table + "}", "cell.temperature=50 degC"});
  });
  EXPECT_TRUE(contains(error, "3 to 35 degC") || contains(error, "10 to 35 degC")) << error;
}

TEST(ReadCurves, AreWrittenAsTheyAreRead) {
  const InputNode tree =
      resolve_text(stated_solid, "cell.yaml",
                   {other + "conductivity={table: {name: k.csv, columns: ['T [degC]', 'kappa [mS/cm]'], rows: [[10, "
                            "0.2], [60, 0.6]]}, reference_temperature: 25 degC}",
                    active + diffusivities + ", interpolation: linear, scale: 1}",
                    electrons + "{expression: {formula: '1+y', unit: S/m}, activation_energy: 20 kJ/mol, "
                                "reference_temperature: 25 degC}",
                    active + "open_circuit_voltage.entropic_coefficient={expression: {formula: '1-y', unit: mV/K}}"})
          .tree;
  const CellSpec spec = read_cell_spec(InputReader(tree, "", nullptr));
  const InputNode written = parse_yaml(write_yaml(write_cell_spec(spec)), "written");
  for (const std::string& key : {other + "conductivity.table", other + "conductivity.reference_temperature",
                                 active + "diffusivity.interpolation",
                                 std::string("cell.positive.electron_path.effective_conductivity.expression.formula"),
                                 active + "open_circuit_voltage.entropic_coefficient.expression.unit"})
    EXPECT_NE(node_at(written, key), nullptr) << key;
  EXPECT_EQ(write_yaml(write_cell_spec(read_cell_spec(InputReader(written, "", nullptr)))), write_yaml(written));
}

}  // namespace
}  // namespace closo
