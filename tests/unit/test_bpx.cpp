// Formulas against Python, imported values against those calculated by hand, and what comes back from an export.
#include <cmath>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/expression.hpp"
#include "base/text.hpp"
#include "formats/bpx/cell_text.hpp"
#include "formats/bpx/export.hpp"
#include "formats/bpx/formula.hpp"
#include "formats/bpx/import.hpp"
#include "formats/yaml/run_input.hpp"
#include "models/coefficients.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo::bpx {
namespace {

using Json = nlohmann::ordered_json;
using test::contains;
using test::error_of;

const std::filesystem::path source = CLOSO_SOURCE_DIR;
const std::filesystem::path example = source / "examples/23_bpx/nmc_pouch_cell_BPX.json";

std::string python_error(const std::string& formula) {
  return error_of<ExpressionError>([&] { translated(formula, python, of_stoichiometry); });
}

TEST(BpxFormula, HasTheValuesOfPython) {
  std::ifstream rows(source / "tests/unit/bpx/formulas.tsv");
  int read = 0;
  for (std::string row; std::getline(rows, row); ++read) {
    const auto parts = split(row, '\t');
    const std::string formula(parts.at(0));
    const double x = std::stod(std::string(parts.at(1))), value = std::stod(std::string(parts.at(2)));
    const std::string ours = translated(formula, python, of_stoichiometry);
    EXPECT_NEAR(Expression(ours, {"y"})({x}), value, 1e-12 * std::abs(value)) << formula << "  ->  " << ours;
    const std::string back = translated(ours, of_stoichiometry, python);
    EXPECT_EQ(translated(back, python, of_stoichiometry), ours) << formula << "  ->  " << back;
    const std::string scaled = translated(formula, python, of_concentration);  // x is 1000 times as large as c
    EXPECT_NEAR(Expression(scaled, {"c"})({x / 1000}), value, 1e-9 * std::abs(value)) << formula << "  ->  " << scaled;
    const std::string of_c = translated(scaled, of_concentration, python);
    EXPECT_EQ(translated(of_c, python, of_concentration), scaled) << of_c;
  }
  EXPECT_EQ(read, 500);
}

TEST(BpxFormula, IsWrittenAsPeopleWriteIt) {
  EXPECT_EQ(translated("0.1297*(x/1000)**3 - 2.51*(x / 1000)**1.5", python, of_concentration),
            "0.1297 * c ^ 3 - 2.51 * c ^ 1.5");
  EXPECT_EQ(translated("-x ** 2", python, of_stoichiometry), "-(y ^ 2)");
}

TEST(BpxFormula, SaysWhatItDoesNotKnowAndWhere) {
  const struct {
    const char *formula, *fault;
  } bad[] = {
      {"", "ends where a number"},
      {"1 +", "ends where a number"},
      {"x x", "'x' at character 3"},
      {"(x", "ends where ')'"},
      {"x)", "')' at character 2"},
      {"y + 1", "'y + 1' at character 1"},
      {"erf(x)", "'erf(x)' at character 1"},
      {"2 * __import__('os')", "'__import__('"},
      {"x.real", "'.real' at character 2"},
      {"x // 2", "'// 2' at character 3"},
      {"x % 2", "'% 2' at character 3"},
      {"x ^ 2", "'^ 2' at character 3"},
      {"x > 1", "'> 1' at character 3"},
      {"1 if x else 2", "'if x else 2' at character 3"},
      {"1_000", "'1_000' at character 1"},
      {"0x10", "'0x10' at character 1"},
      {"2j", "'2j' at character 1"},
      {"1e999", "'1e999' at character 1"},
      {"exp()", "')' at character 5"},
      {"exp x", "'x' at character 5"},
      {"exp(x, 2)", "', 2)' at character 6"},
      {"min(x)", "')' at character 6"},
      {"2(x)", "'(x)' at character 2"},
      {"x * * 2", "'* 2' at character 5"},
      {"lambda: x", "'lambda: x' at character 1"},
  };
  for (const auto& [formula, fault] : bad)
    EXPECT_TRUE(contains(python_error(formula), fault)) << formula << ": " << python_error(formula);
  EXPECT_TRUE(contains(python_error(std::string(500, '(') + "x" + std::string(500, ')')), "nested deeper"));
  EXPECT_TRUE(contains(python_error(std::string(5000, '-') + "x"), "nested deeper"));
  EXPECT_TRUE(contains(python_error(std::string(20'000, ' ') + "x"), "longer than"));
}

/// The cell of the example, changed.
class Bpx : public testing::Test {
 protected:
  Import imported(const std::function<void(Json&)>& change = [](Json&) {}) const {
    Json json = Json::parse(std::ifstream(example));
    change(json);
    std::ofstream(folder_ / "cell.json") << json;
    return import_bpx(folder_ / "cell.json");
  }
  static CellParameters cell_of(const Import& made) {
    return read_cell_parameters(resolve_text(cell_text(made, "cell.json"), "cell.yaml", {}), nullptr);
  }

  test::TestFolder folder_;
};

const Composite& composite(const CellParameters& cell, Side side) {
  return std::get<Composite>(cell.electrode(side));
}

TEST_F(Bpx, ValuesAreThoseOfTheFile) {
  const CellParameters cell = cell_of(imported());
  EXPECT_NEAR(cell.area, 34 * 0.016808, 1e-15);
  EXPECT_EQ(cell.temperature, 298.15);
  EXPECT_EQ(cell.lower_voltage, 2.7);
  EXPECT_EQ(cell.upper_voltage, 4.2);
  EXPECT_FALSE(cell.has_masses());
  EXPECT_NEAR(coefficients_of(cell).one_c() * cell.area, 12.5, 1e-12);
  const Composite& n = composite(cell, Side::negative);
  EXPECT_EQ(n.thickness, 5.62e-5);
  EXPECT_EQ(n.porosity, 0.253991);
  EXPECT_EQ(n.particles.front().radius, 4.12e-6);
  EXPECT_NEAR(n.active().site_concentration(), 29730, 1e-9);
  EXPECT_NEAR(n.active_loading / n.active().density / n.thickness, 499522 * 4.12e-6 / 3, 1e-15);
  EXPECT_NEAR(n.active().kinetics.exchange_current_density.at(298.15), faraday * 5.199e-6 / 2, 1e-12);
  EXPECT_NEAR(
      n.active().kinetics.exchange_current_density.at(308.15) / n.active().kinetics.exchange_current_density.at(298.15),
      std::exp(55000 / gas_constant * (1 / 298.15 - 1 / 308.15)), 1e-12);
  EXPECT_EQ(n.electron_conductivity.at(298.15), 0.222);
  EXPECT_EQ(n.ion_path.efficiency(n.porosity, 1), 0.128);
  const OpenCircuitVoltage U(n.active().open_circuit_voltage, 298.15);
  const auto by_hand = [](double x) {
    return 0.947057878 * std::exp(-159.418743 * x) - 3.50928033e4 +
           0.164230269 * std::tanh(-45.5509094 * (x - 3.24116012e-2)) +
           3.69968491e-2 * std::tanh(-19.6718868 * (x - 0.168334476)) +
           1.91517003e4 * std::tanh(3.19648312 * (x - 1.85139824)) +
           5.42448511e4 * std::tanh(-3.19009848 * (x - 2.01660395));
  };
  for (const double x : {0.005504, 0.1, 0.5, 0.75668}) EXPECT_NEAR(U.at(x).value, by_hand(x), 1e-8);
  const Separator::Layer& separator = cell.separator.layers.front();
  EXPECT_EQ(separator.thickness, 2e-5);
  EXPECT_EQ(separator.fraction, 0.47);
  EXPECT_EQ(separator.efficiency, 0.3222);
  const Salt& salt = *cell.separator.salt();
  EXPECT_EQ(salt.concentration, 1000);
  EXPECT_EQ(salt.transference_number, 0.2594);
  EXPECT_NEAR(separator.electrolyte.conductivity.at(298.15), 0.1297 - 2.51 + 3.329, 1e-9);
  const auto D = [](double c) { return 8.794e-11 * c * c - 3.972e-10 * c + 4.862e-10; };
  EXPECT_NEAR(salt.diffusivity.at(298.15), D(1), 1e-20);
  EXPECT_NEAR(salt.diffusivity.shape(0.4).value, D(0.4) / D(1), 1e-8);
}

TEST_F(Bpx, TheSameCellInTheLayoutOfVersionOne) {
  const auto to_1 = [](Json& j) {
    Json &cell = j["Parameterisation"]["Cell"], &electrolyte = j["Parameterisation"]["Electrolyte"];
    j["Header"]["BPX"] = "1.1.0";
    j["State"]["Initial conditions"] = {
        {"Initial state-of-charge", 1},
        {"Initial temperature [K]", cell["Initial temperature [K]"]},
        {"Initial electrolyte concentration [mol.m-3]", electrolyte["Initial concentration [mol.m-3]"]}};
    for (const char* key : {"Initial temperature [K]", "Ambient temperature [K]", "Thermal conductivity [W.m-1.K-1]"})
      cell.erase(key);
    electrolyte.erase("Initial concentration [mol.m-3]");
  };
  const CellParameters before = cell_of(imported()), now = cell_of(imported(to_1));
  EXPECT_EQ(before.temperature, now.temperature);
  EXPECT_EQ(before.separator.salt()->concentration, now.separator.salt()->concentration);
}

TEST_F(Bpx, RowsOfATableStandInAnyOrder) {
  const auto table = [](std::vector<double> x, std::vector<double> y) {
    return [=](Json& j) { j["Parameterisation"]["Positive electrode"]["OCP [V]"] = {{"x", x}, {"y", y}}; };
  };
  const Import rising = imported(table({0.2, 0.5, 1}, {4.3, 3.9, 3.2})),
               mixed = imported(table({1, 0.2, 0.5, 0.2}, {3.2, 4.3, 3.9, 4.3}));
  EXPECT_EQ(cell_text(rising, ""), cell_text(mixed, ""));
  const CellParameters cell = cell_of(rising);
  EXPECT_NEAR(OpenCircuitVoltage(composite(cell, Side::positive).active().open_circuit_voltage, 298.15).at(0.75).value,
              3.55, 1e-12)
      << "straight lines between rows";
}

TEST_F(Bpx, ATableOfTheElectrolyteGoesOn) {
  const Import made = imported([](Json& j) {
    j["Parameterisation"]["Electrolyte"]["Conductivity [S.m-1]"] = {{"x", {2000, 1000, 500}}, {"y", {0.6, 1, 0.8}}};
  });
  EXPECT_TRUE(
      std::ranges::any_of(made.notes, [](const std::string& note) { return contains(note, "from 500 to 2000"); }));
  const Curve kappa = cell_of(made).separator.layers.front().electrolyte.conductivity;
  EXPECT_NEAR(kappa.value, 1, 1e-12);
  EXPECT_NEAR(kappa.shape(0.25).value, 0.7, 1e-12);
  EXPECT_NEAR(kappa.shape(2.5).value, 0.4, 1e-12);
  EXPECT_NEAR(kappa.table->upper(), 2 + 0.54 / 0.4, 1e-12) << "where a tenth of 0.6 is left";
}

TEST_F(Bpx, AFormulaEndsWhereItRunsAway) {
  const Import made = imported(
      [](Json& j) { j["Parameterisation"]["Positive electrode"]["OCP [V]"] = "4.3 - x + 3.5e14 * exp(-396 * x)"; });
  const CellParameters cell = cell_of(made);
  const OpenCircuitVoltage U(composite(cell, Side::positive).active().open_circuit_voltage, 298.15);
  EXPECT_GT(U.y_lower(), 0.08);
  EXPECT_LT(U.y_lower(), 0.1);
  EXPECT_NEAR(U.at(0.42424).value, 4.3 - 0.42424, 1e-8);
}

TEST_F(Bpx, ABlendOfOneMaterialHasClassesOfParticles) {
  const Import made = imported([](Json& j) {
    Json& electrode = j["Parameterisation"]["Positive electrode"];
    Json large = electrode, small = electrode;
    for (const char* key : {"Thickness [m]", "Porosity", "Transport efficiency", "Conductivity [S.m-1]"})
      large.erase(key), small.erase(key);
    for (const auto& [key, value] : large.items()) electrode.erase(key);
    large["Particle radius [m]"] = 8e-6, large["Surface area per unit volume [m-1]"] = 186331;
    small["Particle radius [m]"] = 1e-6, small["Surface area per unit volume [m-1]"] = 496883;
    electrode["Particle"] = {{"Large", large}, {"Small", small}};
  });
  const CellParameters cell = cell_of(made);
  const auto& classes = composite(cell, Side::positive).particles;
  ASSERT_EQ(classes.size(), 2U);
  EXPECT_NEAR(classes[0].share, 186331 * 8.0 / (186331 * 8.0 + 496883), 1e-12);
  EXPECT_NEAR(classes[0].share + classes[1].share, 1, 1e-12);
}

TEST_F(Bpx, ABlendOfTwoMaterialsComesBackAsItWas) {
  const Import made = import_bpx(source / "tests/unit/bpx/blend.json");
  const CellParameters cell = cell_of(made);
  const Composite& p = composite(cell, Side::negative);
  ASSERT_EQ(p.actives.size(), 2U);
  EXPECT_EQ(p.actives[0].material.name, "Graphite");
  EXPECT_EQ(p.actives[1].material.name, "Silicon");
  ASSERT_EQ(p.particles.size(), 2U);
  EXPECT_EQ(p.particles[1].active, 1U);
  // a = 3 eps / R of each
  const auto particles = coefficients_of(cell).composite(1).particles;
  EXPECT_NEAR(particles[0].a / 499522, 1, 1e-12);
  EXPECT_NEAR(particles[1].a / 43000, 1, 1e-12);
  EXPECT_NEAR(particles[1].c_max, 278000, 1e-6);
  const Export out = export_bpx(resolve_text(cell_text(made, "blend.json"), "cell.yaml", {}));
  const Json before = Json::parse(std::ifstream(source / "tests/unit/bpx/blend.json")), after = Json::parse(out.json);
  for (const char* name : {"Graphite", "Silicon"})
    for (const char* key :
         {"Particle radius [m]", "Surface area per unit volume [m-1]", "Maximum concentration [mol.m-3]",
          "Diffusivity [m2.s-1]", "Reaction rate constant [mol.m-2.s-1]"}) {
      const char* electrode = "Negative electrode";
      const auto value = [&](const Json& j) {
        return j["Parameterisation"][electrode]["Particle"][name][key].get<double>();
      };
      EXPECT_NEAR(value(after) / value(before), 1, 1e-12) << name << " " << key;
    }
}

TEST_F(Bpx, ABlendMayNameItsMaterialsInAnyOrder) {
  Json json = Json::parse(std::ifstream(source / "tests/unit/bpx/blend.json"));
  Json& particle = json["Parameterisation"]["Negative electrode"]["Particle"];
  Json small = particle["Graphite"];
  small["Particle radius [m]"] = 1e-6, small["Surface area per unit volume [m-1]"] = 1000;
  particle["Small graphite"] = small;  // behind the silicon
  std::ofstream(folder_ / "blend.json") << json;
  const CellParameters cell = cell_of(import_bpx(folder_ / "blend.json"));
  const Composite& p = composite(cell, Side::negative);
  ASSERT_EQ(p.actives.size(), 2U);
  ASSERT_EQ(p.particles.size(), 3U);
  EXPECT_EQ(p.particles[0].active, 0U);
  EXPECT_EQ(p.particles[1].active, 1U);
  EXPECT_EQ(p.particles[2].active, 0U);
  EXPECT_NEAR(p.particles[0].share + p.particles[2].share, 1, 1e-12);
}

TEST_F(Bpx, BranchesOfHysteresisMayBeTables) {
  const auto branches = [](const char* lithiation, const char* delithiation, bool user_defined) {
    return [=](Json& j) {
      Json& electrode = j["Parameterisation"]["Negative electrode"];
      Json& holder = user_defined ? j["Parameterisation"]["User-defined"] : electrode;
      holder[lithiation] = {{"x", {1, 0.5, 0}}, {"y", {0.05, 0.15, 0.6}}};
      holder[delithiation] = {{"x", {0, 0.5, 1}}, {"y", {0.8, 0.25, 0.1}}};
      if (!user_defined) electrode["OCP hysteresis decay constant"] = 50;
    };
  };
  const auto check = [&](const Import& made, double transition) {
    const CellParameters cell = cell_of(made);
    const OpenCircuitVoltageData& data = composite(cell, Side::negative).active().open_circuit_voltage;
    ASSERT_TRUE(data.hysteresis);
    EXPECT_NEAR(data.hysteresis->transition, transition, 1e-15);
    EXPECT_EQ(data.hysteresis->start, -1) << "charged, and so lithiated last";
    EXPECT_NEAR(OpenCircuitVoltage(data, 298.15).half_gap(0.5).value, 0.05, 1e-12);
  };
  check(imported(branches("OCP (lithiation) [V]", "OCP (delithiation) [V]", false)), 0.02);
  check(imported(branches("Negative electrode lithiation OCP [V]", "Negative electrode delithiation OCP [V]", true)),
        0.01);
}

TEST_F(Bpx, WhatIsNotUsedIsNamed) {
  const Import made = imported([](Json& j) { j["Parameterisation"]["User-defined"] = {{"Colour", 3}}; });
  const auto named = [&](const std::string& path) { return std::ranges::find(made.unused, path) != made.unused.end(); };
  EXPECT_TRUE(named("Parameterisation / User-defined / Colour") || named("Parameterisation / User-defined"));
  EXPECT_TRUE(named("Parameterisation / Cell / Volume [m3]"));
  EXPECT_TRUE(named("Parameterisation / Cell / Thermal conductivity [W.m-1.K-1]"));
  EXPECT_FALSE(named("Parameterisation / Cell / Electrode area [m2]"));
}

TEST_F(Bpx, ComesBackFromAnExport) {
  const Import first = imported();
  const Export out = export_bpx(resolve_text(cell_text(first, "cell.json"), "cell.yaml", {}));
  std::ofstream(folder_ / "out.json") << out.json;
  const Import second = import_bpx(folder_ / "out.json");
  const CellParameters a = cell_of(first), b = cell_of(second);
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.area, b.area);
  EXPECT_DOUBLE_EQ(a.nominal_capacity, b.nominal_capacity);
  EXPECT_EQ(a.separator.layers.front().electrolyte.conductivity.value,
            b.separator.layers.front().electrolyte.conductivity.value);
  for (const Side side : sides) {
    const Composite &p = composite(a, side), &q = composite(b, side);
    EXPECT_EQ(p.thickness, q.thickness);
    EXPECT_EQ(p.porosity, q.porosity);
    EXPECT_NEAR(p.active_loading, q.active_loading, 1e-14 * p.active_loading);
    EXPECT_DOUBLE_EQ(p.active().site_concentration(), q.active().site_concentration());
    EXPECT_DOUBLE_EQ(p.active().kinetics.exchange_current_density.value,
                     q.active().kinetics.exchange_current_density.value);
    EXPECT_EQ(p.active().diffusivity.activation_energy, q.active().diffusivity.activation_energy);
    const OpenCircuitVoltage U(p.active().open_circuit_voltage, 308), V(q.active().open_circuit_voltage, 308);
    EXPECT_EQ(U.at(0.6).value, V.at(0.6).value);
  }
  const Export again = export_bpx(resolve_text(cell_text(second, "out.json"), "cell.yaml", {}));
  Json before = Json::parse(out.json), after = Json::parse(again.json);
  for (const char* electrode : {"Negative electrode", "Positive electrode"})
    for (const char* key : {"Minimum stoichiometry", "Maximum stoichiometry"}) {  // found by bisection each time
      Json &x = before["Parameterisation"][electrode][key], &y = after["Parameterisation"][electrode][key];
      EXPECT_NEAR(x.get<double>(), y.get<double>(), 1e-12);
      x = y;
    }
  EXPECT_EQ(before, after);
}

}  // namespace
}  // namespace closo::bpx
