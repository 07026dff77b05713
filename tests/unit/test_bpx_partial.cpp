// Cells that BPX has no place for, as partial files: what they hold, and that they come back.
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

using test::contains;
using test::error_of;

const std::filesystem::path cells = std::filesystem::path(CLOSO_SOURCE_DIR) / "params/cells";

class BpxPartial : public test::BpxFile {
 protected:
  ResolvedInput back(const std::string& json) const {
    return resolve_text(cell_text(imported(json), "cell.json"), "cell.yaml", {});
  }
};

ParameterList parameters_of(const ResolvedInput& input) {
  ParameterList list;
  read_cell_parameters(input, &list);
  return list;
}

void expect_same(const ParameterList& a, const ParameterList& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    EXPECT_EQ(a[k].key, b[k].key);
    EXPECT_EQ(a[k].status, b[k].status) << a[k].key;
    EXPECT_EQ(a[k].source, b[k].source) << a[k].key;
    EXPECT_TRUE(a[k].value == b[k].value || (std::isnan(a[k].value) && std::isnan(b[k].value))) << a[k].key;
  }
}

/// What the schema of BPX has under User-defined: numbers and objects, and anything where the key is `description`.
bool fits_schema(const Json& object) {
  if (object.empty()) return false;
  for (const auto& [key, value] : object.items())
    if (key != "description" && !value.is_number() && !(value.is_object() && fits_schema(value))) return false;
  return true;
}

TEST_F(BpxPartial, EveryCellOfTheLibraryComesBack) {
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(cells)) {
    SCOPED_TRACE(entry.path());
    const ResolvedInput first = resolve_file(entry.path(), {});
    const Export out = export_bpx(first);
    const Json json = Json::parse(out.json);
    EXPECT_EQ(json["Header"]["Model"], "Partial");
    EXPECT_TRUE(fits_schema(json["Parameterisation"]["User-defined"]));
    const ResolvedInput second = back(out.json);
    expect_same(parameters_of(first), parameters_of(second));
    EXPECT_EQ(export_bpx(second).json, out.json);
    ++read;
  }
  EXPECT_GE(read, 15);
}

TEST_F(BpxPartial, SectionsHoldWhatBpxHasPlacesFor) {
  const ResolvedInput input = resolve_file(cells / "nmc811_graphite.yaml", {});
  const CellParameters cell = read_cell_parameters(input, nullptr);
  const Export out = export_bpx(input);
  const Json json = Json::parse(out.json), parameters = json["Parameterisation"];
  EXPECT_TRUE(contains(out.notes.front(), "BPX has no place for a solid electrolyte"));
  EXPECT_EQ(parameters["Cell"]["Electrode area [m2]"], cell.area);
  EXPECT_FALSE(parameters.contains("Electrolyte")) << "which BPX has as a liquid";
  EXPECT_EQ(parameters["Separator"]["Porosity"], 1) << "the electrolyte is all of it";
  for (const Side side : sides) {
    const Composite& p = cell.composite(side);
    const Json& electrode = parameters[side == Side::negative ? "Negative electrode" : "Positive electrode"];
    EXPECT_NEAR(electrode["Thickness [m]"].get<double>(), p.thickness, 1e-12 * p.thickness);
    EXPECT_NEAR(electrode["Porosity"].get<double>(), p.electrolyte_fraction(), 1e-12) << "the share of the electrolyte";
    EXPECT_NEAR(electrode["Maximum concentration [mol.m-3]"].get<double>(), p.active().site_concentration(), 1e-6);
    EXPECT_NEAR(electrode["Surface area per unit volume [m-1]"].get<double>(),
                p.contact * p.active_fraction() * 3 / p.particles.front().radius, 1e-6);
  }
  const Json& own = parameters["User-defined"]["closo"];
  EXPECT_EQ(own["cell"]["separator"]["electrolyte"]["description"], "li6ps5cl");
  EXPECT_TRUE(own["materials"]["li6ps5cl"]["density"].contains("value [g/cm3]"));
}

TEST_F(BpxPartial, RefusesWhatDisagreesOrIsNoCell) {
  const std::string good = export_bpx(resolve_file(cells / "nmc811_graphite.yaml", {})).json;
  const struct {
    std::function<void(Json& parameters, Json& own)> change;
    const char *place, *fault;
  } bad[] = {
      {[](Json& p, Json&) { p["Positive electrode"]["Thickness [m]"] = 9e-5; },
       "Positive electrode / Thickness [m]: found '9e-05'", "as the cell of 'Parameterisation / User-defined / closo'"},
      {[](Json& p, Json&) { p["Separator"]["Thickness [m]"] = 30; }, "Separator / Thickness [m]: found '30'", "in um?"},
      {[](Json& p, Json&) {
         p["Electrolyte"] = {{"Cation transference number", 0.3}};
       },
       "Parameterisation / Electrolyte: found", "expected nothing"},
      {[](Json&, Json& own) { own["cell"]["positive"]["porosity"] = true; }, "positive / porosity", "an object"},
      {[](Json&, Json& own) {
         own["cell"]["positive"]["porosity"] = {1, 2};
       },
       "positive / porosity", "an object"},
      {[](Json&, Json& own) { own["cell"]["positive"]["porosty"] = 0.1; }, "positive.porosty", "did you mean"},
      {[](Json&, Json& own) {
         own["cell"]["separator"]["thickness"] = {{"value [kg]", 1}};
       },
       "separator.thickness", "found '1 kg'"},
      {[](Json&, Json& own) { own["cell"].erase("positive"); }, "cell.positive", "missing"},
      {[](Json&, Json& own) { own.erase("cell"); }, "closo", ""},
      {[](Json&, Json& own) { own["protocol"] = 1; }, "closo / protocol", "no such key"},
      {[](Json& p, Json&) { p["User-defined"]["closo"] = 1; }, "User-defined / closo", "an object"},
  };
  for (const auto& [change, place, fault] : bad) {
    Json json = Json::parse(good);
    Json& parameters = json["Parameterisation"];
    change(parameters, parameters["User-defined"]["closo"]);
    const std::string message = error_of([&] { imported(json.dump()); });
    EXPECT_TRUE(contains(message, place)) << place << ": " << message;
    EXPECT_TRUE(contains(message, fault)) << place << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace closo::bpx
