// A run with values that change from case to case, against the same run read from its file with these values.
#include "cycler/varied_run.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "cycler/close_run.hpp"
#include "cycler/solution_builder.hpp"
#include "formats/yaml/run_input.hpp"
#include "formats/yaml/run_source.hpp"

namespace closo {
namespace {

const char* const file = CLOSO_SOURCE_DIR "/examples/01_first_cycle/run.yaml";

using Texts = std::vector<std::pair<std::string, std::string>>;

std::vector<double> voltages(const RunInput& run) {
  const Wanted wanted{"series/voltage"};
  return solve(run.cell, run.settings, run.figures, &wanted).numbers("series", "voltage");
}

std::vector<double> alone(const Texts& texts) {
  std::vector<std::string> overrides;
  for (const auto& [key, text] : texts) overrides.push_back(key + "=" + text);
  return voltages(read_run(resolve_file(file, overrides), nullptr));
}

std::vector<CaseValue> values_of(const Texts& texts) {
  std::vector<CaseValue> values;
  for (const auto& [key, text] : texts) values.push_back(case_value(run_key(key), text));
  return values;
}

TEST(VariedRun, IsTheRunWithTheValuesOfTheCaseAlone) {
  const Texts cases[] = {{{"positive.active_loading", "2 mg/cm2"}},
                         {{"positive.active_loading", "0.03 kg/m2"}},  // the same key in another unit
                         {{"separator.thickness", "100 um"}},          // another key: the loading is the stated one
                         {{"mesh.positive", "10"}, {"positive.active_loading", "2 mg/cm2"}},
                         {{"protocol.1", "Discharge at 2C until 2.5 V"}, {"separator.thickness", "200 um"}},
                         {{"protocol.1", "Discharge at C/10 until 2.5 V"}, {"separator.thickness", "200 um"}},
                         {},
                         {{"separator.thickness", "100 um"}}};
  VariedRun run(source_of(resolve_file(file, {})));
  for (const Texts& texts : cases)
    EXPECT_EQ(voltages(close(run.with(values_of(texts)))), alone(texts)) << (texts.empty() ? "" : texts.front().first);
}

TEST(VariedRun, SaysWhatIsWrongAndGoesOn) {
  VariedRun run(source_of(resolve_file(file, {})));
  const std::vector<double> good = voltages(close(run.with({})));
  for (const Texts& wrong : {Texts{{"separator.thickness", "3 kg"}}, Texts{{"separator.thickness", "thick"}},
                             Texts{{"separator.width", "3 um"}}, Texts{{"protocol.1", "Discharge at noon"}}}) {
    try {
      close(run.with(values_of(wrong)));
      ADD_FAILURE() << wrong.front().second;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(wrong.front().first), std::string::npos) << error.what();
    }
    EXPECT_EQ(voltages(close(run.with({}))), good);
  }
  const CaseValue value = case_value("cell.area", " 2.5e-1 cm2 ");
  EXPECT_EQ(value.number, 0.25);
  EXPECT_EQ(value.unit, "cm2");
  EXPECT_FALSE(case_value("protocol.0", "Rest for 1 hour").is_quantity);
}

}  // namespace
}  // namespace closo
