// What a BPX file cannot hold, what is told of, and the page that states it.
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "formats/bpx/import.hpp"
#include "formats/bpx/limits.hpp"
#include "tests/bpx_file.hpp"
#include "tests/error_of.hpp"

namespace closo::bpx {
namespace {

using test::contains;
using test::error_of;
using Change = std::function<void(Json&)>;

const std::filesystem::path sources = CLOSO_SOURCE_DIR;
constexpr const char *cell = "Cell", *electrolyte = "Electrolyte", *negative = "Negative electrode",
                     *positive = "Positive electrode", *separator = "Separator";

Change value(const char* section, const char* key, const Json& value) {
  return [=](Json& j) { j["Parameterisation"][section][key] = value; };
}

Change scaled(const char* test, const char* key, double factor) {
  return [=](Json& j) {
    for (Json& row : j["Validation"][test][key]) row = row.get<double>() * factor;
  };
}

class BpxLimits : public test::BpxFile {
 protected:
  Import changed(const Change& change, const char* file = "examples/23_bpx/nmc_pouch_cell_BPX.json") const {
    Json json = Json::parse(std::ifstream(sources / file));
    change(json);
    return imported(json);
  }
  std::string error(const Change& change, const char* file = "examples/23_bpx/nmc_pouch_cell_BPX.json") const {
    return error_of([&] { changed(change, file); });
  }
  std::vector<std::string> notes(const Change& change,
                                 const char* file = "examples/23_bpx/nmc_pouch_cell_BPX.json") const {
    return changed(change, file).notes;
  }
};

TEST_F(BpxLimits, RefusesWhatNoCellHas) {
  const struct {
    Change change;
    const char *place, *fault;
  } bad[] = {
      {value(negative, "Thickness [m]", 56.2), "Negative electrode / Thickness [m]: found '56.2'", "is it in um?"},
      {value(separator, "Thickness [m]", 0.02), "Separator / Thickness [m]: found '0.02'", "is it in mm?"},
      {value(negative, "Particle radius [m]", 4.12), "Particle radius [m]: found '4.12'", "is it in um?"},
      {value(cell, "Reference temperature [K]", 25), "Reference temperature [K]: found '25'", "is it in degC?"},
      {value(cell, "Initial temperature [K]", 25), "Initial temperature [K]: found '25'", "is it in degC?"},
      {value(cell, "Ambient temperature [K]", 5000), "Ambient temperature [K]: found '5000'", "100 <= value <= 1000"},
      {value(cell, "Electrode area [m2]", 168.08), "Electrode area [m2]: found '168.08'", "is it in cm2?"},
      {value(cell, "Electrode area [m2]", 1.68), "Nominal cell capacity [A.h]: found '12.5'", "are area, number"},
      {value(cell, "Nominal cell capacity [A.h]", 1250), "Nominal cell capacity [A.h]: found '1250'", "13.19 A.h"},
      {value(cell, "Nominal cell capacity [A.h]", 12500), "Nominal cell capacity [A.h]: found '12500'", "in mAh?"},
      {value(electrolyte, "Initial concentration [mol.m-3]", 1), "[mol.m-3]: found '1'", "is it in mol/l?"},
      {value(electrolyte, "Diffusivity [m2.s-1]", 3e-6), "Diffusivity [m2.s-1]: found '3e-06'", "is it in cm2/s?"},
      {value(electrolyte, "Cation transference number", 25.9), "transference number: found '25.9'", "is it in %?"},
      {value(negative, "Maximum concentration [mol.m-3]", 1e300), "Maximum concentration [mol.m-3]: found '1e+300'",
       ""},
      {value(negative, "Maximum concentration [mol.m-3]", 29.73), "[mol.m-3]: found '29.73'", "is it in mol/l?"},
      {value(positive, "OCP [V]", "0.1 + x"), "Positive electrode / OCP [V]: found '0.1 + x'", "falls with stoich"},
      {value(positive, "OCP [V]", {{"x", {0, 1}}, {"y", {4300, 3000}}}), "OCP [V] / y[0]: found '4300'", "in mV?"},
      {value(positive, "OCP [V]", "4300 - x"), "OCP [V] (at x = 0.42424): found '4299.5", "is it in mV?"},
      {value(positive, "Minimum stoichiometry", 0.2), "Upper voltage cut-off [V]: found '4.2'", "4.834 V"},
      {value(negative, "OCP hysteresis decay constant", 0.01), "decay constant: found '0.01'", "1 <= value"},
      {[](Json& j) { j["Header"]["BPX"] = "1.banana"; }, "Header / BPX: found '1.banana'", "0.x or 1.x"},
      {[](Json& j) { j["Header"]["BPX"] = "1.1.1.1"; }, "Header / BPX: found '1.1.1.1'", "0.x or 1.x"},
      {[](Json& j) { j["Header"]["BPX"] = 2; }, "Header / BPX: found '2'", "0.x or 1.x"},
      {scaled("1C discharge", "Voltage [V]", 1000), "1C discharge / Voltage [V][0]: found '4193", "is it in mV?"},
      {scaled("1C discharge", "Current [A]", 1000), "1C discharge / Current [A]", "1000C; is it in mA?"},
      {scaled("1C discharge", "Temperature [K]", 0.05), "1C discharge / Temperature [K][0]: found '14.9", "100 <="},
  };
  for (const auto& [change, place, fault] : bad) {
    const std::string message = error(change);
    EXPECT_TRUE(contains(message, place)) << place << ": " << message;
    EXPECT_TRUE(contains(message, fault)) << place << ": " << message;
  }
}

TEST_F(BpxLimits, TellsOfWhatFewCellsHave) {
  const struct {
    Change change;
    const char *place, *fault;
  } doubtful[] = {
      {value(electrolyte, "Conductivity [S.m-1]", 9.5), "Electrolyte / Conductivity [S.m-1]: 9.5", "is it in mS/cm?"},
      {value(electrolyte, "Conductivity activation energy [J.mol-1]", 17.1), "[J.mol-1]: 17.1", "is it in kJ/mol?"},
      {value(electrolyte, "Diffusivity activation energy [J.mol-1]", 0.17), "[J.mol-1]: 0.17", "is it in eV?"},
      {value(cell, "Nominal cell capacity [A.h]", 37), "Nominal cell capacity [A.h]: 37", "2.81 times the 13.19 A.h"},
      {value(negative, "Transport efficiency", 0.5), "Negative electrode / Transport efficiency: 0.5", "0.253991"},
      {value(negative, "OCP [V]", {{"x", {0, 0.5, 1}}, {"y", {0.5, 0.1, 0.12}}}), "OCP [V]: rises by 10.", "mV"},
      {value(cell, "Upper voltage cut-off [V]", 4.1), "Upper voltage cut-off [V]: a charged cell is at 4.202 V",
       "4.1 V"},
      {value(cell, "Lower voltage cut-off [V]", 3), "Lower voltage cut-off [V]: an empty cell is at 2.7", "beyond 3 V"},
      {scaled("1C discharge", "Current [A]", 100), "1C discharge / Current [A]: 1250 A", "100C"},
      {scaled("1C discharge", "Temperature [K]", 1.03), "1C discharge / Temperature [K]: 307.09 K", "298.15 K"},
  };
  for (const auto& [change, place, fault] : doubtful) {
    const std::vector<std::string> told = notes(change);
    EXPECT_TRUE(std::ranges::any_of(
        told, [&](const std::string& note) { return contains(note, place) && contains(note, fault); }))
        << place << ": " << fmt::format("{}", fmt::join(told, "; "));
  }
}

TEST_F(BpxLimits, AreSilentOnGoodFiles) {
  const auto unchanged = [](Json&) {};
  EXPECT_EQ(notes(unchanged).size(), 1U) << "the charge at the start, which is not stated";
  EXPECT_EQ(notes(unchanged, "tests/unit/bpx/two_sizes.json").size(), 1U);
  EXPECT_EQ(notes(unchanged, "tests/unit/bpx/chen2020.json").size(), 2U) << "tables of the electrolyte that go on";
  EXPECT_EQ(notes(value(negative, "Diffusivity activation energy [J.mol-1]", 0)).size(), 1U) << "none";
}

Change small_particles(double minimum) {
  return [=](Json& j) {
    j["Parameterisation"][positive]["Particle"]["Small Particles"]["Minimum stoichiometry"] = minimum;
  };
}

TEST_F(BpxLimits, ABlendBeginsAtOnePotential) {
  const char* file = "tests/unit/bpx/two_sizes.json";
  const std::vector<std::string> told = notes(small_particles(0.426), file);
  EXPECT_TRUE(std::ranges::any_of(told, [](const std::string& note) {
    return contains(note, "Positive electrode: its materials are not at one potential") &&
           contains(note, "Small Particles from 0.426 (4.2861 V) to 0.4247");
  })) << fmt::format("{}", fmt::join(told, "; "));
  const std::string message = error(small_particles(0.2), file);
  EXPECT_TRUE(contains(message, "Upper voltage cut-off [V]: found '4.2', expected at least the 4.351 V")) << message;
  EXPECT_TRUE(contains(message, "materials of its blend at one potential")) << message;
}

TEST_F(BpxLimits, AreThoseOfThePage) {
  const std::string page = read_text_file(sources / "docs/bpx.md");
  for (const Limits& l : all_limits()) {
    const std::string row =
        fmt::format("| {} | `{}` | {:g} to {:g} | {:g} to {:g} |", *l.section == 0 ? "any" : l.section, l.key,
                    l.possible.low, l.possible.high, l.usual.low, l.usual.high);
    EXPECT_TRUE(contains(page, row)) << row;
  }
}

}  // namespace
}  // namespace closo::bpx
