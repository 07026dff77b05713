// Cells of BPX files, exported and imported again: the same parameters, curves and start.
#include <fstream>
#include <functional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "formats/bpx/cell_text.hpp"
#include "formats/bpx/export.hpp"
#include "formats/bpx/import.hpp"
#include "formats/yaml/run_input.hpp"
#include "tests/bpx_file.hpp"
#include "tests/error_of.hpp"

namespace closo::bpx {
namespace {

using Json = nlohmann::ordered_json;
using test::contains;
using test::error_of;

const std::filesystem::path checkout = CLOSO_SOURCE_DIR;
const char* const state_of_negative = "Initial hysteresis state: Negative electrode";

struct Read {
  CellParameters cell;
  ParameterList parameters;
  std::string json;  // of its export
};

class BpxRoundTrip : public test::BpxFile {
 protected:
  Read read(const Json& json) const {
    const ResolvedInput cell = resolve_text(cell_text(imported(json), "cell.json"), "cell.yaml", {});
    Read read;
    read.cell = read_cell_parameters(cell, &read.parameters);
    read.json = export_bpx(cell).json;
    return read;
  }
  std::string error(const Json& json) const {
    return error_of([&] { imported(json); });
  }
};

Json file(const char* name) {
  return Json::parse(std::ifstream(checkout / name));
}

Json& of_blend(Json& json) {
  return json["Parameterisation"]["Negative electrode"]["Particle"];
}

/// Both branches of a hysteresis.
void put_branches(Json& particle) {
  particle["OCP (lithiation) [V]"] = {{"x", {0, 0.5, 1}}, {"y", {0.6, 0.15, 0.05}}};
  particle["OCP (delithiation) [V]"] = {{"x", {0, 0.5, 1}}, {"y", {0.8, 0.25, 0.1}}};
  particle["OCP hysteresis decay constant"] = 50;
}

Json with_states(const Json& states) {
  Json json = file("tests/unit/bpx/blend.json");
  for (const char* name : {"Graphite", "Silicon"}) put_branches(of_blend(json)[name]);
  json["State"]["Initial conditions"][state_of_negative] = states;
  return json;
}

Json with_state(const char* name, double state) {
  Json json = file(name);
  json["State"]["Initial conditions"][state_of_negative] = state;
  return json;
}

double start(const CellParameters& cell, std::size_t material) {
  return cell.composite(Side::negative).actives.at(material).material.open_circuit_voltage.hysteresis->start;
}

void expect_same_parameters(const ParameterList& a, const ParameterList& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    EXPECT_EQ(a[k].key, b[k].key);
    if (std::isnan(a[k].value)) continue;  // of what is no single number
    EXPECT_NEAR(a[k].value, b[k].value, 1e-11 * std::abs(a[k].value)) << a[k].key;
  }
}

void expect_same_voltages(const CellParameters& a, const CellParameters& b) {
  constexpr int steps = 200;
  for (const Side side : sides) {
    const auto &of_a = a.composite(side).actives, &of_b = b.composite(side).actives;
    ASSERT_EQ(of_a.size(), of_b.size());
    for (std::size_t m = 0; m < of_a.size(); ++m) {
      const OpenCircuitVoltage U(of_a[m].material.open_circuit_voltage, 310),
          V(of_b[m].material.open_circuit_voltage, 310);
      EXPECT_EQ(U.y_lower(), V.y_lower());
      EXPECT_EQ(U.y_upper(), V.y_upper());
      for (int k = 0; k <= steps; ++k) {
        const double y = U.y_lower() + (U.y_upper() - U.y_lower()) * k / steps;
        EXPECT_NEAR(U.as_assembled(y).value, V.as_assembled(y).value, 1e-12) << y;
        EXPECT_NEAR(U.half_gap(y).value, V.half_gap(y).value, 1e-12) << y;
      }
    }
  }
}

/// But for the limits of stoichiometry, which are found by bisection each time.
void expect_same_files(Json a, Json b) {
  const std::function<void(Json&, Json&)> level = [&](Json& x, Json& y) {
    if (!x.is_object() || !y.is_object()) return;
    for (auto& [key, value] : x.items()) {
      if (!y.contains(key)) continue;
      if (key == "Minimum stoichiometry" || key == "Maximum stoichiometry") {
        EXPECT_NEAR(value.get<double>(), y[key].get<double>(), 1e-11);
        y[key] = value;
      }
      level(value, y[key]);
    }
  };
  level(a["Parameterisation"], b["Parameterisation"]);
  EXPECT_EQ(a, b);
}

TEST_F(BpxRoundTrip, IsTheSameCell) {
  const Json one_branch = {{"Graphite", 1}, {"Silicon", -1}};
  const struct {
    const char* name;
    Json json;
  } cells[] = {
      {"pouch cell", file("examples/23_bpx/nmc_pouch_cell_BPX.json")},
      {"tables", file("tests/unit/bpx/chen2020.json")},
      {"two sizes of particles", file("tests/unit/bpx/two_sizes.json")},
      {"blend", file("tests/unit/bpx/blend.json")},
      {"hysteresis", file("tests/unit/bpx/user_defined_hysteresis.json")},
      {"hysteresis, lithiated last", with_state("tests/unit/bpx/user_defined_hysteresis.json", -1)},
      {"hysteresis, delithiated last", with_state("tests/unit/bpx/user_defined_hysteresis.json", 1)},
      {"hysteresis by material", with_states(one_branch)},
  };
  for (const auto& [name, json] : cells) {
    SCOPED_TRACE(name);
    const Read first = read(json), second = read(Json::parse(first.json));
    expect_same_parameters(first.parameters, second.parameters);
    expect_same_voltages(first.cell, second.cell);
    expect_same_files(Json::parse(first.json), Json::parse(second.json));
  }
}

TEST_F(BpxRoundTrip, KeepsTheBranchOfTheStart) {
  for (const double state : {-1, 1}) {
    const Read one = read(with_state("tests/unit/bpx/user_defined_hysteresis.json", state));
    EXPECT_EQ(start(one.cell, 0), state);
    EXPECT_EQ(Json::parse(one.json)["State"]["Initial conditions"][state_of_negative], state);
    const Read blend = read(with_states({{"Graphite", state}, {"Silicon", -state}}));
    EXPECT_EQ(start(blend.cell, 0), state);
    EXPECT_EQ(start(blend.cell, 1), -state);
    const Json states = Json::parse(blend.json)["State"]["Initial conditions"][state_of_negative];
    EXPECT_EQ(states, Json({{"Graphite", state}, {"Silicon", -state}}));
  }
}

TEST_F(BpxRoundTrip, ParticlesOnTwoBranchesAreTwoMaterials) {
  Json json = with_states({{"Graphite", 1}, {"Small", -1}, {"Silicon", 1}});
  Json small = of_blend(json)["Graphite"];
  small["Surface area per unit volume [m-1]"] = 1000;
  of_blend(json)["Small"] = small;
  const Read first = read(json);
  ASSERT_EQ(first.cell.composite(Side::negative).actives.size(), 3U);
  const Read second = read(Json::parse(first.json));
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(start(first.cell, k), start(second.cell, k));
}

TEST_F(BpxRoundTrip, RefusesStatesThatFitNoParticle) {
  const std::string path = std::string("State / Initial conditions / ") + state_of_negative;
  const struct {
    Json states;
    const char *place, *fault;
  } bad[] = {
      {{{"Graphite", 1}}, " / Silicon", "missing"},
      {{{"Graphite", 1}, {"Silicone", 1}}, " / Silicone", "did you mean 'Silicon'"},
      {{{"Graphite", 1}, {"Silicon", 5}}, " / Silicon", "found '5', expected a number, -1 <= value <= 1"},
      {{{"Graphite", 1}, {"Silicon", 0.5}}, " / Silicon", "found '0.5', expected 1 or -1"},
      {{{"Graphite", 1}, {"Silicon", "x"}}, " / Silicon", "found 'x'"},
      {"x", "", "found 'x'"},
  };
  for (const auto& [states, place, fault] : bad) {
    const std::string message = error(with_states(states));
    EXPECT_TRUE(contains(message, path + place)) << message;
    EXPECT_TRUE(contains(message, fault)) << message;
  }
  Json single = with_state("tests/unit/bpx/user_defined_hysteresis.json", 1);
  single["State"]["Initial conditions"][state_of_negative] = {{"Graphite", 1}};
  EXPECT_TRUE(contains(error(single), path + ": found 'an object of 1 keys', expected a number")) << error(single);
}

TEST_F(BpxRoundTrip, ADecayThatNeverEndsIsRefusedByItsField) {
  Json json = with_states({{"Graphite", 1}, {"Silicon", -1}});
  of_blend(json)["Silicon"]["OCP hysteresis decay constant"] = 0.01;
  const std::string message = error(json);
  EXPECT_TRUE(
      contains(message, "Negative electrode / Particle / Silicon / OCP hysteresis decay constant: found '0.01'"))
      << message;
}

}  // namespace
}  // namespace closo::bpx
